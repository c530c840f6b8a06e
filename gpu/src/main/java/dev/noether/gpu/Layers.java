package dev.noether.gpu;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import java.util.stream.IntStream;

/**
 * A net as layers from the input on, a linear one being {@code f(x) = W_D ... W_1 x}: a deep linear net, or one of two layers
 * with {@code W_1 = W}, {@code W_2 = U}; the scale-invariant model has one layer, theta. The double rotation number k of a
 * linear net belongs to hidden layer k + 1.
 */
final class Layers {

    private final int[] blocks;
    private final double lossScale;

    private Layers(int[] blocks, double lossScale) {
        this.blocks = blocks;
        this.lossScale = lossScale;
    }

    /** The layers of a model that has them, whatever lies between. */
    static Layers of(Model model) {
        return switch (model) {
            case TwoLayerNet net -> of(net);
            case DeepLinearNet net -> of(net);
            case NormalizedNet net -> new Layers(new int[] {NormalizedNet.W, NormalizedNet.U}, scale(net));
            case ScaleInvariantModel toy -> new Layers(new int[] {ScaleInvariantModel.THETA}, scale(toy));
        };
    }

    static Layers of(TwoLayerNet net) {
        return new Layers(new int[] {TwoLayerNet.W, TwoLayerNet.U}, scale(net));
    }

    static Layers of(DeepLinearNet net) {
        return new Layers(IntStream.range(0, net.depth()).toArray(), scale(net));
    }

    private static double scale(Model model) {
        return model.lossScale();
    }

    /** D. */
    int depth() {
        return blocks.length;
    }

    /** c. */
    double lossScale() {
        return lossScale;
    }

    /** Index of the block that is {@code W_i}, i from 1. */
    int block(int i) {
        return blocks[i - 1];
    }

    /** {@code W_i} of a point, i from 1. */
    View of(DevicePoint point, int i) {
        return point.block(block(i));
    }
}
