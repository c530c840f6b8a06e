package dev.noether.validate.functions;

/**
 * The functions of the lanes in double, for arguments that are floats, and for all of these: fast where a function is its
 * first terms or its limit. Wherever that is, what is left out is below 2^-40 of the value, or 2^-16 of the smallest float:
 * less than 1e-4 units of the last place of a float. Infinities give the limits, NaN gives NaN.
 */
final class FunctionsOfFloats {

    private static final double TWO_PI = 2 * Math.PI;
    private static final double TWO_BY_ROOT_PI = 2 / Math.sqrt(Math.PI);
    private static final double ROOT_TWO_PI = Math.sqrt(TWO_PI);

    /** Not 0, and no float: what rounds to 0 still has a sign, until the limit. */
    private static final double VANISHING = 1e-60;

    /** From here on the exponential of minus this is below 2^-16 of the smallest float. */
    private static final double NOTHING = 115;

    /** From here on floats are integers. */
    private static final double INTEGERS = 0x1p23;

    /** From here on the normal tail comes from its continued fraction. */
    private static final double FAR = 2.5;

    private FunctionsOfFloats() {}

    static double exp(double x) {
        if (Math.abs(x) < 0x1p-13) {
            return 1 + x * (1 + 0.5 * x);
        }
        if (x < -NOTHING) {
            return -VANISHING / x;
        }
        return x > 100 ? x / VANISHING : Math.exp(x);
    }

    static double expOfMinusHalfSquare(double x) {
        double a = -0.5 * x * x;
        return a < -NOTHING ? -VANISHING / a : exp(a);
    }

    static double logOfOnePlus(double x) {
        return x < 0x1p-13 ? x * (1 - x * (0.5 - x / 3)) : Math.log1p(x);
    }

    static double tanh(double x) {
        if (Math.abs(x) < 0x1p-6) {
            double square = x * x;
            return x * (1 - square * (1.0 / 3 - 2.0 / 15 * square));
        }
        return Math.abs(x) > 15 ? Math.signum(x) : Math.tanh(x);
    }

    /** As {@link Series#erf}. */
    static double erf(double x) {
        double square = x * x;
        if (square < 0x1p-22) {
            return TWO_BY_ROOT_PI * x * (1 - square / 3);
        }
        // From 6 on the difference from 1 is below 2^-53.
        return square >= 36 ? Math.signum(x) : TWO_BY_ROOT_PI * Math.exp(-square) * oddFactorials(x, 2 * square);
    }

    /** As {@link Series#normalTail}; the number of terms is that of a relative error of 1e-12. */
    static double normalTail(double x) {
        double size = Math.abs(x);
        double square = size * size;
        if (size < 0x1p-10) {
            return 0.5 - size / ROOT_TWO_PI * (1 - square / 6);
        }
        if (square > 2 * NOTHING) {
            return VANISHING / square;
        }
        double density = Math.exp(-0.5 * square) / ROOT_TWO_PI;
        if (size < FAR) {
            return 0.5 - density * oddFactorials(size, square);
        }
        double fraction = size;
        for (int k = 5 + (int) (250 / square); k > 0; k--) {
            fraction = size + k / fraction;
        }
        return density / fraction;
    }

    /** {@code sin(2 pi t)}; a zero has the sign of t. */
    static double sineOfTurns(double t) {
        if (Math.abs(t) < 0x1p-12) {
            double angle = TWO_PI * t;
            return angle * (1 - angle * angle / 6);
        }
        if (Math.abs(t) >= INTEGERS) {
            return Double.isFinite(t) ? Math.copySign(0.0, t) : Double.NaN;
        }
        double fraction = t - Math.rint(t);
        double quarters = Math.rint(4 * fraction);
        double value = ofQuarters(4 * fraction - quarters, (int) quarters);
        return value == 0 ? Math.copySign(value, t) : value;
    }

    /** {@code cos(2 pi t)}; a zero has no sign. */
    static double cosineOfTurns(double t) {
        if (Math.abs(t) < 0x1p-9) {
            double square = TWO_PI * TWO_PI * t * t;
            return 1 - square * (0.5 - square / 24);
        }
        if (Math.abs(t) >= INTEGERS) {
            return Double.isFinite(t) ? 1 : Double.NaN;
        }
        double fraction = t - Math.rint(t);
        double quarters = Math.rint(4 * fraction);
        return ofQuarters(4 * fraction - quarters, (int) quarters + 1) + 0.0;
    }

    /** {@code sin(pi (g + quarters) / 2)}, abs(g) at most 1/2. */
    private static double ofQuarters(double g, int quarters) {
        double angle = Math.PI / 2 * g;
        double value = (quarters & 1) == 0 ? Math.sin(angle) : Math.cos(angle);
        return (quarters & 2) == 0 ? value : -value;
    }

    /** {@code x (1 + q/3 + q^2/(3 5) + ...)}. */
    private static double oddFactorials(double x, double q) {
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 0x1p-50 * Math.abs(sum); k += 2) {
            term *= q / k;
            sum += term;
        }
        return sum;
    }
}
