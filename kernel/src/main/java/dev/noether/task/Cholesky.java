package dev.noether.task;

import java.util.Arrays;

/**
 * Lower triangular factor F of a symmetric positive semi-definite matrix, {@code F F^T = A}, in plain double. Where A is
 * definite the ordinary factorisation is as stable as can be. Where it is singular, rounding would grow with every small
 * pivot: then rows and columns are taken in the order of the variance left, {@code A = G G^T}, until nothing but rounding
 * is left, and reflections from the right make G lower triangular.
 */
final class Cholesky {

    private Cholesky() {}

    /**
     * The factor, with a diagonal of numbers that are not negative where A is definite.
     *
     * @param a n x n; not modified
     * @throws IllegalArgumentException if a is not square, symmetric, finite and positive semi-definite
     */
    static double[][] factor(double[][] a) {
        requireSymmetric(a);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, a[i][i]);
        }
        // What n updates of numbers up to the largest variance may leave by rounding.
        double negligible = 32.0 * a.length * Math.ulp(1.0) * largest;
        double[][] f = definite(a, negligible);
        if (f == null) {
            f = semiDefinite(a, negligible);
            makeLowerTriangular(f);
        }
        return f;
    }

    /** The ordinary factorisation; null if a pivot is negligible or negative. */
    private static double[][] definite(double[][] a, double negligible) {
        int n = a.length;
        double[][] f = new double[n][n];
        for (int j = 0; j < n; j++) {
            double pivot = remainder(a[j][j], f[j], f[j], j);
            if (!(pivot > negligible)) {
                return null;
            }
            f[j][j] = Math.sqrt(pivot);
            for (int i = j + 1; i < n; i++) {
                f[i][j] = remainder(a[i][j], f[i], f[j], j) / f[j][j];
            }
        }
        return f;
    }

    /** G with {@code G G^T = A}, as many columns other than zero as the rank of A. */
    private static double[][] semiDefinite(double[][] a, double negligible) {
        int n = a.length;
        double[][] g = new double[n][n];
        double[] left = new double[n];
        for (int column = 0; column < n; column++) {
            int next = 0;
            for (int i = 0; i < n; i++) {
                left[i] = remainder(a[i][i], g[i], g[i], column);
                next = left[i] > left[next] ? i : next;
            }
            if (left[next] <= negligible) {
                requireNothingLeft(a, g, column, negligible);
                return g;
            }
            double root = Math.sqrt(left[next]);
            for (int i = 0; i < n; i++) {
                g[i][column] = i == next ? root : remainder(a[i][next], g[i], g[next], column) / root;
            }
        }
        requireNothingLeft(a, g, n, negligible);
        return g;
    }

    private static void requireNothingLeft(double[][] a, double[][] g, int columns, double negligible) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j <= i; j++) {
                double rest = remainder(a[i][j], g[i], g[j], columns);
                if (Math.abs(rest) > negligible) {
                    throw new IllegalArgumentException("the covariance is not positive semi-definite: it needs "
                            + rest + " at (" + (i + 1) + ", " + (j + 1)
                            + ") beyond what variances that are not negative explain");
                }
            }
        }
    }

    /** Multiplies G by a reflection from the right for each row, which leaves {@code G G^T} as it is. */
    private static void makeLowerTriangular(double[][] g) {
        int n = g.length;
        double[] v = new double[n];
        for (int i = 0; i + 1 < n; i++) {
            double norm = 0;
            for (int k = i; k < n; k++) {
                v[k] = g[i][k];
                norm = Math.hypot(norm, v[k]);
            }
            double tail = 0;
            for (int k = i + 1; k < n; k++) {
                tail = Math.max(tail, Math.abs(v[k]));
            }
            if (tail == 0) {
                continue;
            }
            double diagonal = v[i] > 0 ? -norm : norm;
            double scale = 1 / (norm * (norm + Math.abs(v[i])));
            v[i] -= diagonal;
            for (int row = i + 1; row < n; row++) {
                double product = 0;
                for (int k = i; k < n; k++) {
                    product += g[row][k] * v[k];
                }
                for (int k = i; k < n; k++) {
                    g[row][k] -= scale * product * v[k];
                }
            }
            Arrays.fill(g[i], i, n, 0);
            g[i][i] = diagonal;
        }
    }

    private static double remainder(double value, double[] u, double[] v, int count) {
        double rest = value;
        for (int k = 0; k < count; k++) {
            rest -= u[k] * v[k];
        }
        return rest;
    }

    private static void requireSymmetric(double[][] a) {
        for (int i = 0; i < a.length; i++) {
            if (a[i].length != a.length) {
                throw new IllegalArgumentException("a covariance is square, not " + a.length + " x " + a[i].length);
            }
            for (int j = 0; j <= i; j++) {
                if (!Double.isFinite(a[i][j])) {
                    throw new IllegalArgumentException("covariance element (" + (i + 1) + ", " + (j + 1) + ") is "
                            + a[i][j] + ", it must be finite");
                }
                double scale = Math.max(Math.abs(a[i][j]), Math.abs(a[j][i]));
                if (Math.abs(a[i][j] - a[j][i]) > 1e-12 * scale) {
                    throw new IllegalArgumentException("a covariance is symmetric, but elements (" + (i + 1) + ", "
                            + (j + 1) + ") and (" + (j + 1) + ", " + (i + 1) + ") are " + a[i][j] + " and " + a[j][i]);
                }
            }
        }
    }
}
