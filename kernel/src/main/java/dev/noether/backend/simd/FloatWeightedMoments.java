package dev.noether.backend.simd;

import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/** Averages over samples of squared lengths times outer products, such as the gammas. */
final class FloatWeightedMoments {

    private final FloatGemm gemm;
    private final FloatMatrix scaled = new FloatMatrix(1, 1);

    FloatWeightedMoments(FloatGemm gemm) {
        this.gemm = gemm;
    }

    /** {@code Gamma_U = E[|x|^2 r r^T]} and {@code Gamma_W = E[|r|^2 x x^T]}, which take their shapes. */
    void gammas(FloatMatrix x, FloatMatrix residuals, FloatMatrix gammaU, FloatMatrix gammaW) {
        weighted(x, residuals, gammaU);
        weighted(residuals, x, gammaW);
    }

    /** {@code E[|a|^2 b b^T]}. */
    private void weighted(FloatMatrix a, FloatMatrix b, FloatMatrix out) {
        scale(a, b, scaled);
        out.reshape(b.columns(), b.columns());
        gemm.multiply(1f, scaled, true, b, false, false, out);
    }

    /** {@code out_i <- |a_i|^2 b_i / S} for each of the S rows. */
    static void scale(FloatMatrix a, FloatMatrix b, FloatMatrix out) {
        out.reshape(b.rows(), b.columns());
        for (int i = 0; i < b.rows(); i++) {
            FloatElementwise.scaleRow((float) (FloatSums.rowSquares(a, i) / b.rows()), b, i, out);
        }
    }
}
