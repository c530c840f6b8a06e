package dev.noether.bench;

/**
 * The control of the matrix product: plain loops over row-major arrays without padding, ordered so that the innermost one
 * runs over contiguous memory and C2 makes vectors of it.
 */
final class FloatPlainProduct {

    private FloatPlainProduct() {}

    /** {@code C <- C + alpha A B}: A is m x k, B is k x n, C is m x n. */
    static void add(float alpha, float[] a, float[] b, float[] c, int m, int k, int n) {
        for (int i = 0; i < m; i++) {
            for (int l = 0; l < k; l++) {
                addRow(alpha * a[i * k + l], b, l * n, c, i * n, n);
            }
        }
    }

    /** {@code C <- C + alpha A^T B}: A is k x m, B is k x n, C is m x n. */
    static void addTransposed(float alpha, float[] a, float[] b, float[] c, int m, int k, int n) {
        for (int i = 0; i < m; i++) {
            for (int l = 0; l < k; l++) {
                addRow(alpha * a[l * m + i], b, l * n, c, i * n, n);
            }
        }
    }

    /** {@code out(j, i) = in(i, j)}. */
    static void transpose(float[] in, int rows, int columns, float[] out) {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out[j * rows + i] = in[i * columns + j];
            }
        }
    }

    private static void addRow(float factor, float[] b, int bAt, float[] c, int cAt, int n) {
        for (int j = 0; j < n; j++) {
            c[cAt + j] = Math.fma(factor, b[bAt + j], c[cAt + j]);
        }
    }
}
