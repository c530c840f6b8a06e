package dev.noether.validate.reference;

/** Sums and products of small dense matrices, rows first, by their definitions. Arguments are not modified. */
public final class Dense {

    private Dense() {}

    /** {@code C_ij = sum_k A_ik B_kj}. */
    public static double[][] product(double[][] a, double[][] b) {
        double[][] c = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < b.length; k++) {
                for (int j = 0; j < b[0].length; j++) {
                    c[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return c;
    }

    /** {@code A B C}. */
    public static double[][] product(double[][] a, double[][] b, double[][] c) {
        return product(product(a, b), c);
    }

    /** {@code y_i = sum_k A_ik x_k}. */
    public static double[] product(double[][] a, double[] x) {
        double[] y = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            for (int k = 0; k < x.length; k++) {
                y[i] += a[i][k] * x[k];
            }
        }
        return y;
    }

    /** {@code B_ij = A_ji}. */
    public static double[][] transpose(double[][] a) {
        double[][] b = new double[a[0].length][a.length];
        for (int i = 0; i < b.length; i++) {
            for (int j = 0; j < a.length; j++) {
                b[i][j] = a[j][i];
            }
        }
        return b;
    }

    /** {@code alpha A + beta B}. */
    public static double[][] sum(double alpha, double[][] a, double beta, double[][] b) {
        double[][] c = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                c[i][j] = alpha * a[i][j] + beta * b[i][j];
            }
        }
        return c;
    }

    /** {@code alpha A}. */
    public static double[][] scaled(double alpha, double[][] a) {
        return sum(alpha, a, 0, new double[a.length][a[0].length]);
    }

    /** {@code A <- A + alpha u v^T}, in place. */
    public static void addOuterProduct(double[][] a, double alpha, double[] u, double[] v) {
        for (int i = 0; i < u.length; i++) {
            for (int j = 0; j < v.length; j++) {
                a[i][j] += alpha * u[i] * v[j];
            }
        }
    }

    /** {@code sum_i A_ii}. */
    public static double trace(double[][] a) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i][i];
        }
        return sum;
    }

    /** {@code sum_i u_i^2}. */
    public static double square(double[] u) {
        double sum = 0;
        for (double value : u) {
            sum += value * value;
        }
        return sum;
    }

    /** {@code sum_ij A_ij^2}. */
    public static double square(double[][] a) {
        double sum = 0;
        for (double[] row : a) {
            sum += square(row);
        }
        return sum;
    }
}
