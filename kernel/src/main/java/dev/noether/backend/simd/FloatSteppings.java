package dev.noether.backend.simd;

import dev.noether.backend.Replica;
import dev.noether.model.Model;
import dev.noether.model.TwoLayerNet;

/** The choice of how a trajectory steps: a function of model, source and sizes only, never of threads. */
final class FloatSteppings {

    private FloatSteppings() {}

    /** The fastest stepping there is for a replica of a model; its state is undefined until one is loaded. */
    static FloatStepping of(Model model, Replica replica, FloatMinibatches minibatches) {
        if (model instanceof TwoLayerNet net && FloatRankOneSteps.suits(net, replica)) {
            return new FloatRankOneSteps(net, replica, minibatches);
        }
        if (model instanceof TwoLayerNet net && FloatPairedSteps.suits(net, replica)) {
            return new FloatPairedSteps(net, replica, minibatches);
        }
        return new FloatGradientSteps(model, replica, minibatches);
    }
}
