package dev.noether.reduction;

/**
 * A solution Z of {@code R Z = T} where T is in the range of R, which may be singular: Householder reflections with the
 * longest column left first, until nothing but rounding is left; what is left of T then is rounding as well. Columns of R
 * are scaled to length 1, so that a short column is not taken for one that depends on others.
 */
final class ConsistentSystem {

    private final int n;

    /** Columns of R, scaled, and of T; both are reflected in place. */
    private final double[][] r;

    private final double[][] t;
    private final double[] lengths;
    private final int[] order;

    private ConsistentSystem(double[][] r, double[][] t) {
        n = r.length;
        this.r = columns(r);
        this.t = columns(t);
        lengths = new double[n];
        order = new int[n];
        for (int j = 0; j < n; j++) {
            order[j] = j;
            lengths[j] = Math.sqrt(square(this.r[j], 0));
            for (int i = 0; i < n && lengths[j] > 0; i++) {
                this.r[j][i] /= lengths[j];
            }
        }
    }

    /**
     * Z, with rows of zeros for columns of R that depend on others.
     *
     * @param r n x n; not modified
     * @param t n x n; not modified
     */
    static double[][] solve(double[][] r, double[][] t) {
        ConsistentSystem system = new ConsistentSystem(r, t);
        return system.substitute(system.triangularize());
    }

    private static double[][] columns(double[][] matrix) {
        double[][] columns = new double[matrix.length][matrix.length];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < matrix.length; j++) {
                columns[j][i] = matrix[i][j];
            }
        }
        return columns;
    }

    /** Makes R upper triangular in the order of the pivots, and returns its rank. */
    private int triangularize() {
        // What n reflections of columns of length 1 may leave by rounding.
        double negligible = 8 * n * Math.ulp(1.0);
        for (int k = 0; k < n; k++) {
            double longest = bringLongestTo(k);
            if (Math.sqrt(longest) <= negligible) {
                return k;
            }
            double[] v = r[k].clone();
            double alpha = -Math.copySign(Math.sqrt(longest), v[k]);
            v[k] -= alpha;
            double scale = 1 / (longest - alpha * r[k][k]);
            for (int j = k; j < n; j++) {
                reflect(r[j], v, k, scale);
            }
            for (int j = 0; j < n; j++) {
                reflect(t[j], v, k, scale);
            }
        }
        return n;
    }

    private double bringLongestTo(int k) {
        int best = k;
        double longest = -1;
        for (int j = k; j < n; j++) {
            double square = square(r[j], k);
            if (square > longest) {
                longest = square;
                best = j;
            }
        }
        double[] column = r[k];
        r[k] = r[best];
        r[best] = column;
        int index = order[k];
        order[k] = order[best];
        order[best] = index;
        return longest;
    }

    private static double square(double[] column, int from) {
        double sum = 0;
        for (int i = from; i < column.length; i++) {
            sum += column[i] * column[i];
        }
        return sum;
    }

    /** {@code column -= scale v (v . column)}, from row {@code from} on. */
    private static void reflect(double[] column, double[] v, int from, double scale) {
        double product = 0;
        for (int i = from; i < column.length; i++) {
            product += v[i] * column[i];
        }
        product *= scale;
        for (int i = from; i < column.length; i++) {
            column[i] -= v[i] * product;
        }
    }

    private double[][] substitute(int rank) {
        double[][] z = new double[n][n];
        for (int c = 0; c < n; c++) {
            double[] y = t[c];
            for (int k = rank - 1; k >= 0; k--) {
                y[k] /= r[k][k];
                for (int i = 0; i < k; i++) {
                    y[i] -= r[k][i] * y[k];
                }
                z[order[k]][c] = y[k] / lengths[order[k]];
            }
        }
        return z;
    }
}
