package dev.noether.gpu;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;

/** The objectives of one model on the device, one for each kind of batch, made when first needed and kept. */
final class Objectives {

    private final Model model;
    private final Toolbox tools;
    private Objective.OnSamples onSamples;
    private Objective.OnMoments onMoments;

    Objectives(Model model, Toolbox tools) {
        this.model = model;
        this.tools = tools;
    }

    /** The objective on a batch, which stays where it is. */
    Objective on(DeviceBatch batch) {
        return switch (batch) {
            case DeviceBatch.Samples samples -> {
                if (onSamples == null) {
                    onSamples = onSamples();
                }
                onSamples.use(samples);
                yield onSamples;
            }
            case DeviceBatch.Moments moments -> {
                if (onMoments == null) {
                    onMoments = onMoments();
                }
                onMoments.use(moments);
                yield onMoments;
            }
        };
    }

    private Objective.OnSamples onSamples() {
        return switch (model) {
            case TwoLayerNet net ->
                switch (net.activation()) {
                    case IDENTITY -> new LinearSamples(Layers.of(net), tools);
                    case TANH, RELU, LEAKY_RELU, SWISH, GELU, SOFTPLUS -> new ActivatedSamples(net, tools);
                };
            case NormalizedNet net -> new NormalizedSamples(net, tools);
            case DeepLinearNet net -> new LinearSamples(Layers.of(net), tools);
            case ScaleInvariantModel scaled -> new ScaleInvariantSamples(scaled, tools);
        };
    }

    private Objective.OnMoments onMoments() {
        return switch (model) {
            case TwoLayerNet net -> new LinearMoments(Layers.of(net), tools);
            case DeepLinearNet net -> new LinearMoments(Layers.of(net), tools);
            case ScaleInvariantModel scaled -> new ScaleInvariantMoments(scaled, tools);
            case NormalizedNet net -> throw new IllegalStateException(net + " needs samples");
        };
    }
}
