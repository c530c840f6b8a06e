package dev.noether.backend.simd;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.task.Batch;

/** The objectives of one model, one for each kind of batch, made when first needed and kept. */
final class FloatObjectives {

    private final Model model;
    private final FloatGemm gemm;
    private final FloatObjective.OnSamples samples;
    private FloatObjective.OnMoments onMoments;
    private FloatGivenMoments moments;
    private FloatPopulationMoments population;
    private FloatObjective current;
    private Batch loaded;

    FloatObjectives(Model model, FloatGemm gemm) {
        this.model = model;
        this.gemm = gemm;
        samples = onSamples(model, gemm);
    }

    private static FloatObjective.OnSamples onSamples(Model model, FloatGemm gemm) {
        return switch (model) {
            case TwoLayerNet net ->
                switch (net.activation()) {
                    case IDENTITY -> new FloatLinearSamples(net, gemm);
                    case TANH, RELU, LEAKY_RELU, SWISH, GELU, SOFTPLUS -> new FloatActivatedSamples(net, gemm);
                };
            case NormalizedNet net -> new FloatNormalizedSamples(net, gemm);
            case DeepLinearNet net -> new FloatDeepSamples(net, gemm);
            case ScaleInvariantModel scaled -> new FloatScaleInvariantSamples(scaled, gemm);
        };
    }

    private static FloatObjective.OnMoments onMoments(Model model, FloatGemm gemm) {
        return switch (model) {
            case TwoLayerNet net -> new FloatLinearOnMoments(net, gemm);
            case DeepLinearNet net -> new FloatDeepOnMoments(net, gemm);
            case ScaleInvariantModel scaled -> new FloatScaleInvariantOnMoments(scaled, gemm);
            case NormalizedNet net -> throw new IllegalStateException(net + " needs samples");
        };
    }

    /** The objective on {@code size} samples, to be filled by the caller. */
    FloatObjective.OnSamples samples(int size) {
        loaded = null;
        samples.resize(size);
        return samples;
    }

    /** As {@link #load}, but does nothing if this very batch was the last one; for a batch that does not change. */
    @SuppressWarnings("ReferenceEquality") // comparing the contents would cost what it saves
    FloatObjective loadOnce(Batch batch) {
        return batch == loaded ? current : load(batch);
    }

    /**
     * The objective on a batch, which is copied.
     *
     * @throws IllegalArgumentException if the batch does not fit the model
     */
    FloatObjective load(Batch batch) {
        batch.requireFits(model);
        current = switch (batch) {
            case Batch.Samples s -> load(s);
            case Batch.Moments m -> load(m);
            case Batch.Population p -> load(p);
        };
        loaded = batch;
        return current;
    }

    private FloatObjective load(Batch.Samples batch) {
        samples.resize(batch.size());
        samples.x().copyFrom(batch.x());
        samples.y().copyFrom(batch.y());
        return samples;
    }

    private FloatObjective load(Batch.Moments batch) {
        if (moments == null) {
            moments = new FloatGivenMoments(gemm);
        }
        moments.load(batch);
        return on(moments);
    }

    private FloatObjective load(Batch.Population batch) {
        if (population == null) {
            population = new FloatPopulationMoments(gemm);
        }
        population.load(batch);
        return on(population);
    }

    private FloatObjective on(FloatSecondMoments secondMoments) {
        if (onMoments == null) {
            onMoments = onMoments(model, gemm);
        }
        onMoments.use(secondMoments);
        return onMoments;
    }
}
