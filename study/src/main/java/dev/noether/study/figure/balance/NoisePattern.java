package dev.noether.study.figure.balance;

import dev.noether.model.Matrix;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** How the variance of the label noise is spread over the outputs; the mean variance is the same for all patterns. */
enum NoisePattern {
    EQUAL("all equal", i -> 1),
    TEN_TIMES_4("10 outputs x4", firstOutputs(10, 4)),
    TEN_TIMES_QUARTER("10 outputs x0.25", firstOutputs(10, 0.25)),
    FIVE_TIMES_10("5 outputs x10", firstOutputs(5, 10)),
    FIFTEEN_TIMES_9("15 outputs x9", firstOutputs(15, 9)),
    LINEAR("linear 0.3 to 3", i -> 0.3 + 2.7 * place(i)),
    LOGARITHMIC("logarithmic 10^-0.6 to 10^0.6", i -> Math.pow(10, -0.6 + 1.2 * place(i))),
    THREE_TIMES_25("3 outputs x25", firstOutputs(3, 25));

    /** dx and dy. */
    static final int OUTPUTS = 30;

    /** Small, so that the shift of order eta does not hide the effect. */
    static final double MEAN_VARIANCE = 0.2;

    private final String label;
    private final IntToDoubleFunction shape;

    NoisePattern(String label, IntToDoubleFunction shape) {
        this.label = label;
        this.shape = shape;
    }

    private static IntToDoubleFunction firstOutputs(int count, double factor) {
        return i -> i < count ? factor : 1;
    }

    private static double place(int i) {
        return i / (OUTPUTS - 1.0);
    }

    /** What the pattern is, in words. */
    String label() {
        return label;
    }

    /** Variance of each output's label noise. */
    double[] variances() {
        double[] variances = new double[OUTPUTS];
        Arrays.setAll(variances, shape);
        double mean = Arrays.stream(variances).average().orElseThrow();
        for (int i = 0; i < OUTPUTS; i++) {
            variances[i] *= MEAN_VARIANCE / mean;
        }
        return variances;
    }

    /** {@code y = x + e}, x ~ N(0, I). */
    GaussianTask task() {
        return new GaussianTask(
                Covariance.isotropic(OUTPUTS, 1), Covariance.diagonal(variances()), Matrix.identity(OUTPUTS));
    }
}
