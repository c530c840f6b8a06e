package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;

/**
 * How the passes of a two-layer linear net over samples change along a direction {@code (V_U, V_W)}: output i moves by
 * {@code s_i = V_U h_i + U V_W x_i}, so that with E the average over the batch
 *
 * <pre>
 * H v     U: 2c E[s h^T + r (V_W x)^T]       W: 2c E[(U^T s + V_U^T r) x^T]
 * </pre>
 */
final class FloatLinearTangent {

    /** s of each sample, S x dy, after {@link #along}. */
    final FloatMatrix outputs = new FloatMatrix(1, 1);

    private final FloatMatrix hidden = new FloatMatrix(1, 1);
    private final FloatLinearPasses passes;
    private final double lossScale;
    private final FloatGemm gemm;

    FloatLinearTangent(TwoLayerNet net, FloatLinearPasses passes, FloatGemm gemm) {
        this.passes = passes;
        lossScale = net.lossScale();
        this.gemm = gemm;
    }

    /** Computes {@link #outputs}. */
    void along(FloatPoint theta, FloatPoint v) {
        outputs.reshape(passes.size(), passes.y.columns());
        if (passes.byProduct()) {
            gemm.multiply(1f, passes.x, false, passes.product.movedBy(v, theta), true, false, outputs);
            return;
        }
        hidden.reshape(passes.size(), theta.block(TwoLayerNet.U).columns());
        gemm.multiply(1f, passes.x, false, v.block(TwoLayerNet.W), false, false, hidden);
        gemm.multiply(1f, hidden, false, theta.block(TwoLayerNet.U), true, false, outputs);
        gemm.multiply(1f, passes.hidden(), false, v.block(TwoLayerNet.U), true, true, outputs);
    }

    /** Overwrites {@code out} with {@code H v}. */
    void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        if (passes.byProduct()) {
            passes.product.hessianVectorProduct(theta, passes.m(), passes.cx(), v, lossScale, out);
            return;
        }
        float factor = (float) (2 * lossScale / passes.size());
        FloatMatrix outU = out.block(TwoLayerNet.U);
        along(theta, v);
        gemm.multiply(factor, outputs, true, passes.hidden(), false, false, outU);
        gemm.multiply(factor, passes.residuals(), true, hidden, false, true, outU);
        gemm.multiply(1f, outputs, false, theta.block(TwoLayerNet.U), false, false, hidden);
        gemm.multiply(1f, passes.residuals(), false, v.block(TwoLayerNet.U), false, true, hidden);
        gemm.multiply(factor, passes.x, true, hidden, false, false, out.block(TwoLayerNet.W));
    }
}
