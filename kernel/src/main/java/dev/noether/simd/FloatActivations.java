package dev.noether.simd;

import dev.noether.model.Activation;

/**
 * The activation of every element of a matrix and its derivatives, as defined by {@link Activation}. Outputs take the
 * shape of h. Allocates nothing unless an output must grow.
 */
public final class FloatActivations {

    private FloatActivations() {}

    /**
     * {@code phi(h)} and {@code phi'(h)}.
     *
     * @param slope of a leaky ReLU below zero
     * @param h not modified
     * @param phi overwritten; not h
     * @param first overwritten; not h
     */
    public static void values(Activation a, double slope, FloatMatrix h, FloatMatrix phi, FloatMatrix first) {
        phi.reshape(h.rows(), h.columns());
        first.reshape(h.rows(), h.columns());
        for (int i = 0; i < h.rows(); i++) {
            for (int j = 0; j < h.columns(); j++) {
                double x = h.data()[h.at(i) + j];
                phi.data()[phi.at(i) + j] = (float) value(a, slope, x);
                first.data()[first.at(i) + j] = (float) first(a, slope, x);
            }
        }
    }

    /**
     * {@code phi''(h)}.
     *
     * @param slope of a leaky ReLU below zero
     * @param h not modified
     * @param phi what {@link #values} wrote; not modified
     * @param first what {@link #values} wrote; not modified
     * @param second overwritten; none of the others
     */
    public static void second(
            Activation a, double slope, FloatMatrix h, FloatMatrix phi, FloatMatrix first, FloatMatrix second) {
        second.reshape(h.rows(), h.columns());
        for (int i = 0; i < h.rows(); i++) {
            for (int j = 0; j < h.columns(); j++) {
                second.data()[second.at(i) + j] = (float) second(a, h.data()[h.at(i) + j]);
            }
        }
    }

    private static double value(Activation a, double slope, double h) {
        return switch (a) {
            case IDENTITY -> h;
            case TANH -> StrictMath.tanh(h);
            case RELU -> Math.max(h, 0);
            case LEAKY_RELU -> h > 0 ? h : slope * h;
            case SWISH -> h == Double.NEGATIVE_INFINITY ? -0.0 : h * sigmoid(h);
            case GELU -> h == Double.NEGATIVE_INFINITY ? -0.0 : h * distribution(h);
            case SOFTPLUS -> Math.max(h, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(h)));
        };
    }

    private static double first(Activation a, double slope, double h) {
        double s = sigmoid(h);
        return switch (a) {
            case IDENTITY -> 1;
            case TANH -> 4 * sigmoid(2 * h) * sigmoid(-2 * h);
            case RELU -> Double.isNaN(h) ? h : h > 0 ? 1 : 0;
            case LEAKY_RELU -> Double.isNaN(h) ? h : h > 0 ? 1 : slope;
            case SWISH -> Double.isInfinite(h) ? s : s * (1 + h * sigmoid(-h));
            case GELU -> Double.isInfinite(h) ? s : distribution(h) + h * density(h);
            case SOFTPLUS -> s;
        };
    }

    private static double second(Activation a, double h) {
        double s = sigmoid(h);
        return switch (a) {
            case IDENTITY, RELU, LEAKY_RELU -> 0;
            case TANH -> -8 * StrictMath.tanh(h) * sigmoid(2 * h) * sigmoid(-2 * h);
            case SWISH -> Double.isInfinite(h) ? 0 : s * sigmoid(-h) * (2 + h * (1 - 2 * s));
            case GELU -> Math.abs(h) > 100 ? 0 : (2 - h * h) * density(h);
            case SOFTPLUS -> s * sigmoid(-h);
        };
    }

    private static double sigmoid(double h) {
        return 1 / (1 + StrictMath.exp(-h));
    }

    private static double density(double h) {
        return StrictMath.exp(-0.5 * h * h) / StrictMath.sqrt(2 * StrictMath.PI);
    }

    /** {@code P(h) = 1/2 + p(h) (h + h^3/3 + h^5/(3 5) + ...)}, and in the tail a continued fraction. */
    private static double distribution(double h) {
        double size = Math.abs(h);
        if (size > 4) {
            double fraction = size;
            for (int k = 60; k > 0; k--) {
                fraction = size + k / fraction;
            }
            double tail = density(size) / fraction;
            return h > 0 ? 1 - tail : tail;
        }
        double term = h;
        double sum = h;
        for (int k = 3; k < 150; k += 2) {
            term *= h * h / k;
            sum += term;
        }
        return 0.5 + density(h) * sum;
    }
}
