package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import dev.noether.task.Batch.Moments;

/**
 * A linear net on second moments {@code Cx = E[x x^T]}, {@code Cyx = E[y x^T]}, {@code Cyy = E[y y^T]}:
 *
 * <pre>
 * M        = P Cx - Cyx
 * E[r r^T] = Crr = M P^T - P Cyx^T + Cyy
 * Gamma_W  = tr(Crr) Cx + 2 M^T M,   Gamma_U = tr(Cx) Crr + 2 M M^T      for Gaussian data
 * </pre>
 */
final class FloatLinearMoments implements FloatLinearBatch {

    private final FloatMatrix cx = new FloatMatrix(1, 1);
    private final FloatMatrix cyx = new FloatMatrix(1, 1);
    private final FloatMatrix cyy = new FloatMatrix(1, 1);
    private final FloatMatrix crr = new FloatMatrix(1, 1);
    private final FloatGemm gemm;
    private final FloatLinearProduct product;

    FloatLinearMoments(TwoLayerNet net, FloatGemm gemm) {
        this.gemm = gemm;
        product = new FloatLinearProduct(net, gemm);
    }

    /** Copies moments. */
    void load(Moments moments) {
        cx.copyFrom(moments.cx());
        cyx.copyFrom(moments.cyx());
        cyy.copyFrom(moments.cyy());
    }

    @Override
    public void forward(FloatTwoLayerPoint theta) {
        FloatElementwise.negate(cyx, product.m);
        gemm.multiply(1f, product.of(theta), false, cx, false, true, product.m);
    }

    @Override
    public void gradient(FloatTwoLayerPoint theta, double lossScale, FloatTwoLayerPoint gradient) {
        product.gradient(theta, lossScale, gradient);
    }

    @Override
    public double meanSquaredResidual() {
        return FloatSums.products(product.m, product.p) - FloatSums.products(product.p, cyx) + FloatSums.trace(cyy);
    }

    @Override
    public double meanSquaredHidden(FloatTwoLayerPoint theta) {
        return product.meanSquaredHidden(theta, cx);
    }

    @Override
    public double meanSquaredInput() {
        return FloatSums.trace(cx);
    }

    @Override
    public void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        crr.copyFrom(cyy);
        gemm.multiply(1f, product.m, false, product.p, true, true, crr);
        gemm.multiply(-1f, product.p, false, cyx, true, true, crr);
        FloatGaussianClosure.gammas(gemm, cx, crr, meanSquaredResidual(), product.m, gammaU, gammaW);
    }
}
