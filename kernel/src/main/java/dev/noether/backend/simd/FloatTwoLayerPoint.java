package dev.noether.backend.simd;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * The parameters of a two-layer net, or a gradient, as the kernels want them: both matrices with hidden units along the
 * rows, so that the lanes of nearly all products go over hidden units.
 *
 * <pre>
 *   U  (dy x d):  | output 0: unit 0 1 2 ... d-1 | output 1: ... |
 *   Wt (dx x d):  | input  0: unit 0 1 2 ... d-1 | input  1: ... |     the transpose of W
 * </pre>
 */
final class FloatTwoLayerPoint {

    final FloatMatrix u;
    final FloatMatrix wt;

    FloatTwoLayerPoint(TwoLayerNet net) {
        u = new FloatMatrix(net.outputs(), net.hidden());
        wt = new FloatMatrix(net.inputs(), net.hidden());
    }

    /** Takes the values of {@code theta}, rounded; {@code scratch} is overwritten. */
    void load(Parameters theta, FloatMatrix scratch) {
        u.copyFrom(theta.block(TwoLayerNet.U));
        scratch.copyFrom(theta.block(TwoLayerNet.W));
        wt.transposeFrom(scratch);
    }

    /** Overwrites {@code theta}; {@code scratch} is overwritten. */
    void store(Parameters theta, FloatMatrix scratch) {
        u.copyTo(theta.block(TwoLayerNet.U));
        scratch.transposeFrom(wt);
        Matrix w = theta.block(TwoLayerNet.W);
        scratch.copyTo(w);
    }

    void copyFrom(FloatTwoLayerPoint other) {
        u.copyFrom(other.u);
        wt.copyFrom(other.wt);
    }

    /** {@code |theta|^2}. */
    double squaredNorm() {
        return FloatSums.squares(u) + FloatSums.squares(wt);
    }

    /** {@code theta <- theta - eta (g + 2 gamma theta)}. */
    void descend(double learningRate, double weightDecay, FloatTwoLayerPoint gradient) {
        float eta = (float) learningRate;
        float twoGamma = (float) (2 * weightDecay);
        FloatElementwise.descend(eta, twoGamma, gradient.u, u);
        FloatElementwise.descend(eta, twoGamma, gradient.wt, wt);
    }
}
