package dev.noether.validate.reference;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;

/** The function that belongs to each model. */
final class ReferenceModels {

    private ReferenceModels() {}

    /**
     * A model as a function of its inputs.
     *
     * @param theta one matrix a block, in the model's order; not modified
     * @return a {@link ReferenceLinearFunction} where the model is linear in its inputs
     */
    static ReferenceFunction at(Model model, double[][][] theta) {
        return switch (model) {
            case TwoLayerNet net ->
                net.linearInInputs()
                        ? new ReferenceDeepLinearNet(theta, TwoLayerNet.W, TwoLayerNet.U)
                        : new ReferenceTwoLayerNet(net, theta);
            case DeepLinearNet net -> new ReferenceDeepLinearNet(theta, net.depth());
            case NormalizedNet net -> new ReferenceNormalizedNet(net.variant(), theta);
            case ScaleInvariantModel toy -> new ReferenceScaleInvariantModel(toy, theta);
        };
    }
}
