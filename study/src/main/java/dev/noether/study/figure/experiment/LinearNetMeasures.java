package dev.noether.study.figure.experiment;

import dev.noether.backend.Quantity;
import dev.noether.model.Matrix;
import dev.noether.model.TwoLayerNet;
import dev.noether.theory.BalancedNet;
import java.util.Arrays;
import java.util.stream.IntStream;

/** What is recorded of two-layer linear nets, with the gammas of their tasks. */
public final class LinearNetMeasures {

    /** {@code |D|}. */
    public static final Measure BALANCE =
            new Measure("|D|", Quantity.TASK_BALANCE_NORMS, result -> result.taskBalanceNorms(0)[0]);

    /** {@code |D| / (|U^T Gamma_U U| + |W Gamma_W W^T|)}. */
    public static final Measure RELATIVE = new Measure(
            "relD",
            Quantity.TASK_BALANCE_NORMS,
            result -> result.taskBalanceNorms(0)[0] / (result.taskBalanceNorms(0)[1] + result.taskBalanceNorms(0)[2]));

    /** {@code |U|^2}. */
    public static final Measure SQUARED_U = Measure.squaredNorm(TwoLayerNet.U, "U");

    /** {@code |W|^2}. */
    public static final Measure SQUARED_W = Measure.squaredNorm(TwoLayerNet.W, "W");

    /** {@code U U^T}, row-major. */
    public static final Average GRAM_U =
            new Average("KU", Quantity.GRAMS, result -> result.gramU().clone());

    /** {@code W^T W}, row-major. */
    public static final Average GRAM_W =
            new Average("KW", Quantity.GRAMS, result -> result.gramW().clone());

    private LinearNetMeasures() {}

    /** {@code eK = (|KU - KU*| + |KW - KW*|) / (|KU*| + |KW*|)} of the averages over the last fifth. */
    public static double gramError(History history, BalancedNet prediction) {
        double[] u = elements(prediction.gramU());
        double[] w = elements(prediction.gramW());
        return (distance(history.late(GRAM_U), u) + distance(history.late(GRAM_W), w)) / (norm(u) + norm(w));
    }

    /** Row-major. */
    public static double[] elements(Matrix matrix) {
        return Arrays.stream(matrix.toRows()).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double distance(double[] a, double[] b) {
        return norm(IntStream.range(0, a.length).mapToDouble(k -> a[k] - b[k]).toArray());
    }

    private static double norm(double[] a) {
        return Math.sqrt(Arrays.stream(a).map(value -> value * value).sum());
    }
}
