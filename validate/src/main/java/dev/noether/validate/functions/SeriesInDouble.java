package dev.noether.validate.functions;

/**
 * The functions that the JDK lacks, in double: for arguments that are floats, and many of them. Relative errors are
 * below 1e-12, a thousandth of a per cent of a unit in the last place of a float.
 */
final class SeriesInDouble {

    private static final double ROOT_PI = Math.sqrt(Math.PI);
    private static final double ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

    /** From here on the normal tail comes from its continued fraction. */
    private static final double FAR = 2.5;

    private static final int FRACTION_TERMS = 60;

    private SeriesInDouble() {}

    /** As {@link Series#erf}. */
    static double erf(double x) {
        double size = Math.abs(x);
        // Above 6 the difference from 1 is below 2^-53; below, the second term does not count.
        if (size >= 6) {
            return Math.signum(x);
        }
        if (size < 0x1p-30) {
            return 2 / ROOT_PI * x;
        }
        return 2 / ROOT_PI * Math.exp(-x * x) * oddFactorials(x, 2 * x * x);
    }

    /** As {@link Series#normalTail}. */
    static double normalTail(double x) {
        double size = Math.abs(x);
        double density = Math.exp(-0.5 * size * size) / ROOT_TWO_PI;
        if (size < FAR) {
            return 0.5 - density * oddFactorials(size, size * size);
        }
        if (density == 0) {
            return 0;
        }
        double fraction = size;
        for (int k = FRACTION_TERMS; k > 0; k--) {
            fraction = size + k / fraction;
        }
        return density / fraction;
    }

    /** {@code sin(2 pi t)}; a zero has the sign of t. */
    static double sineOfTurns(double t) {
        double fraction = t - Math.rint(t);
        double quarters = Math.rint(4 * fraction);
        double value = ofQuarters(4 * fraction - quarters, (int) quarters);
        return value == 0 ? Math.copySign(value, t) : value;
    }

    /** {@code cos(2 pi t)}; a zero has no sign. */
    static double cosineOfTurns(double t) {
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

    private static double oddFactorials(double x, double q) {
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 0x1p-56 * Math.abs(sum); k += 2) {
            term *= q / k;
            sum += term;
        }
        return sum;
    }
}
