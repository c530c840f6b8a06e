package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.task.Batch;

/** The workspace of each kind of batch, made when it is first needed and kept. */
final class FloatLinearBatches {

    private final TwoLayerNet net;
    private final FloatGemm gemm;
    private final FloatLinearSamples samples;
    private FloatLinearMoments moments;
    private FloatLinearPopulation population;
    private FloatLinearBatch current;
    private Batch loaded;

    FloatLinearBatches(TwoLayerNet net, FloatGemm gemm) {
        this.net = net;
        this.gemm = gemm;
        samples = new FloatLinearSamples(net, gemm);
    }

    /** The workspace for {@code size} samples, to be filled by the caller. */
    FloatLinearSamples samples(int size) {
        loaded = null;
        samples.resize(size);
        return samples;
    }

    /** As {@link #load}, but does nothing if this very batch was the last one; for a batch that does not change. */
    @SuppressWarnings("ReferenceEquality") // comparing the contents would cost what it saves
    FloatLinearBatch loadOnce(Batch batch) {
        return batch == loaded ? current : load(batch);
    }

    /**
     * A batch, copied into its workspace.
     *
     * @throws IllegalArgumentException if its shapes are not the net's
     */
    FloatLinearBatch load(Batch batch) {
        batch.requireFits(net);
        current = switch (batch) {
            case Batch.Samples s -> load(s);
            case Batch.Moments m -> load(m);
            case Batch.Population p -> load(p);
        };
        loaded = batch;
        return current;
    }

    private FloatLinearBatch load(Batch.Samples batch) {
        samples.load(batch);
        return samples;
    }

    private FloatLinearBatch load(Batch.Moments batch) {
        if (moments == null) {
            moments = new FloatLinearMoments(net, gemm);
        }
        moments.load(batch);
        return moments;
    }

    private FloatLinearBatch load(Batch.Population batch) {
        if (population == null) {
            population = new FloatLinearPopulation(net, gemm);
        }
        population.load(batch);
        return population;
    }
}
