package dev.noether.backend.simd;

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
        double slope = -0.5 * root / value;
        double curvature = 0.75 * root / (value * value);
        return new HyperDual(root, slope * first, slope * second, slope * mixed + curvature * first * second);
    }
}
