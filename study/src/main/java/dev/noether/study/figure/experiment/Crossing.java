package dev.noether.study.figure.experiment;

/** When a decaying curve comes below a level. */
public final class Crossing {

    private Crossing() {}

    /**
     * The first time at which a curve is below a level; between two observations its logarithm is a line.
     *
     * @param steps of the observations
     * @param values above 0, as many
     * @param level above 0
     * @return NaN if the curve is never below the level
     */
    public static double below(double[] steps, double[] values, double level) {
        for (int k = 0; k < values.length; k++) {
            if (values[k] < level) {
                if (k == 0) {
                    return steps[0];
                }
                double before = Math.log(values[k - 1] / level);
                double after = Math.log(values[k] / level);
                return steps[k - 1] + (steps[k] - steps[k - 1]) * before / (before - after);
            }
        }
        return Double.NaN;
    }
}
