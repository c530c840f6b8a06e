package dev.noether.backend.simd;

import dev.noether.simd.FloatChainRule;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;

/** {@code Gamma_U = E[|x|^2 r r^T]} and {@code Gamma_W = E[|r|^2 x x^T]} of samples, for any model. */
final class FloatSampleGammas {

    private final FloatMatrix scaled = new FloatMatrix(1, 1);
    private final FloatGemm gemm;

    FloatSampleGammas(FloatGemm gemm) {
        this.gemm = gemm;
    }

    /**
     * Overwrites {@code out}, which takes its shape, with {@code E[weights b b^T]}.
     *
     * @param weights one a row of b, or more
     * @param b samples by rows
     */
    void weighted(double[] weights, FloatMatrix b, FloatMatrix out) {
        FloatChainRule.scaleRows(1.0 / b.rows(), weights, b, scaled);
        out.reshape(b.columns(), b.columns());
        gemm.multiply(1f, scaled, true, b, false, false, out);
    }
}
