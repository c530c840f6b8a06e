package dev.noether.study.simulate;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Symmetry;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Suggestion;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code --observe} may list: numbers of a trajectory under a name, each taken from a quantity of the backend. */
enum Observable {
    /** The loss with its weight decay. */
    LOSS("loss", Quantity.LOSS) {
        @Override
        void read(Result result, Numbers numbers) {
            numbers.add(word, result.loss());
        }
    },
    /** Trace of the loss's Hessian. */
    HESSIAN_TRACE("hessianTrace", Quantity.HESSIAN_TRACE) {
        @Override
        void read(Result result, Numbers numbers) {
            numbers.add(word, result.hessianTrace());
        }
    },
    /** Its share of each block. */
    HESSIAN_TRACE_BY_BLOCK("hessianTraceByBlock", Quantity.HESSIAN_TRACE) {
        @Override
        void read(Result result, Numbers numbers) {
            byBlock(result, result.hessianTraceByBlock(), numbers);
        }
    },
    /** Squared norm of each block. */
    SQUARED_NORM("squaredNorm", Quantity.SQUARED_NORM) {
        @Override
        void read(Result result, Numbers numbers) {
            byBlock(result, result.squaredNormByBlock(), numbers);
        }
    },
    /** Norm of D with the gammas of the task. */
    BALANCE("balance", Quantity.TASK_BALANCE_NORMS) {
        @Override
        void read(Result result, Numbers numbers) {
            numbers.add(word, result.taskBalanceNorms(0)[0]);
        }
    },
    /** The same over the sum of the norms of the two terms of D: between 0 and 1. */
    RELATIVE_BALANCE("relativeBalance", Quantity.TASK_BALANCE_NORMS) {
        @Override
        void read(Result result, Numbers numbers) {
            double[] norms = result.taskBalanceNorms(0);
            numbers.add(word, norms[0] / (norms[1] + norms[2]));
        }
    },
    /** Every element of D with the gammas of the task. */
    BALANCE_MATRIX("balanceMatrix", Quantity.TASK_BALANCE) {
        @Override
        void read(Result result, Numbers numbers) {
            double[] matrix = result.taskBalance(0);
            int size = (int) Math.sqrt(matrix.length);
            for (int i = 0; i < size; i++) {
                for (int j = 0; j < size; j++) {
                    numbers.add(word + "[" + i + "][" + j + "]", matrix[i * size + j]);
                }
            }
        }
    },
    /** The charge of each symmetry. */
    CHARGES("charges", Quantity.CHARGES) {
        @Override
        void read(Result result, Numbers numbers) {
            List<Symmetry> symmetries = result.model().symmetries();
            for (int i = 0; i < symmetries.size(); i++) {
                numbers.add(word + "." + symmetries.get(i).name(), result.charges(i)[0]);
            }
        }
    };

    /** Takes the numbers of one observation, in order. */
    @FunctionalInterface
    interface Numbers {
        void add(String name, double value);
    }

    /** Name on the command line and in files. */
    final String word;

    /** What the backend must compute for it. */
    final Quantity quantity;

    Observable(String word, Quantity quantity) {
        this.word = word;
        this.quantity = quantity;
    }

    /** Hands on the numbers of one observation. */
    abstract void read(Result result, Numbers numbers);

    /** Hands on one number a block, under the name of the block. */
    void byBlock(Result result, double[] values, Numbers numbers) {
        List<ParameterBlock> blocks = result.model().blocks();
        for (int b = 0; b < values.length; b++) {
            numbers.add(word + "." + blocks.get(b).name(), values[b]);
        }
    }

    /** All names. */
    static List<String> words() {
        return Arrays.stream(values()).map(observable -> observable.word).toList();
    }

    /** Names of what is read from these quantities. */
    static List<String> words(Set<Quantity> quantities) {
        return Arrays.stream(values())
                .filter(observable -> quantities.contains(observable.quantity))
                .map(observable -> observable.word)
                .toList();
    }

    /** Reads a comma list; doubles count once. */
    static Set<Observable> parse(String list) {
        Set<Observable> observables = new LinkedHashSet<>();
        for (String word : list.split(",", -1)) {
            observables.add(Arrays.stream(values())
                    .filter(observable -> observable.word.equals(word.strip()))
                    .findFirst()
                    .orElseThrow(() -> new InputException("--observe lists '" + word + "', it may list "
                            + String.join(", ", words()) + Suggestion.suffix(word, words()))));
        }
        return observables;
    }

    /** What the backend must compute for several. */
    static Set<Quantity> quantities(Set<Observable> observables) {
        return observables.stream()
                .map(observable -> observable.quantity)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(Quantity.class)));
    }
}
