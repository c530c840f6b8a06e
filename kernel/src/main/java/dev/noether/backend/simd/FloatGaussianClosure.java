package dev.noether.backend.simd;

import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

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

    static void gammas(
            FloatGemm gemm,
            FloatMatrix cx,
            FloatMatrix crr,
            double traceOfCrr,
            FloatMatrix m,
            FloatMatrix gammaU,
            FloatMatrix gammaW) {
        scale(FloatSums.trace(cx), crr, gammaU);
        gemm.multiply(2f, m, false, m, true, true, gammaU);
        scale(traceOfCrr, cx, gammaW);
        gemm.multiply(2f, m, true, m, false, true, gammaW);
    }

    /** {@code out <- factor a}. */
    static void scale(double factor, FloatMatrix a, FloatMatrix out) {
        out.reshape(a.rows(), a.columns());
        for (int i = 0; i < a.rows(); i++) {
            FloatElementwise.scaleRow((float) factor, a, i, out);
        }
    }
}
