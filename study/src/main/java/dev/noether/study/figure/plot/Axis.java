package dev.noether.study.figure.plot;

/**
 * An axis: its label with symbol and unit, its range, and its ticks.
 *
 * @param label under or beside the axis
 * @param logarithmic whether equal factors have equal lengths; ticks are decades then
 * @param low least value shown
 * @param high largest value shown
 * @param tick distance between two labels; not used where logarithmic
 */
public record Axis(String label, boolean logarithmic, double low, double high, double tick) {

    /** Labels that fit beside each other in the smallest print. */
    private static final int MOST_LABELS = 5;

    private static final double[] NICE = {1, 2, 2.5, 5, 10};

    public Axis {
        if (!(low < high) || (logarithmic && !(low > 0))) {
            throw new IllegalArgumentException("an axis cannot go from " + low + " to " + high);
        }
    }

    /** A linear axis that exactly holds a range, with ticks at round numbers. */
    public static Axis linear(String label, double low, double high) {
        double decade = Math.pow(10, Math.floor(Math.log10((high - low) / MOST_LABELS)));
        for (double nice : NICE) {
            if ((high - low) / (nice * decade) < MOST_LABELS) {
                return new Axis(label, false, low, high, nice * decade);
            }
        }
        throw new AssertionError("ten times a decade is a decade more");
    }

    /** A linear axis around values, with a margin; values that are not finite do not count. */
    public static Axis around(String label, double[]... values) {
        double low = least(values, Double.NEGATIVE_INFINITY);
        double high = most(values);
        double margin = high > low ? 0.06 * (high - low) : Math.max(1, Math.abs(high));
        return linear(label, low - margin, high + margin);
    }

    /** A logarithmic axis of whole decades around the positive ones of values. */
    public static Axis decades(String label, double[]... values) {
        double low = Math.floor(Math.log10(least(values, 0)));
        double high = Math.ceil(Math.log10(most(values)));
        return new Axis(label, true, Math.pow(10, low), Math.pow(10, Math.max(high, low + 1)), 1);
    }

    private static double least(double[][] values, double above) {
        double low = Double.POSITIVE_INFINITY;
        for (double[] some : values) {
            for (double value : some) {
                if (value > above && value < low) {
                    low = value;
                }
            }
        }
        // Nothing to show: an axis all the same.
        return low == Double.POSITIVE_INFINITY ? 1 : low;
    }

    private static double most(double[][] values) {
        double high = Double.NEGATIVE_INFINITY;
        for (double[] some : values) {
            for (double value : some) {
                if (Double.isFinite(value) && value > high) {
                    high = value;
                }
            }
        }
        return high == Double.NEGATIVE_INFINITY ? 1 : high;
    }
}
