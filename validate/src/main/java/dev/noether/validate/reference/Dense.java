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

    /** {@code alpha u}. */
    public static double[] scaled(double alpha, double[] u) {
        return sum(alpha, u, 0, new double[u.length]);
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

    /** {@code sum_i u_i v_i}. */
    public static double inner(double[] u, double[] v) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += u[i] * v[i];
        }
        return sum;
    }

    /** {@code sum_ij A_ij B_ij}. */
    public static double inner(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += inner(a[i], b[i]);
        }
        return sum;
    }

    /** {@code u v^T}. */
    public static double[][] outer(double[] u, double[] v) {
        double[][] a = new double[u.length][v.length];
        addOuterProduct(a, 1, u, v);
        return a;
    }

    /** {@code w_i = alpha u_i + beta v_i}. */
    public static double[] sum(double alpha, double[] u, double beta, double[] v) {
        double[] w = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            w[i] = alpha * u[i] + beta * v[i];
        }
        return w;
    }

    /** {@code w_i = u_i v_i}. */
    public static double[] times(double[] u, double[] v) {
        double[] w = new double[u.length];
        for (int i = 0; i < u.length; i++) {
            w[i] = u[i] * v[i];
        }
        return w;
    }

    /** {@code y_j = sum_i A_ij x_i}, the product with the transpose. */
    public static double[] transposedProduct(double[][] a, double[] x) {
        double[] y = new double[a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < y.length; j++) {
                y[j] += a[i][j] * x[i];
            }
        }
        return y;
    }

    /** {@code A_ii}. */
    public static double[] diagonal(double[][] a) {
        double[] diagonal = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            diagonal[i] = a[i][i];
        }
        return diagonal;
    }

    /** Column j. */
    public static double[] column(double[][] a, int j) {
        double[] column = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            column[i] = a[i][j];
        }
        return column;
    }

    /** {@code sum_i A_ij^2} of each column j. */
    public static double[] columnSquares(double[][] a) {
        double[] squares = new double[a[0].length];
        for (double[] row : a) {
            for (int j = 0; j < squares.length; j++) {
                squares[j] += row[j] * row[j];
            }
        }
        return squares;
    }

    /** The identity of n rows. */
    public static double[][] identity(int n) {
        double[][] identity = new double[n][n];
        for (int i = 0; i < n; i++) {
            identity[i][i] = 1;
        }
        return identity;
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
