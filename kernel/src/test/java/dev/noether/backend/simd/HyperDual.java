package dev.noether.backend.simd;

import dev.noether.model.Activation;

/**
 * A number {@code value + first e1 + second e2 + mixed e1 e2} with {@code e1^2 = e2^2 = 0}: a function evaluated at
 * {@code x + u e1 + v e2} gives its value, its derivatives along u and along v, and the second derivative along both,
 * exactly.
 */
record HyperDual(double value, double first, double second, double mixed) {

    static final HyperDual ZERO = new HyperDual(0, 0, 0, 0);

    /** {@code this + a b}. */
    HyperDual plusProduct(HyperDual a, HyperDual b) {
        return new HyperDual(
                value + a.value * b.value,
                first + a.value * b.first + a.first * b.value,
                second + a.value * b.second + a.second * b.value,
                mixed + a.value * b.mixed + a.first * b.second + a.second * b.first + a.mixed * b.value);
    }

    HyperDual times(HyperDual b) {
        return ZERO.plusProduct(this, b);
    }

    /** {@code this^(-1/2)}, whose derivatives are {@code -1/2 x^(-3/2)} and {@code 3/4 x^(-5/2)}. */
    HyperDual inverseSquareRoot() {
        double root = 1 / Math.sqrt(value);
        return compose(root, -0.5 * root / value, 0.75 * root / (value * value));
    }

    /** An activation of this number; a kink is taken from below. */
    HyperDual activated(Activation activation, double slope) {
        double s = 1 / (1 + Math.exp(-value));
        double t = Math.tanh(value);
        double p = Math.exp(-value * value / 2) / Math.sqrt(2 * Math.PI);
        double n = normal(value, p);
        return switch (activation) {
            case IDENTITY -> this;
            case TANH -> compose(t, 1 - t * t, -2 * t * (1 - t * t));
            case RELU -> value > 0 ? this : ZERO;
            case LEAKY_RELU -> value > 0 ? this : compose(slope * value, slope, 0);
            case SWISH -> compose(value * s, s + value * s * (1 - s), s * (1 - s) * (2 + value * (1 - 2 * s)));
            case GELU -> compose(value * n, n + value * p, (2 - value * value) * p);
            case SOFTPLUS -> compose(Math.log1p(Math.exp(value)), s, s * (1 - s));
        };
    }

    /** A function of this number, from its value and derivatives there. */
    private HyperDual compose(double f, double slope, double curvature) {
        return new HyperDual(f, slope * first, slope * second, slope * mixed + curvature * first * second);
    }

    /** The normal distribution function for arguments of moderate size, {@code 1/2 + p(h) (h + h^3/3 + h^5/15 + ...)}. */
    private static double normal(double h, double density) {
        double term = h;
        double sum = 0;
        for (int k = 3; k < 200; k += 2) {
            sum += term;
            term *= h * h / k;
        }
        return 0.5 + sum * density;
    }
}
