package dev.noether.validate.functions;

/**
 * A number beyond the range of doubles: {@code mantissa 2^exponent}.
 *
 * @param mantissa finite and not subnormal, or 0
 * @param exponent of 2
 */
public record Scaled(DoubleDouble mantissa, int exponent) {

    /** The nearest double; infinite beyond the largest. */
    public double nearest() {
        return Math.scalb(mantissa.high(), exponent);
    }

    /** The number itself, if it is within the range of doubles; 0 if it is too small. */
    DoubleDouble unscaled() {
        return new DoubleDouble(Math.scalb(mantissa.high(), exponent), Math.scalb(mantissa.low(), exponent));
    }

    Scaled times(DoubleDouble factor) {
        return new Scaled(mantissa.times(factor), exponent);
    }

    Scaled magnitude() {
        return new Scaled(mantissa.magnitude(), exponent);
    }

    /** {@code abs(actual - this)}, rounded to a double. */
    public double distance(double actual) {
        return Math.abs(Math.scalb(mantissa.plus(-Math.scalb(actual, -exponent)).high(), exponent));
    }

    /**
     * Difference of a double from this number, in units of the last place of the nearest double. Where that overflows,
     * infinity counts as exact, and as the next power of two where it does not.
     */
    public double ulps(double actual) {
        double nearest = nearest();
        if (Double.isInfinite(actual)) {
            double next = Math.scalb(Math.signum(actual), Double.MAX_EXPONENT + 1 - exponent);
            return actual == nearest ? 0 : Math.abs(next - mantissa.high()) / unit(Double.MAX_VALUE);
        }
        double unit = unit(Double.isInfinite(nearest) ? Double.MAX_VALUE : nearest);
        double distance = Math.abs(mantissa.plus(-Math.scalb(actual, -exponent)).high()) / unit;
        return Double.isNaN(distance) ? Double.POSITIVE_INFINITY : distance;
    }

    /** Unit in the last place of a double, in those of the mantissa. */
    private double unit(double value) {
        return Math.scalb(Math.ulp(value), -exponent);
    }
}
