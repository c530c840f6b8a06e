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

    private final FloatMatrix p;

    private final FloatMatrix inputs;
    private final FloatGemm gemm;

    FloatLinearProduct(TwoLayerNet net, FloatGemm gemm) {
        this.gemm = gemm;
        p = new FloatMatrix(net.outputs(), net.inputs());
        inputs = new FloatMatrix(1, 1);
    }

    /** Overwrites and returns P. */
    FloatMatrix of(FloatPoint theta) {
        gemm.multiply(1f, theta.block(TwoLayerNet.U), false, theta.block(TwoLayerNet.W), true, false, p);
        return p;
    }

    /** The gradient from M. */
    void gradient(FloatPoint theta, FloatMatrix m, double lossScale, FloatPoint gradient) {
        float factor = (float) (2 * lossScale);
        gemm.multiply(factor, m, false, theta.block(TwoLayerNet.W), false, false, gradient.block(TwoLayerNet.U));
        gemm.multiply(factor, m, true, theta.block(TwoLayerNet.U), false, false, gradient.block(TwoLayerNet.W));
    }

    /** {@code E |W x|^2 = tr(W Cx W^T)}. */
    double meanSquaredHidden(FloatPoint theta, FloatMatrix cx) {
        inputs.reshape(
                theta.block(TwoLayerNet.W).rows(), theta.block(TwoLayerNet.W).columns());
        gemm.multiply(1f, cx, false, theta.block(TwoLayerNet.W), false, false, inputs);
        return FloatSums.products(inputs, theta.block(TwoLayerNet.W));
    }
}
