package dev.noether.validate;

import dev.noether.validate.functions.LaneFunction;
import dev.noether.validate.functions.Scaled;

/**
 * Errors of a function at one argument, in units of the last place of the nearest number; infinite for a wrong sign, NaN,
 * or a wrong limit.
 */
final class FunctionErrors {

    private static final double LAST_UNIT = Math.ulp(Float.MAX_VALUE);

    private FunctionErrors() {}

    static double ofFloat(LaneFunction function, float in, float out) {
        if (Float.isInfinite(in)
                || Float.isNaN(in)
                || in == 0
                || !function.domain().contains(in)) {
            return atLimit(function, in, out);
        }
        double expected = function.inDouble().applyAsDouble(in);
        if (Float.isInfinite(out)) {
            return (float) expected == out
                    ? 0
                    : signed(Math.abs(Math.copySign(0x1p128, out) - expected) / LAST_UNIT, out, expected);
        }
        return signed(Math.abs(out - expected) / unit((float) expected), out, expected);
    }

    /** The unit in the last place of a float; as {@code Math.ulp}, without its branches. */
    private static double unit(float x) {
        int exponent = Math.clamp(Math.getExponent(x), Float.MIN_EXPONENT, Float.MAX_EXPONENT) - 23;
        return Double.longBitsToDouble((long) (exponent + Double.MAX_EXPONENT) << 52);
    }

    static double ofDouble(LaneFunction function, double in, double out) {
        if (Double.isInfinite(in)
                || Double.isNaN(in)
                || in == 0
                || !function.domain().contains(in)) {
            return atLimit(function, in, out);
        }
        Scaled expected = function.series().apply(in);
        return signed(expected.ulps(out), out, expected.mantissa().high());
    }

    /** A result that is not 0 has its sign even if it rounds to 0. */
    private static double signed(double ulps, double out, double expected) {
        boolean signs = expected == 0 || Math.copySign(1, expected) == Math.copySign(1, out);
        return signs && !Double.isNaN(ulps) ? ulps : Double.POSITIVE_INFINITY;
    }

    /** Limits are exact: compared as bits, NaN aside. Beyond its domain a function may be anything. */
    private static double atLimit(LaneFunction function, double in, double out) {
        if (function.domain() == LaneFunction.Domain.UNIT && (in < 0 || in > 1)) {
            return 0;
        }
        double expected = function.inDouble().applyAsDouble(in);
        return Double.compare(expected, out) == 0 ? 0 : Double.POSITIVE_INFINITY;
    }
}
