package dev.noether.validate.reference;

import java.util.function.DoubleUnaryOperator;

/**
 * A number {@code a + b e1 + c e2 + d e1 e2} with {@code e1^2 = e2^2 = 0}: a function of such numbers carries its first
 * derivatives along two directions (b and c) and its second derivative along both (d), to rounding.
 */
record HyperDual(double value, double first, double second, double mixed) {

    static HyperDual of(double value) {
        return new HyperDual(value, 0, 0, 0);
    }

    HyperDual plus(HyperDual o) {
        return new HyperDual(value + o.value, first + o.first, second + o.second, mixed + o.mixed);
    }

    HyperDual minus(HyperDual o) {
        return plus(o.times(of(-1)));
    }

    HyperDual times(HyperDual o) {
        return new HyperDual(
                value * o.value,
                first * o.value + value * o.first,
                second * o.value + value * o.second,
                mixed * o.value + first * o.second + second * o.first + value * o.mixed);
    }

    HyperDual squared() {
        return times(this);
    }

    HyperDual reciprocal() {
        return apply(a -> 1 / a, a -> -1 / (a * a), a -> 2 / (a * a * a));
    }

    HyperDual root() {
        return apply(Math::sqrt, a -> 0.5 / Math.sqrt(a), a -> -0.25 / (a * Math.sqrt(a)));
    }

    HyperDual exp() {
        return apply(Math::exp, Math::exp, Math::exp);
    }

    HyperDual log() {
        return apply(Math::log, a -> 1 / a, a -> -1 / (a * a));
    }

    /** A function with the given first and second derivative. */
    HyperDual apply(DoubleUnaryOperator f, DoubleUnaryOperator df, DoubleUnaryOperator ddf) {
        double slope = df.applyAsDouble(value);
        double curvature = ddf.applyAsDouble(value);
        return new HyperDual(
                f.applyAsDouble(value), slope * first, slope * second, slope * mixed + curvature * first * second);
    }
}
