package dev.noether.validate.traced;

import dev.noether.model.Activation;
import dev.noether.validate.functions.Series;
import java.util.function.DoubleUnaryOperator;

/**
 * An activation and its derivatives up to the third, which is the condition of the second, with the magnitudes of what they
 * are sums of. The sigmoid is {@code s(h) = 1 / (1 + e^-h)}, p and P are density and distribution function of the normal
 * distribution. Independent of the backends: the distribution function is a series here.
 */
final class TracedActivation {

    /** Deviation of a transcendental function, in units of u: four of these are 4 units of the last place. */
    private static final double TRANSCENDENTAL = 2;

    private final Activation activation;
    private final double slope;

    TracedActivation(Activation activation, double slope) {
        this.activation = activation;
        this.slope = slope;
    }

    /** {@code phi(h)}. */
    Traced value(Traced h) {
        return map(h, 0, this::termsOfValue);
    }

    /** {@code phi'(h)}. */
    Traced first(Traced h) {
        return map(h, 1, this::termsOfFirst);
    }

    /** {@code phi''(h)}. */
    Traced second(Traced h) {
        return map(h, 2, this::termsOfSecond);
    }

    private Traced map(Traced h, int order, DoubleUnaryOperator terms) {
        double rounding =
                switch (activation) {
                    case IDENTITY, RELU -> 0;
                    case LEAKY_RELU -> 1;
                    default -> TRANSCENDENTAL;
                };
        return h.map(x -> derivative(order, x), x -> derivative(order + 1, x), terms, rounding);
    }

    /** Derivative of order 0 to 3. */
    private double derivative(int order, double h) {
        return switch (activation) {
            case IDENTITY -> order == 0 ? h : order == 1 ? 1 : 0;
            case RELU -> ofKink(order, h, 0);
            case LEAKY_RELU -> ofKink(order, h, slope);
            case TANH -> ofTanh(order, Math.tanh(h));
            case SOFTPLUS ->
                order == 0
                        ? Math.max(h, 0) + Math.log1p(Math.exp(-Math.abs(h)))
                        : ofSigmoid(order - 1, sigmoid(h), sigmoid(-h));
            case SWISH -> ofSwish(order, h, sigmoid(h), sigmoid(-h));
            case GELU -> ofGelu(order, h, density(h));
        };
    }

    private static double ofKink(int order, double h, double below) {
        double first = h > 0 ? 1 : below;
        return order == 0 ? first * h : order == 1 ? first : 0;
    }

    private static double ofTanh(int order, double t) {
        double first = (1 - t) * (1 + t);
        return switch (order) {
            case 0 -> t;
            case 1 -> first;
            case 2 -> -2 * t * first;
            default -> first * (6 * t * t - 2);
        };
    }

    /** Derivatives of s, by s and {@code q = 1 - s}. */
    private static double ofSigmoid(int order, double s, double q) {
        return switch (order) {
            case 0 -> s;
            case 1 -> s * q;
            default -> s * q * (q - s);
        };
    }

    private static double ofSwish(int order, double h, double s, double q) {
        return switch (order) {
            case 0 -> h * s;
            case 1 -> s * (1 + h * q);
            case 2 -> s * q * (2 + h * (q - s));
            default -> s * q * (3 * (q - s) + h * (1 - 6 * s * q));
        };
    }

    private static double ofGelu(int order, double h, double p) {
        return switch (order) {
            case 0 -> h * distribution(h);
            case 1 -> distribution(h) + h * p;
            case 2 -> (2 - h * h) * p;
            default -> (h * h - 4) * h * p;
        };
    }

    private double termsOfValue(double h) {
        // 1 + erf cancels below zero.
        return activation == Activation.GELU ? Math.abs(h) : Math.abs(derivative(0, h));
    }

    private double termsOfFirst(double h) {
        return switch (activation) {
            // 1 - phi^2 cancels where phi is near 1.
            case TANH -> 1;
            case SWISH -> sigmoid(h) * (1 + Math.abs(h) * sigmoid(-h));
            case GELU -> 1 + Math.abs(h) * density(h);
            default -> Math.abs(derivative(1, h));
        };
    }

    private double termsOfSecond(double h) {
        return switch (activation) {
            case TANH -> 2 * Math.abs(Math.tanh(h));
            // 1 - s cancels where s is near 1.
            case SOFTPLUS -> sigmoid(h);
            case SWISH -> sigmoid(h) * (2 + Math.abs(h));
            case GELU -> (2 + h * h) * density(h) * (1 + h * h);
            default -> 0;
        };
    }

    private static double sigmoid(double h) {
        return h < 0 ? Math.exp(h) / (1 + Math.exp(h)) : 1 / (1 + Math.exp(-h));
    }

    /** {@code e^(-h^2/2) / sqrt(2 pi)}; the rounding of {@code h^2}, which the exponential would magnify, is put back. */
    private static double density(double h) {
        double square = h * h;
        double lost = Math.fma(h, h, -square);
        return Math.exp(-square / 2) * (1 - lost / 2) / Math.sqrt(2 * Math.PI);
    }

    /** {@code P(h)}: rounded from double-double, for a series in double would cancel below zero. */
    private static double distribution(double h) {
        double tail = Series.normalTail(h).nearest();
        return h < 0 ? tail : 1 - tail;
    }
}
