package dev.noether.backend.simd;

import dev.noether.simd.FloatChainRule;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/** Averages over samples of weights, mostly squared lengths, times outer products, such as the gammas. */
final class FloatWeightedMoments {

    private final FloatGemm gemm;
    private final FloatMatrix scaled = new FloatMatrix(1, 1);
    private final FloatLaneSums sums = new FloatLaneSums();
    private double[] weights = new double[0];

    FloatWeightedMoments(FloatGemm gemm) {
        this.gemm = gemm;
    }

    /** {@code Gamma_U = E[|x|^2 r r^T]} and {@code Gamma_W = E[|r|^2 x x^T]}, which take their shapes. */
    void gammas(FloatMatrix x, FloatMatrix residuals, FloatMatrix gammaU, FloatMatrix gammaW) {
        if (weights.length < x.rows()) {
            weights = new double[x.rows()];
        }
        sums.rowSquares(x, weights);
        weighted(weights, residuals, gammaU);
        sums.rowSquares(residuals, weights);
        weighted(weights, x, gammaW);
    }

    /**
     * {@code out <- E[w b b^T]}, which is symmetric, from S rows b.
     *
     * @param weights w, at least one a row
     */
    void weighted(double[] weights, FloatMatrix b, FloatMatrix out) {
        FloatChainRule.scaleRows(1.0 / b.rows(), weights, b, scaled);
        out.reshape(b.columns(), b.columns());
        gemm.multiplySymmetric(1f, scaled, true, b, false, false, out);
    }

    /** {@code out_i <- |a_i|^2 b_i / S} for each of the S rows. */
    static void scale(FloatMatrix a, FloatMatrix b, FloatMatrix out) {
        out.reshape(b.rows(), b.columns());
        for (int i = 0; i < b.rows(); i++) {
            FloatElementwise.scaleRow((float) (FloatSums.rowSquares(a, i) / b.rows()), b, i, out);
        }
    }
}
