package dev.noether.study.simulate;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Symmetry;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Suggestion;
import dev.noether.task.Batch;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
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
    /** Norm of D with the gammas of the task; for several pairs of layers the sum of their norms. */
    BALANCE("balance", Quantity.TASK_BALANCE_NORMS) {
        @Override
        void read(Result result, Numbers numbers) {
            numbers.add(word, balance(result));
        }
    },
    /** The same over the sum of the norms of the two terms of each D: between 0 and 1. */
    RELATIVE_BALANCE("relativeBalance", Quantity.TASK_BALANCE_NORMS) {
        @Override
        void read(Result result, Numbers numbers) {
            double terms = 0;
            for (int i = 0; i < result.model().doubleRotations().size(); i++) {
                double[] norms = result.taskBalanceNorms(i);
                terms += norms[1] + norms[2];
            }
            numbers.add(word, balance(result) / terms);
        }
    },
    /** Every element of D with the gammas of the task; for several pairs of layers under the names of their symmetries. */
    BALANCE_MATRIX("balanceMatrix", Quantity.TASK_BALANCE) {
        @Override
        void read(Result result, Numbers numbers) {
            List<Symmetry.DoubleRotation> rotations = result.model().doubleRotations();
            for (int r = 0; r < rotations.size(); r++) {
                String name = rotations.size() == 1
                        ? word
                        : word + "." + rotations.get(r).name();
                int size = rotations.get(r).size();
                double[] matrix = result.taskBalance(r);
                for (int i = 0; i < size; i++) {
                    for (int j = 0; j < size; j++) {
                        numbers.add(name + "[" + i + "][" + j + "]", matrix[i * size + j]);
                    }
                }
            }
        }
    },
    /** The charges of each symmetry; those of a family are numbered. */
    CHARGES("charges", Quantity.CHARGES) {
        @Override
        void read(Result result, Numbers numbers) {
            bySymmetry(result, result::charges, numbers);
        }
    },
    /** Trace of the gradient noise's covariance, of each block. */
    NOISE_TRACE("noiseTrace", Quantity.NOISE_TRACE) {
        @Override
        void read(Result result, Numbers numbers) {
            byBlock(result, result.noiseTraceByBlock(), numbers);
        }
    },
    /** {@code Tr[Sigma A]} of each symmetry; those of a family are numbered. */
    NOISE_CHARGES("noiseCharges", Quantity.NOISE_CHARGES) {
        @Override
        void read(Result result, Numbers numbers) {
            bySymmetry(result, result::noiseCharges, numbers);
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

    /** Hands on one number a generator, under the name of its symmetry. */
    void bySymmetry(Result result, IntFunction<double[]> values, Numbers numbers) {
        List<Symmetry> symmetries = result.model().symmetries();
        for (int i = 0; i < symmetries.size(); i++) {
            String name = word + "." + symmetries.get(i).name();
            double[] generators = values.apply(i);
            for (int j = 0; j < generators.length; j++) {
                numbers.add(symmetries.get(i).family() ? name + "[" + j + "]" : name, generators[j]);
            }
        }
    }

    /** {@code |D|} with the gammas of the task, summed over the pairs of layers. */
    static double balance(Result result) {
        double sum = 0;
        for (int i = 0; i < result.model().doubleRotations().size(); i++) {
            sum += result.taskBalanceNorms(i)[0];
        }
        return sum;
    }

    /**
     * @param observed what is observed, or a batch of the same kind
     * @throws InputException naming the first that has no value for a model there
     */
    static void requireDefined(Set<Observable> observables, Model model, Batch observed) {
        for (Observable observable : observables) {
            observable.quantity.undefined(model, observed).ifPresent(reason -> {
                throw new InputException("--observe lists " + observable.word + ", which "
                        + reason.substring(observable.quantity.name().length() + 1) + "; leave it out");
            });
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
