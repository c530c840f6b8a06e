package dev.noether.validate.reference;

/**
 * Density {@code p(h) = e^(-h^2/2) / sqrt(2 pi)} and distribution function {@code P(h)} of a standard normal number, to a
 * few units in the last place in both tails.
 */
final class StandardNormal {

    private static final double ROOT_OF_TWO_PI = 2.5066282746310007;

    /** Below it the lower tail is a continued fraction: the series would cancel. */
    private static final double TAIL = -1;

    private StandardNormal() {}

    /** {@code p(h)}. */
    static double density(double h) {
        double square = h * h;
        // The exponential magnifies the rounding of a large square: e^-(a + b) = e^-a e^-b.
        double rounding = Math.fma(h, h, -square);
        if (!(square < 2000)) {
            return Double.isNaN(h) ? h : 0;
        }
        return StrictMath.exp(-0.5 * square) * StrictMath.exp(-0.5 * rounding) / ROOT_OF_TWO_PI;
    }

    /** {@code P(h)}. */
    static double distribution(double h) {
        if (Double.isNaN(h)) {
            return h;
        }
        if (h <= TAIL) {
            return density(h) / inverseMillsRatio(-h);
        }
        return h < -TAIL ? 0.5 + density(h) * series(h) : 1 - density(h) / inverseMillsRatio(h);
    }

    /** {@code (P(h) - 1/2) / p(h) = h + h^3/3 + h^5/(3 5) + h^7/(3 5 7) + ...}: from {@code s' = 1 + h s}, {@code s(0) = 0}. */
    private static double series(double h) {
        double term = h;
        double sum = 0;
        for (int odd = 3; sum + term != sum; odd += 2) {
            sum += term;
            term *= h * h / odd;
        }
        return sum;
    }

    /**
     * {@code p(x) / (1 - P(x)) = x + 1/(x + 2/(x + 3/(x + ...)))} for x of at least 1 (Laplace). What is left out after n
     * levels is about {@code e^(-2 x sqrt(n))} of the whole.
     */
    private static double inverseMillsRatio(double x) {
        double value = x;
        for (int n = (int) (20 + 450 / (x * x)); n >= 1; n--) {
            value = x + n / value;
        }
        return value;
    }
}
