package dev.noether.study.report;

import java.util.Arrays;

/**
 * Rows of one panel that have series, quantity and seed in common.
 *
 * @param series name of the run
 * @param quantity what it is
 * @param seed of the run
 * @param steps ascending
 * @param values one a step; may be not finite
 */
record Curve(String series, String quantity, long seed, double[] steps, double[] values) {

    int size() {
        return steps.length;
    }

    /**
     * At most so many points. The curve is cut into equal pieces, and of each piece its least and its largest value stay, so
     * that no peak is lost; the first and the last point stay, and a gap stays a gap.
     *
     * @param limit at least 4
     */
    Curve thinned(int limit) {
        if (size() <= limit) {
            return this;
        }
        boolean[] kept = new boolean[size()];
        kept[0] = true;
        kept[size() - 1] = true;
        int inner = size() - 2;
        int pieces = (limit - 2) / 2;
        for (int piece = 0; piece < pieces; piece++) {
            int from = 1 + (int) ((long) piece * inner / pieces);
            int to = 1 + (int) ((long) (piece + 1) * inner / pieces);
            keepExtremes(kept, from, to);
        }
        int count = 0;
        double[] fewerSteps = new double[size()];
        double[] fewerValues = new double[size()];
        for (int k = 0; k < size(); k++) {
            if (kept[k]) {
                fewerSteps[count] = steps[k];
                fewerValues[count++] = values[k];
            }
        }
        return new Curve(series, quantity, seed, Arrays.copyOf(fewerSteps, count), Arrays.copyOf(fewerValues, count));
    }

    /** Marks least and largest; where a value is not finite, that and the first extreme. */
    private void keepExtremes(boolean[] kept, int from, int to) {
        int least = -1;
        int most = -1;
        int gap = -1;
        for (int k = from; k < to; k++) {
            if (!Double.isFinite(values[k])) {
                gap = k;
            } else {
                least = least < 0 || values[k] < values[least] ? k : least;
                most = most < 0 || values[k] > values[most] ? k : most;
            }
        }
        if (gap >= 0) {
            kept[gap] = true;
            least = -1;
        }
        if (least >= 0) {
            kept[least] = true;
        }
        if (most >= 0) {
            kept[most] = true;
        }
    }
}
