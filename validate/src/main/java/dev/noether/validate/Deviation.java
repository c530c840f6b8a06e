package dev.noether.validate;

/**
 * How far a result is from what it should be, and how far it may be.
 *
 * @param error largest difference, relative to the sum of the magnitudes of the terms it is a sum of; infinite for NaN
 * @param bound largest error that rounding explains
 */
public record Deviation(double error, double bound) {

    /** No deviation, from which the worst of many is found. */
    public static final Deviation NONE = new Deviation(0, 1);

    /** Whether rounding explains the error. */
    public boolean holds() {
        return error <= bound;
    }

    /** How many times the bound is larger than the error; infinite where there is no error. */
    public double headroom() {
        return error == 0 ? Double.POSITIVE_INFINITY : bound / error;
    }

    /** The one of both with less headroom; between two without an error, the one with the smaller bound. */
    public Deviation worse(Deviation other) {
        if (headroom() == other.headroom()) {
            return bound <= other.bound ? this : other;
        }
        return headroom() < other.headroom() ? this : other;
    }

    /**
     * Largest difference of two arrays, each element relative to its magnitude. An element of magnitude 0 must be equal.
     */
    static double largest(double[] actual, double[] expected, double[] magnitude) {
        double largest = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]);
            if (difference != 0) {
                double relative = difference / magnitude[i];
                largest = Math.max(largest, Double.isNaN(relative) ? Double.POSITIVE_INFINITY : relative);
            }
        }
        return largest;
    }
}
