package dev.noether.backend.simd;

import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;

/**
 * Fourth moments of Gaussian inputs and residuals from their second moments (Isserlis' theorem), with
 * {@code Crr = E[r r^T]} and {@code M = E[r x^T]}:
 *
 * <pre>
 * Gamma_U = E[|x|^2 r r^T] = tr(Cx) Crr + 2 M M^T
 * Gamma_W = E[|r|^2 x x^T] = tr(Crr) Cx + 2 M^T M
 * </pre>
 */
final class FloatGaussianClosure {

    private FloatGaussianClosure() {}

    /** Overwrites the gammas, which take their shapes. */
    static void gammas(FloatGemm gemm, FloatSecondMoments moments, FloatMatrix gammaU, FloatMatrix gammaW) {
        scale(moments.meanSquaredInput(), moments.crr(), gammaU);
        gemm.multiply(2f, moments.m(), false, moments.m(), true, true, gammaU);
        scale(moments.meanSquaredResidual(), moments.cx(), gammaW);
        gemm.multiply(2f, moments.m(), true, moments.m(), false, true, gammaW);
    }

    /** {@code out <- factor a}. */
    static void scale(double factor, FloatMatrix a, FloatMatrix out) {
        out.reshape(a.rows(), a.columns());
        for (int i = 0; i < a.rows(); i++) {
            FloatElementwise.scaleRow((float) factor, a, i, out);
        }
    }
}
