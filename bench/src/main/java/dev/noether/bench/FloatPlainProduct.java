package dev.noether.bench;

import java.util.Arrays;

/**
 * The control of the matrix product: plain loops, ordered so that the innermost one runs over contiguous memory and C2
 * makes vectors of it. Matrices are arrays of rows: with rows at two different offsets of flat arrays C2 cannot exclude
 * that they overlap, and the loop stays scalar (5 instead of 45 GFLOP/s).
 */
final class FloatPlainProduct {

    private FloatPlainProduct() {}

    /** {@code C <- alpha A B}: A is m x k, B is k x n, C is m x n. */
    static void multiply(float alpha, float[][] a, float[][] b, float[][] c) {
        clear(c);
        add(alpha, a, b, c);
    }

    /** {@code C <- C + alpha A B}: A is m x k, B is k x n, C is m x n. */
    static void add(float alpha, float[][] a, float[][] b, float[][] c) {
        for (int i = 0; i < c.length; i++) {
            for (int l = 0; l < b.length; l++) {
                addRow(alpha * a[i][l], b[l], c[i]);
            }
        }
    }

    /** {@code C <- alpha A^T B}: A is k x m, B is k x n, C is m x n. */
    static void multiplyTransposed(float alpha, float[][] a, float[][] b, float[][] c) {
        clear(c);
        for (int i = 0; i < c.length; i++) {
            for (int l = 0; l < b.length; l++) {
                addRow(alpha * a[l][i], b[l], c[i]);
            }
        }
    }

    /** {@code out(j, i) = in(i, j)}. */
    static void transpose(float[][] in, float[][] out) {
        for (int i = 0; i < in.length; i++) {
            for (int j = 0; j < out.length; j++) {
                out[j][i] = in[i][j];
            }
        }
    }

    private static void clear(float[][] c) {
        for (float[] row : c) {
            Arrays.fill(row, 0f);
        }
    }

    private static void addRow(float factor, float[] b, float[] c) {
        for (int j = 0; j < c.length; j++) {
            c[j] = Math.fma(factor, b[j], c[j]);
        }
    }
}
