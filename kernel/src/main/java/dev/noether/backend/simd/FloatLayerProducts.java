package dev.noether.backend.simd;

import dev.noether.model.DeepLinearNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * The products of the layers before and after each hidden layer i = 1 ... D - 1 of a deep linear net, both with its units
 * along the rows, and the product of all layers:
 *
 * <pre>
 * before(i) = A_i^T,  A_i = W_i ... W_1      dx x d_i
 * after(i)  = T_i,    T_i = W_D ... W_(i+1)  dy x d_i
 * P         = T_i A_i                        dy x dx
 * </pre>
 *
 * {@code A_0 = I} and {@code T_D = I} are not held: {@link #rightOf} and {@link #leftOf} know them. Each family is
 * computed when it is first asked for after {@link #reset}.
 */
final class FloatLayerProducts {

    private final int depth;
    private final FloatGemm gemm;
    private final FloatMatrix p = new FloatMatrix(1, 1);
    private final FloatMatrix[] before;
    private final FloatMatrix[] after;
    private FloatPoint theta;
    private boolean hasBefore;
    private boolean hasAfter;

    FloatLayerProducts(DeepLinearNet net, FloatGemm gemm) {
        this.gemm = gemm;
        depth = net.depth();
        before = new FloatMatrix[depth];
        after = new FloatMatrix[depth];
        for (int i = 1; i < depth; i++) {
            before[i] = new FloatMatrix(1, 1);
            after[i] = new FloatMatrix(1, 1);
        }
    }

    /** Takes a point, which must stay as it is while this is asked for more. */
    void reset(FloatPoint point) {
        theta = point;
        hasBefore = false;
        hasAfter = false;
    }

    /** {@code W_i}, counted from 1. */
    private FloatMatrix layer(int i) {
        return theta.block(i - 1);
    }

    /** {@code A_i^T} for a hidden layer i. */
    FloatMatrix before(int i) {
        if (!hasBefore) {
            for (int k = 1; k < depth; k++) {
                if (k == 1) {
                    before[k].transposeFrom(layer(k));
                } else {
                    before[k].reshape(before[1].rows(), layer(k).rows());
                    gemm.multiply(1f, before[k - 1], false, layer(k), true, false, before[k]);
                }
            }
            hasBefore = true;
        }
        return before[i];
    }

    /** {@code T_i} for a hidden layer i. */
    FloatMatrix after(int i) {
        if (!hasAfter) {
            for (int k = depth - 1; k >= 1; k--) {
                if (k == depth - 1) {
                    after[k].copyFrom(layer(depth));
                } else {
                    after[k].reshape(layer(depth).rows(), layer(k + 1).columns());
                    gemm.multiply(1f, after[k + 1], false, layer(k + 1), false, false, after[k]);
                }
            }
            hasAfter = true;
        }
        return after[i];
    }

    /** P. */
    FloatMatrix product() {
        if (depth == 1) {
            return layer(1);
        }
        p.reshape(layer(depth).rows(), layer(1).columns());
        gemm.multiply(1f, layer(depth), false, before(depth - 1), true, false, p);
        return p;
    }

    /** {@code |T_i|_F^2} for i = 1 ... D, which is dy for the last. */
    double squaredAfter(int i) {
        return i == depth ? layer(depth).rows() : FloatSums.squares(after(i));
    }

    /** {@code a A_i^T} for i = 0 ... D - 1: in {@code out}, or a itself for i = 0. */
    FloatMatrix rightOf(FloatMatrix a, int i, FloatMatrix out) {
        if (i == 0) {
            return a;
        }
        out.reshape(a.rows(), before(i).columns());
        gemm.multiply(1f, a, false, before(i), false, false, out);
        return out;
    }

    /** {@code T_i^T a} for i = 1 ... D: in {@code out}, or a itself for i = D. */
    FloatMatrix leftOf(FloatMatrix a, int i, FloatMatrix out) {
        if (i == depth) {
            return a;
        }
        out.reshape(after(i).columns(), a.columns());
        gemm.multiply(1f, after(i), true, a, false, false, out);
        return out;
    }

    /** {@code out <- factor T_i^T a} for i = 1 ... D, in the shape of a layer. */
    void pullBack(double factor, int i, FloatMatrix a, FloatMatrix out) {
        if (i == depth) {
            FloatGaussianClosure.scale(factor, a, out);
        } else {
            gemm.multiply((float) factor, after(i), true, a, false, false, out);
        }
    }
}
