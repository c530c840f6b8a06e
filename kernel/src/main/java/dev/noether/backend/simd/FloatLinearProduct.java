package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * The part that all batches share when a linear net is seen through its product {@code P = U W} (dy x dx) and
 * {@code M = E[r x^T]} (dy x dx):
 *
 * <pre>
 * gU = 2c M W^T      gW = 2c U^T M
 * </pre>
 */
final class FloatLinearProduct {

    /** P, after {@link #of}. */
    final FloatMatrix p;

    /** M, filled by the batch. */
    final FloatMatrix m;

    private final FloatMatrix inputs;
    private final FloatGemm gemm;

    FloatLinearProduct(TwoLayerNet net, FloatGemm gemm) {
        this.gemm = gemm;
        p = new FloatMatrix(net.outputs(), net.inputs());
        m = new FloatMatrix(net.outputs(), net.inputs());
        inputs = new FloatMatrix(1, 1);
    }

    /** Overwrites and returns P. */
    FloatMatrix of(FloatTwoLayerPoint theta) {
        gemm.multiply(1f, theta.u, false, theta.wt, true, false, p);
        return p;
    }

    /** The gradient from M. */
    void gradient(FloatTwoLayerPoint theta, double lossScale, FloatTwoLayerPoint gradient) {
        float factor = (float) (2 * lossScale);
        gemm.multiply(factor, m, false, theta.wt, false, false, gradient.u);
        gemm.multiply(factor, m, true, theta.u, false, false, gradient.wt);
    }

    /** {@code E |W x|^2 = tr(W Cx W^T)}. */
    double meanSquaredHidden(FloatTwoLayerPoint theta, FloatMatrix cx) {
        inputs.reshape(theta.wt.rows(), theta.wt.columns());
        gemm.multiply(1f, cx, false, theta.wt, false, false, inputs);
        return FloatSums.products(inputs, theta.wt);
    }
}
