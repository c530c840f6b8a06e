package dev.noether.validate.reference;

import dev.noether.model.Activation;

/**
 * An activation and its first two derivatives, by the table in {@link Activation}. Each is written so that it keeps its
 * relative accuracy in the tails: {@code 1 - tanh^2} as {@code 1 / cosh^2}, {@code 1 - s(h)} as {@code s(-h)}.
 *
 * @param kind which one
 * @param below slope of a leaky ReLU below zero
 */
record ReferenceActivation(Activation kind, double below) {

    /** {@code phi(h)}. */
    double value(double h) {
        return switch (kind) {
            case IDENTITY -> h;
            case TANH -> StrictMath.tanh(h);
            case RELU -> h > 0 ? h : 0;
            case LEAKY_RELU -> h > 0 ? h : below * h;
            case SWISH -> h * sigmoid(h);
            case GELU -> h * StandardNormal.distribution(h);
            case SOFTPLUS -> Math.max(h, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(h)));
        };
    }

    /** {@code phi'(h)}. */
    double slope(double h) {
        return switch (kind) {
            case IDENTITY -> 1;
            case TANH -> sechSquared(h);
            case RELU -> h > 0 ? 1 : 0;
            case LEAKY_RELU -> h > 0 ? 1 : below;
            case SWISH -> sigmoid(h) * (1 + h * sigmoid(-h));
            case GELU -> StandardNormal.distribution(h) + h * StandardNormal.density(h);
            case SOFTPLUS -> sigmoid(h);
        };
    }

    /** {@code phi''(h)}. */
    double curvature(double h) {
        return switch (kind) {
            case IDENTITY, RELU, LEAKY_RELU -> 0;
            case TANH -> -2 * StrictMath.tanh(h) * sechSquared(h);
            // 1 - 2 s(h) = -tanh(h / 2)
            case SWISH -> sigmoid(h) * sigmoid(-h) * (2 - h * StrictMath.tanh(h / 2));
            case GELU -> (2 - h * h) * StandardNormal.density(h);
            case SOFTPLUS -> sigmoid(h) * sigmoid(-h);
        };
    }

    /** {@code s(h) = 1 / (1 + e^-h)}. */
    private static double sigmoid(double h) {
        // The exponential of a number that is not positive cannot overflow.
        double e = StrictMath.exp(-Math.abs(h));
        return h >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** {@code 1 - tanh^2 = 1 / cosh^2}. */
    private static double sechSquared(double h) {
        double cosh = StrictMath.cosh(h);
        return 1 / cosh / cosh;
    }
}
