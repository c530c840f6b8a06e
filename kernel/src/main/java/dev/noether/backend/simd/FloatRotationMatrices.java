package dev.noether.backend.simd;

import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * The d x d matrices {@code L^T X - R^T Y} that belong to a hidden layer of a linear net, each factor with the d hidden
 * units along its rows: a block of rows at a time, so that there is no d x d scratch. Of two layers, L is U and R the
 * transpose of W, as a {@link FloatPoint} holds it.
 */
final class FloatRotationMatrices {

    /** Rows of a block: enough that packing the right factor costs little. */
    private static final int ROWS = 60;

    private final FloatGemm gemm;
    private final FloatMatrix view = new FloatMatrix(1, 1);
    private final FloatMatrix block = new FloatMatrix(1, 1);
    private final FloatMatrix second = new FloatMatrix(1, 1);
    private final FloatMatrix timesLeft = new FloatMatrix(1, 1);
    private final FloatMatrix timesRight = new FloatMatrix(1, 1);

    FloatRotationMatrices(FloatGemm gemm) {
        this.gemm = gemm;
    }

    /** Overwrites {@code out} with the matrix charge {@code L^T L - R^T R}. */
    void charge(FloatMatrix l, FloatMatrix r, double[] out) {
        difference(l, l, r, r, out);
    }

    /** Overwrites {@code out} with {@code L^T X - R^T Y}. */
    void difference(FloatMatrix l, FloatMatrix x, FloatMatrix r, FloatMatrix y, double[] out) {
        int d = l.columns();
        for (int from = 0; from < d; from += ROWS) {
            int rows = Math.min(ROWS, d - from);
            block.reshape(rows, d);
            product(1f, l, from, rows, x, false, block);
            product(-1f, r, from, rows, y, true, block);
            block.copyTo(out, from * d);
        }
    }

    /** Overwrites {@code out} with {@code L^T G L - R^T K R}, G and K symmetric. */
    void balance(FloatMatrix l, FloatMatrix g, FloatMatrix r, FloatMatrix k, double[] out) {
        difference(l, times(g, l, timesLeft), r, times(k, r, timesRight), out);
    }

    /**
     * Overwrites {@code out} with the Frobenius norms of {@code L^T G L - R^T K R}, {@code L^T G L} and {@code R^T K R}.
     * The difference is formed before it is squared: its error is that of its terms times the precision, where squared
     * norms of the terms would leave the square root of the precision.
     */
    void balanceNorms(FloatMatrix l, FloatMatrix g, FloatMatrix r, FloatMatrix k, double[] out) {
        FloatMatrix x = times(g, l, timesLeft);
        FloatMatrix y = times(k, r, timesRight);
        double difference = 0;
        double first = 0;
        double last = 0;
        int d = l.columns();
        for (int from = 0; from < d; from += ROWS) {
            int rows = Math.min(ROWS, d - from);
            block.reshape(rows, d);
            product(1f, l, from, rows, x, false, block);
            first += FloatSums.squares(block);
            second.reshape(rows, d);
            product(1f, r, from, rows, y, false, second);
            last += FloatSums.squares(second);
            product(-1f, r, from, rows, y, true, block);
            difference += FloatSums.squares(block);
        }
        out[0] = Math.sqrt(difference);
        out[1] = Math.sqrt(first);
        out[2] = Math.sqrt(last);
    }

    private FloatMatrix times(FloatMatrix g, FloatMatrix a, FloatMatrix out) {
        out.reshape(a.rows(), a.columns());
        gemm.multiply(1f, g, false, a, false, false, out);
        return out;
    }

    /** Rows {@code from ... from + rows - 1} of {@code alpha left^T right}. */
    private void product(
            float alpha, FloatMatrix left, int from, int rows, FloatMatrix right, boolean add, FloatMatrix out) {
        view.viewColumns(left, from, rows);
        gemm.multiply(alpha, view, true, right, false, add, out);
    }
}
