package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.task.Batch;

/** The workspace of each kind of batch, made when it is first needed and kept. */
final class FloatLinearBatches {

    private final TwoLayerNet net;
    private final FloatGemm gemm;
    private FloatLinearSamples samples;
    private FloatLinearMoments moments;
    private FloatLinearPopulation population;

    FloatLinearBatches(TwoLayerNet net, FloatGemm gemm) {
        this.net = net;
        this.gemm = gemm;
    }

    /** The workspace for samples. */
    FloatLinearSamples samples() {
        if (samples == null) {
            samples = new FloatLinearSamples(net, gemm);
        }
        return samples;
    }

    /**
     * A batch, copied into its workspace.
     *
     * @throws IllegalArgumentException if its shapes are not the net's
     */
    FloatLinearBatch load(Batch batch) {
        if (batch.inputs() != net.inputs() || batch.outputs() != net.outputs()) {
            throw new IllegalArgumentException("the batch has " + batch.inputs() + " inputs and " + batch.outputs()
                    + " outputs, the model has " + net.inputs() + " and " + net.outputs());
        }
        return switch (batch) {
            case Batch.Samples s -> {
                samples().load(s);
                yield samples;
            }
            case Batch.Moments m -> {
                if (moments == null) {
                    moments = new FloatLinearMoments(net, gemm);
                }
                moments.load(m);
                yield moments;
            }
            case Batch.Population p -> {
                if (population == null) {
                    population = new FloatLinearPopulation(net, gemm);
                }
                population.load(p);
                yield population;
            }
        };
    }
}
