package dev.noether.validate;

/** How near the preactivations of a hidden layer are to the kink of a ReLU. */
final class Kinks {

    private Kinks() {}

    /** Smallest {@code |w_j . x| / sum_l |w_jl x_l|} of all hidden units, rows of w. */
    static double distance(double[][] w, double[] x) {
        double smallest = 1;
        for (double[] row : w) {
            double h = 0;
            double magnitude = 0;
            for (int l = 0; l < x.length; l++) {
                h += row[l] * x[l];
                magnitude += Math.abs(row[l] * x[l]);
            }
            smallest = Math.min(smallest, Math.abs(h) / magnitude);
        }
        return smallest;
    }

    /** Smallest {@code |w_j . x|} of all hidden units, rows of w. */
    static double nearest(double[][] w, double[] x) {
        double smallest = Double.POSITIVE_INFINITY;
        for (double[] row : w) {
            double h = 0;
            for (int l = 0; l < x.length; l++) {
                h += row[l] * x[l];
            }
            smallest = Math.min(smallest, Math.abs(h));
        }
        return smallest;
    }
}
