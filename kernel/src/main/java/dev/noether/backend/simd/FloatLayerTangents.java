package dev.noether.backend.simd;

import dev.noether.model.DeepLinearNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;

/**
 * The derivatives of {@link FloatLayerProducts} along a direction {@code V_1 ... V_D}, by the product rule, with a dot for
 * the derivative:
 *
 * <pre>
 * A'_i^T = A'_(i-1)^T W_i^T + A_(i-1)^T V_i^T          A'_0 = 0
 * T'_i   = T'_(i+1) W_(i+1) + T_(i+1) V_(i+1)          T'_D = 0
 * P'     = W_D A'_(D-1) + V_D A_(D-1)
 * </pre>
 */
final class FloatLayerTangents {

    private final int depth;
    private final FloatGemm gemm;
    private final FloatLayerProducts products;
    private final FloatMatrix p = new FloatMatrix(1, 1);
    private final FloatMatrix[] before;
    private final FloatMatrix[] after;

    FloatLayerTangents(DeepLinearNet net, FloatGemm gemm, FloatLayerProducts products) {
        this.gemm = gemm;
        this.products = products;
        depth = net.depth();
        before = new FloatMatrix[depth];
        after = new FloatMatrix[depth];
        for (int i = 1; i < depth; i++) {
            before[i] = new FloatMatrix(1, 1);
            after[i] = new FloatMatrix(1, 1);
        }
    }

    /** Computes and returns {@code P'}, dy x dx, and with it all {@code A'_i}. */
    FloatMatrix product(FloatPoint theta, FloatPoint v) {
        if (depth == 1) {
            return v.block(0);
        }
        for (int i = 1; i < depth; i++) {
            if (i == 1) {
                before[i].transposeFrom(v.block(0));
            } else {
                before[i].reshape(before[1].rows(), v.block(i - 1).rows());
                gemm.multiply(1f, before[i - 1], false, theta.block(i - 1), true, false, before[i]);
                gemm.multiply(1f, products.before(i - 1), false, v.block(i - 1), true, true, before[i]);
            }
        }
        p.reshape(theta.block(depth - 1).rows(), theta.block(0).columns());
        gemm.multiply(1f, theta.block(depth - 1), false, before[depth - 1], true, false, p);
        gemm.multiply(1f, v.block(depth - 1), false, products.before(depth - 1), true, true, p);
        return p;
    }

    /** Computes all {@code T'_i}. */
    void after(FloatPoint theta, FloatPoint v) {
        for (int i = depth - 1; i >= 1; i--) {
            if (i == depth - 1) {
                after[i].copyFrom(v.block(i));
            } else {
                after[i].reshape(v.block(depth - 1).rows(), v.block(i).columns());
                gemm.multiply(1f, after[i + 1], false, theta.block(i), false, false, after[i]);
                gemm.multiply(1f, products.after(i + 1), false, v.block(i), false, true, after[i]);
            }
        }
    }

    /** {@code out <- out + a A'_i^T} for i = 0 ... D - 1, after {@link #product}. */
    void addRightOf(FloatMatrix a, int i, FloatMatrix out) {
        if (i > 0) {
            gemm.multiply(1f, a, false, before[i], false, true, out);
        }
    }

    /** {@code out <- out + factor T'_i^T a} for i = 1 ... D, after {@link #after}. */
    void addPullBack(double factor, int i, FloatMatrix a, FloatMatrix out) {
        if (i < depth) {
            gemm.multiply((float) factor, after[i], true, a, false, true, out);
        }
    }
}
