package dev.noether.validate;

import dev.noether.model.Precision;

/**
 * How far a result is from what it should be, and how far it may be.
 *
 * @param error largest difference, relative to the sum of the magnitudes of the terms it is a sum of; infinite for NaN
 * @param bound largest error that rounding explains
 */
public record Deviation(double error, double bound) {

    /** No deviation, from which the worst of many is found. */
    public static final Deviation NONE = new Deviation(0, 1);

    /**
     * The deviation of one number.
     *
     * @param difference from what it should be
     * @param magnitude of its terms, which error and bound are relative to
     * @param bound of the difference; where it is 0 the number must be equal
     */
    static Deviation of(double difference, double magnitude, double bound) {
        if (difference == 0) {
            return magnitude == 0 ? NONE : new Deviation(0, bound / magnitude);
        }
        if (!(Math.abs(difference) < Double.POSITIVE_INFINITY) || bound == 0) {
            return new Deviation(Double.POSITIVE_INFINITY, 0);
        }
        // Terms that cancelled to nothing, but not their errors: those are all there is to compare with.
        double scale = magnitude == 0 ? bound / Precision.DOUBLE.epsilon() : magnitude;
        return new Deviation(Math.abs(difference) / scale, bound / scale);
    }

    /** Whether rounding explains the error. */
    public boolean holds() {
        return error <= bound;
    }

    /** How many times the bound is larger than the error; infinite where there is no error. */
    public double headroom() {
        return error == 0 ? Double.POSITIVE_INFINITY : bound / error;
    }

    /** Whether this has less headroom; of two without an error, the smaller bound. */
    boolean isWorseThan(Deviation other) {
        return headroom() == other.headroom() ? bound < other.bound : headroom() < other.headroom();
    }

    /** The worse one of both; between equals this one. */
    public Deviation worse(Deviation other) {
        return other.isWorseThan(this) ? other : this;
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
