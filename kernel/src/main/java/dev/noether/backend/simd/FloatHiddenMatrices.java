package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;

/**
 * The d x d matrices {@code L^T A L - R^T B R} of a two-layer net, a block of rows at a time, so that no d x d scratch is
 * needed: the matrix charge Q (A and B the identity) and the balance matrix D.
 */
final class FloatHiddenMatrices {

    /** Rows of a block: enough that packing the right factor costs little. */
    private static final int ROWS = 60;

    private final FloatGemm gemm;
    private final FloatMatrix left = new FloatMatrix(1, 1);
    private final FloatMatrix block = new FloatMatrix(1, 1);
    private final FloatMatrix gammaTimesU = new FloatMatrix(1, 1);
    private final FloatMatrix gammaTimesW = new FloatMatrix(1, 1);

    FloatHiddenMatrices(FloatGemm gemm) {
        this.gemm = gemm;
    }

    /** Overwrites {@code out}, d x d, with {@code Q = U^T U - W W^T}. */
    void charge(FloatPoint theta, double[] out) {
        difference(theta, theta.block(TwoLayerNet.U), theta.block(TwoLayerNet.W), out);
    }

    /** Overwrites {@code out}, d x d, with {@code D = U^T Gamma_U U - W Gamma_W W^T}. */
    void balance(FloatPoint theta, FloatMatrix gammaU, FloatMatrix gammaW, double[] out) {
        multiplyGammas(theta, gammaU, gammaW);
        difference(theta, gammaTimesU, gammaTimesW, out);
    }

    private void multiplyGammas(FloatPoint theta, FloatMatrix gammaU, FloatMatrix gammaW) {
        gammaTimesU.reshape(
                theta.block(TwoLayerNet.U).rows(), theta.block(TwoLayerNet.U).columns());
        gemm.multiply(1f, gammaU, false, theta.block(TwoLayerNet.U), false, false, gammaTimesU);
        gammaTimesW.reshape(
                theta.block(TwoLayerNet.W).rows(), theta.block(TwoLayerNet.W).columns());
        gemm.multiply(1f, gammaW, false, theta.block(TwoLayerNet.W), false, false, gammaTimesW);
    }

    /** {@code out <- U^T right - W rightOfW}. */
    private void difference(FloatPoint theta, FloatMatrix right, FloatMatrix rightOfW, double[] out) {
        int hidden = theta.block(TwoLayerNet.U).columns();
        for (int from = 0; from < hidden; from += ROWS) {
            int rows = Math.min(ROWS, hidden - from);
            block.reshape(rows, hidden);
            product(theta.block(TwoLayerNet.U), from, rows, right, 1f, false, block);
            product(theta.block(TwoLayerNet.W), from, rows, rightOfW, -1f, true, block);
            block.copyTo(out, from * hidden);
        }
    }

    /** Rows {@code from ... from + rows - 1} of {@code alpha factor^T right}. */
    private void product(
            FloatMatrix factor, int from, int rows, FloatMatrix right, float alpha, boolean add, FloatMatrix out) {
        left.viewColumns(factor, from, rows);
        gemm.multiply(alpha, left, true, right, false, add, out);
    }
}
