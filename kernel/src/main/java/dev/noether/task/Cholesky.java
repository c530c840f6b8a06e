package dev.noether.task;

/** Cholesky factor of a symmetric positive semi-definite matrix, in plain double. */
final class Cholesky {

    private Cholesky() {}

    /**
     * Lower triangular F with {@code F F^T = a}. A column whose pivot is zero to rounding is zero, so that semi-definite
     * matrices pass.
     *
     * @param a n x n; not modified
     * @throws IllegalArgumentException if a is not square, symmetric, finite and positive semi-definite
     */
    static double[][] factor(double[][] a) {
        int n = a.length;
        requireSymmetric(a);
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, a[i][i]);
        }
        double negligible = 4 * n * Math.ulp(1.0) * largest;
        double[][] f = new double[n][n];
        for (int j = 0; j < n; j++) {
            double pivot = remainder(a[j][j], f[j], f[j], j);
            if (!(pivot >= -negligible)) {
                throw new IllegalArgumentException("the covariance is not positive semi-definite: pivot " + (j + 1)
                        + " of its factorisation is " + pivot);
            }
            boolean zero = pivot <= negligible;
            f[j][j] = zero ? 0 : Math.sqrt(pivot);
            for (int i = j + 1; i < n; i++) {
                double rest = remainder(a[i][j], f[i], f[j], j);
                if (zero && Math.abs(rest) > Math.sqrt(negligible * largest)) {
                    throw new IllegalArgumentException("the covariance is not positive semi-definite: component "
                            + (j + 1) + " has no variance left but varies with component " + (i + 1));
                }
                f[i][j] = zero ? 0 : rest / f[j][j];
            }
        }
        return f;
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
