package dev.noether.validate;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.task.Batch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.DoubleStream;

/** The numbers of a result as flat arrays, so that one comparison serves every quantity. */
public final class QuantityValues {

    private QuantityValues() {}

    /** The quantities that a backend computes on this kind of batch. */
    public static Set<Quantity> definedOn(Batch batch) {
        return switch (batch) {
            case Batch.Population population -> EnumSet.allOf(Quantity.class);
            case Batch.Samples samples -> EnumSet.complementOf(ofTheTask());
            case Batch.Moments moments -> EnumSet.complementOf(ofTheTask());
        };
    }

    private static EnumSet<Quantity> ofTheTask() {
        return EnumSet.of(Quantity.TASK_BALANCE, Quantity.TASK_BALANCE_NORMS);
    }

    /** Name of a quantity in tables, for instance "hessianTrace". */
    public static String name(Quantity quantity) {
        String[] words = quantity.name().toLowerCase(Locale.ROOT).split("_");
        StringBuilder name = new StringBuilder(words[0]);
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return name.toString();
    }

    /** A copy of all numbers of a quantity, matrices by rows, in the order of {@link Result}'s methods. */
    public static double[] of(Quantity quantity, Result result) {
        return switch (quantity) {
            case LOSS -> new double[] {result.loss()};
            case GRADIENT -> of(result.gradient());
            default ->
                arrays(quantity, result).stream()
                        .flatMapToDouble(Arrays::stream)
                        .toArray();
        };
    }

    /** A copy of all parameters, blocks in the model's order, by rows. */
    public static double[] of(Parameters parameters) {
        DoubleStream.Builder values = DoubleStream.builder();
        for (int b = 0; b < parameters.blocks(); b++) {
            for (double[] row : parameters.block(b).toRows()) {
                Arrays.stream(row).forEach(values);
            }
        }
        return values.build().toArray();
    }

    /** Fills a result's memory with NaN, so that a missed write shows. */
    public static void erase(Result result) {
        for (Quantity quantity : result.quantities()) {
            switch (quantity) {
                case LOSS -> result.setLoss(Double.NaN);
                case GRADIENT -> erase(result.gradient());
                default -> arrays(quantity, result).forEach(array -> Arrays.fill(array, Double.NaN));
            }
        }
    }

    private static void erase(Parameters parameters) {
        for (int b = 0; b < parameters.blocks(); b++) {
            Matrix block = parameters.block(b);
            double[] row = new double[block.columns()];
            Arrays.fill(row, Double.NaN);
            for (int i = 0; i < block.rows(); i++) {
                block.setRow(i, row, 0);
            }
        }
    }

    /** The memory of a quantity that is kept in arrays. */
    private static List<double[]> arrays(Quantity quantity, Result result) {
        return switch (quantity) {
            case LOSS, GRADIENT -> throw new IllegalArgumentException(quantity + " is not kept in arrays");
            case HESSIAN_TRACE -> List.of(result.hessianTraceByBlock());
            case SQUARED_NORM -> List.of(result.squaredNormByBlock());
            case CHARGES -> List.of(result.charges());
            case CHARGE_MATRICES -> {
                List<double[]> matrices = new ArrayList<>();
                for (int i = 0; i < result.model().symmetries().size(); i++) {
                    matrices.add(result.chargeMatrix(i));
                }
                yield matrices;
            }
            case GAMMAS -> List.of(result.gammaW(), result.gammaU());
            case BALANCE -> List.of(result.balance());
            case TASK_BALANCE -> List.of(result.taskBalance());
            case TASK_BALANCE_NORMS -> List.of(result.taskBalanceNorms());
            case GRAMS -> List.of(result.gramU(), result.gramW());
        };
    }
}
