package dev.noether.validate;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The numbers of a result as flat arrays, so that one comparison serves every quantity. */
public final class QuantityValues {

    private QuantityValues() {}

    /** Name of a quantity in tables, for instance "hessianTrace". */
    public static String name(Quantity quantity) {
        String[] words = quantity.name().toLowerCase(Locale.ROOT).split("_");
        StringBuilder name = new StringBuilder(words[0]);
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            name.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
        }
        return name.toString();
    }

    /** The quantity of that name in tables. */
    static Quantity named(String name) {
        return Arrays.stream(Quantity.values())
                .filter(quantity -> name(quantity).equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** A copy of all numbers of a quantity, matrices by rows, in the order of {@link Result}'s methods. */
    public static double[] of(Quantity quantity, Result result) {
        return switch (quantity) {
            case LOSS -> new double[] {result.loss()};
            case GRADIENT -> of(result.gradient());
            case HESSIAN_DIAGONAL -> of(result.hessianDiagonal());
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
                case HESSIAN_DIAGONAL -> erase(result.hessianDiagonal());
                default -> arrays(quantity, result).forEach(array -> Arrays.fill(array, Double.NaN));
            }
        }
    }

    /** The same for parameters. */
    static void erase(Parameters parameters) {
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
            case LOSS, GRADIENT, HESSIAN_DIAGONAL ->
                throw new IllegalArgumentException(quantity + " is not kept in arrays");
            case HESSIAN_TRACE -> List.of(result.hessianTraceByBlock());
            case SQUARED_NORM -> List.of(result.squaredNormByBlock());
            case LOSS_PER_SAMPLE -> List.of(result.lossPerSample());
            case NOISE_TRACE -> List.of(result.noiseTraceByBlock());
            case CHARGES -> ofEach(result.model().symmetries().size(), result::charges);
            case NOISE_CHARGES -> ofEach(result.model().symmetries().size(), result::noiseCharges);
            case CHARGE_MATRICES -> ofEach(result.model().doubleRotations().size(), result::chargeMatrix);
            case GAMMAS -> List.of(result.gammaW(), result.gammaU());
            case BALANCE -> ofEach(result.model().doubleRotations().size(), result::balance);
            case TASK_BALANCE -> ofEach(result.model().doubleRotations().size(), result::taskBalance);
            case TASK_BALANCE_NORMS -> ofEach(result.model().doubleRotations().size(), result::taskBalanceNorms);
            case GRAMS -> List.of(result.gramU(), result.gramW());
        };
    }

    private static List<double[]> ofEach(int count, IntFunction<double[]> memory) {
        return IntStream.range(0, count).mapToObj(memory).toList();
    }
}
