package dev.noether.study.evaluate;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ParameterBlock;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Suggestion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** A member of what {@code noether evaluate} prints, and the quantity of the backend that it is read from. */
enum CaseQuantity {
    /** The loss with its weight decay. */
    LOSS("loss", Quantity.LOSS, true) {
        @Override
        Object read(Result result) {
            return result.loss();
        }
    },
    /** Its gradient. */
    GRADIENT("gradient", Quantity.GRADIENT, true) {
        @Override
        Object read(Result result) {
            return result.gradient();
        }
    },
    /** Trace of its Hessian. */
    HESSIAN_TRACE("hessianTrace", Quantity.HESSIAN_TRACE, true) {
        @Override
        Object read(Result result) {
            return result.hessianTrace();
        }
    },
    /** The share of each block. */
    HESSIAN_TRACE_BY_BLOCK("hessianTraceByBlock", Quantity.HESSIAN_TRACE, true) {
        @Override
        Object read(Result result) {
            return byBlock(result, result.hessianTraceByBlock());
        }
    },
    /** Charges of the symmetries. */
    CHARGES("charges", Quantity.CHARGES, true) {
        @Override
        Object read(Result result) {
            return bySymmetry(result, i -> result.charges(i)[0]);
        }
    },
    /** Gamma_W, dx x dx. */
    GAMMA_W("gammaW", Quantity.GAMMAS, true) {
        @Override
        Object read(Result result) {
            return square(result.gammaW());
        }
    },
    /** Gamma_U, dy x dy. */
    GAMMA_U("gammaU", Quantity.GAMMAS, true) {
        @Override
        Object read(Result result) {
            return square(result.gammaU());
        }
    },
    /** Squared norm of each block. */
    SQUARED_NORM("squaredNorm", Quantity.SQUARED_NORM, false) {
        @Override
        Object read(Result result) {
            return byBlock(result, result.squaredNormByBlock());
        }
    },
    /** D with the gammas of the batch. */
    BALANCE("balance", Quantity.BALANCE, false) {
        @Override
        Object read(Result result) {
            return square(result.balance(0));
        }
    },
    /** Matrix charges of the symmetries that have one. */
    CHARGE_MATRICES("chargeMatrices", Quantity.CHARGE_MATRICES, false) {
        @Override
        Object read(Result result) {
            return bySymmetry(result, i -> square(result.chargeMatrix(i)));
        }
    };

    /** Name in {@code --quantities} and in the output. */
    final String word;

    private final Quantity quantity;
    private final boolean always;

    CaseQuantity(String word, Quantity quantity, boolean always) {
        this.word = word;
        this.quantity = quantity;
        this.always = always;
    }

    /** The value for {@link dev.noether.study.console.Json}. */
    abstract Object read(Result result);

    /** What is printed when nothing is asked for. */
    static Set<CaseQuantity> usual() {
        EnumSet<CaseQuantity> usual = EnumSet.noneOf(CaseQuantity.class);
        Arrays.stream(values()).filter(quantity -> quantity.always).forEach(usual::add);
        return usual;
    }

    /** Reads a comma list. */
    static Set<CaseQuantity> parse(String list) {
        EnumSet<CaseQuantity> asked = EnumSet.noneOf(CaseQuantity.class);
        for (String item : list.split(",", -1)) {
            asked.add(named(item.strip()));
        }
        return asked;
    }

    private static CaseQuantity named(String word) {
        List<String> words =
                Arrays.stream(values()).map(quantity -> quantity.word).toList();
        return Arrays.stream(values())
                .filter(quantity -> quantity.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new InputException("--quantities lists '" + word + "', it may list "
                        + String.join(", ", words) + Suggestion.suffix(word, words)));
    }

    /** What the backend must compute for several. */
    static Set<Quantity> quantities(Set<CaseQuantity> asked) {
        EnumSet<Quantity> quantities = EnumSet.noneOf(Quantity.class);
        asked.forEach(each -> quantities.add(each.quantity));
        return quantities;
    }

    /** Rows of the square matrix that this is, or 0 if it is none. */
    int side(Model model) {
        return switch (this) {
            case GAMMA_W -> model.inputs();
            case GAMMA_U -> model.outputs();
            case BALANCE, CHARGE_MATRICES ->
                switch (model) {
                    case TwoLayerNet net -> net.hidden();
                    case DeepLinearNet net -> 0;
                    case NormalizedNet net -> 0;
                    case ScaleInvariantModel net -> 0;
                };
            case LOSS, GRADIENT, HESSIAN_TRACE, HESSIAN_TRACE_BY_BLOCK, CHARGES, SQUARED_NORM -> 0;
        };
    }

    private static Map<String, Object> byBlock(Result result, double[] values) {
        List<ParameterBlock> blocks = result.model().blocks();
        Map<String, Object> map = new LinkedHashMap<>();
        for (int b = 0; b < values.length; b++) {
            map.put(blocks.get(b).name(), values[b]);
        }
        return map;
    }

    private static List<Map<String, Object>> bySymmetry(Result result, IntFunction<Object> value) {
        List<Symmetry> symmetries = result.model().symmetries();
        List<Map<String, Object>> list = new ArrayList<>();
        for (int i = 0; i < symmetries.size(); i++) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("symmetry", symmetries.get(i).name());
            entry.put("value", value.apply(i));
            list.add(entry);
        }
        return list;
    }

    private static Matrix square(double[] elements) {
        int size = (int) Math.round(Math.sqrt(elements.length));
        return Matrix.view(elements, size, size);
    }
}
