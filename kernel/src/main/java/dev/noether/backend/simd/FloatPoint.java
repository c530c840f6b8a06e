package dev.noether.backend.simd;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * Parameters of a model, a gradient or a direction, as the kernels want them: one matrix a block, some of them
 * transposed. In two-layer nets both have hidden units along the rows, so that the lanes of nearly all products go over
 * hidden units:
 *
 * <pre>
 *   U  (dy x d):  | output 0: unit 0 1 2 ... d-1 | output 1: ... |
 *   Wt (dx x d):  | input  0: unit 0 1 2 ... d-1 | input  1: ... |     the transpose of W
 * </pre>
 */
final class FloatPoint {

    private final FloatMatrix[] blocks;
    private final boolean[] transposed;

    /** Zeros. */
    FloatPoint(Model model) {
        transposed = transposed(model);
        blocks = new FloatMatrix[transposed.length];
        for (int b = 0; b < blocks.length; b++) {
            int rows = model.blocks().get(b).rows();
            int columns = model.blocks().get(b).columns();
            blocks[b] = transposed[b] ? new FloatMatrix(columns, rows) : new FloatMatrix(rows, columns);
        }
    }

    /** Which blocks are held transposed. */
    private static boolean[] transposed(Model model) {
        return switch (model) {
            case TwoLayerNet net -> new boolean[] {false, true};
            case NormalizedNet net -> new boolean[] {false, true};
            case DeepLinearNet net -> new boolean[net.depth()];
            case ScaleInvariantModel scaled -> new boolean[1];
        };
    }

    /** Block b in the layout of this class; its elements may be changed. */
    FloatMatrix block(int b) {
        return blocks[b];
    }

    /** Number of blocks. */
    int blocks() {
        return blocks.length;
    }

    /** Takes the values of {@code theta}, rounded; {@code scratch} is overwritten. */
    void load(Parameters theta, FloatMatrix scratch) {
        for (int b = 0; b < blocks.length; b++) {
            if (transposed[b]) {
                scratch.copyFrom(theta.block(b));
                blocks[b].transposeFrom(scratch);
            } else {
                blocks[b].copyFrom(theta.block(b));
            }
        }
    }

    /** Overwrites {@code theta}; {@code scratch} is overwritten. */
    void store(Parameters theta, FloatMatrix scratch) {
        for (int b = 0; b < blocks.length; b++) {
            if (transposed[b]) {
                scratch.transposeFrom(blocks[b]);
                scratch.copyTo(theta.block(b));
            } else {
                blocks[b].copyTo(theta.block(b));
            }
        }
    }

    void copyFrom(FloatPoint other) {
        for (int b = 0; b < blocks.length; b++) {
            blocks[b].copyFrom(other.blocks[b]);
        }
    }

    /** {@code |theta|^2}. */
    double squaredNorm() {
        double sum = 0;
        for (FloatMatrix block : blocks) {
            sum += FloatSums.squares(block);
        }
        return sum;
    }

    /** {@code this <- this + alpha other}. */
    void add(double alpha, FloatPoint other) {
        for (int b = 0; b < blocks.length; b++) {
            FloatElementwise.add((float) alpha, other.blocks[b], blocks[b]);
        }
    }

    /** {@code theta <- theta - eta (g + 2 gamma theta)}. */
    void descend(double learningRate, double weightDecay, FloatPoint gradient) {
        float eta = (float) learningRate;
        float twoGamma = (float) (2 * weightDecay);
        for (int b = 0; b < blocks.length; b++) {
            FloatElementwise.descend(eta, twoGamma, gradient.blocks[b], blocks[b]);
        }
    }
}
