package dev.noether.theory;

/**
 * A sum of falling exponentials against a sum of rising ones, in logarithms, so that no size overflows:
 *
 * <pre>
 * f(lambda) = ln sum_(m &gt; 0) |m| exp(a - 2 m lambda) - ln sum_(m &lt; 0) |m| exp(a - 2 m lambda)
 * </pre>
 *
 * f falls with a slope between {@code -4 max |m|} and {@code -4 min |m|}, which brackets its root.
 */
final class LogBalance {

    private final double[] exponents;
    private final double[] logarithms;
    private int count;

    /** Room for a number of terms. */
    LogBalance(int capacity) {
        exponents = new double[capacity];
        logarithms = new double[capacity];
    }

    /** Adds the term of m with {@code a = logarithm}; a term of zero ({@code a = -infinity}) is left out. */
    void add(double m, double logarithm) {
        if (logarithm != Double.NEGATIVE_INFINITY) {
            exponents[count] = m;
            logarithms[count] = Math.log(Math.abs(m)) + logarithm;
            count++;
        }
    }

    /** Whether there is a term that pushes lambda up. */
    boolean rises() {
        return has(1);
    }

    /** Whether there is a term that pushes lambda down. */
    boolean falls() {
        return has(-1);
    }

    private boolean has(int sign) {
        for (int k = 0; k < count; k++) {
            if (exponents[k] * sign > 0) {
                return true;
            }
        }
        return false;
    }

    /** The root, where both kinds of terms are there; bisection until the bracket has no double inside. */
    double root() {
        double smallest = Double.POSITIVE_INFINITY;
        double largest = 0;
        for (int k = 0; k < count; k++) {
            smallest = Math.min(smallest, Math.abs(exponents[k]));
            largest = Math.max(largest, Math.abs(exponents[k]));
        }
        double start = f(0);
        double near = start / (4 * largest);
        double far = start / (4 * smallest);
        // Rounding may put the root an ulp outside of a bracket this tight.
        double margin = 1e-9 * Math.abs(far) + Double.MIN_NORMAL;
        double low = Math.min(near, far) - margin;
        double high = Math.max(near, far) + margin;
        double middle = low + (high - low) / 2;
        while (middle > low && middle < high) {
            if (f(middle) > 0) {
                low = middle;
            } else {
                high = middle;
            }
            middle = low + (high - low) / 2;
        }
        return middle;
    }

    private double f(double lambda) {
        return logSum(lambda, 1) - logSum(lambda, -1);
    }

    private double logSum(double lambda, int sign) {
        double top = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < count; k++) {
            if (exponents[k] * sign > 0) {
                top = Math.max(top, logarithms[k] - 2 * exponents[k] * lambda);
            }
        }
        double sum = 0;
        for (int k = 0; k < count; k++) {
            if (exponents[k] * sign > 0) {
                sum += Math.exp(logarithms[k] - 2 * exponents[k] * lambda - top);
            }
        }
        return top + Math.log(sum);
    }
}
