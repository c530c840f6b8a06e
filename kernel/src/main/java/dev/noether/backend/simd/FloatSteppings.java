package dev.noether.backend.simd;

import dev.noether.backend.Dynamics;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.model.Activation;
import dev.noether.model.Model;
import dev.noether.model.TwoLayerNet;
import dev.noether.random.RandomStream;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;

/** The choice of how a trajectory steps: a function of model, source and sizes only, never of threads. */
final class FloatSteppings {

    /** Operations of a step from which on it is made in panels: some ten microseconds. */
    private static final double OPERATIONS_FOR_PANELS = 2e6;

    private FloatSteppings() {}

    /**
     * The fastest stepping there is for a replica of a model; its state is undefined until one is loaded.
     *
     * @param team those who may work on one step, no more than {@link #members}
     */
    static FloatStepping of(Model model, Replica replica, FloatMinibatches minibatches, Team team) {
        if (!(model instanceof TwoLayerNet net) || !descends(replica)) {
            return new FloatGradientSteps(model, replica, minibatches);
        }
        if (FloatRankOneSteps.suits(net, replica)) {
            return new FloatRankOneSteps(net, replica, minibatches);
        }
        if (FloatPairedSteps.suits(net, replica)) {
            return new FloatPairedSteps(net, replica, minibatches);
        }
        if (byProductInPanels(net, replica.source())) {
            return new FloatPanelSteps(net, replica, moments(net, replica, minibatches, team), team);
        }
        if (bySamplesInPanels(net, replica.source())) {
            int samples = Run.batchSize(replica.source());
            return new FloatHiddenSteps(net, replica, samples, rows(minibatches, replica, team), team);
        }
        return new FloatGradientSteps(model, replica, minibatches);
    }

    /** Whether a step is that of SGD; a flow in steps of the learning rate is SGD, and has its bits. */
    private static boolean descends(Replica replica) {
        return switch (replica.dynamics()) {
            case Dynamics.Descent descent -> true;
            case Dynamics.Flow flow -> flow.fraction() == 1;
            case Dynamics.MinibatchFlow flow -> false;
        };
    }

    /** How many of {@code threads} may work on one step. */
    static int members(Model model, Replica replica, int threads) {
        BatchSource source = replica.source();
        if (!(model instanceof TwoLayerNet net) || !descends(replica)) {
            return 1;
        }
        if (byProductInPanels(net, source)) {
            return FloatPanelSteps.members(net, threads);
        }
        return bySamplesInPanels(net, source) ? FloatHiddenSteps.members(net, Run.batchSize(source), threads) : 1;
    }

    private static boolean byProductInPanels(TwoLayerNet net, BatchSource source) {
        int samples = Run.batchSize(source);
        return net.activation() == Activation.IDENTITY
                && 6.0 * net.inputs() * net.outputs() * net.hidden() >= OPERATIONS_FOR_PANELS
                && (samples == 0 || FloatLinearSamples.byProduct(samples, net.inputs(), net.hidden(), net.outputs()));
    }

    private static boolean bySamplesInPanels(TwoLayerNet net, BatchSource source) {
        int samples = Run.batchSize(source);
        return samples > 0
                && net.flopsPerStep(samples) >= OPERATIONS_FOR_PANELS
                && !(net.activation() == Activation.IDENTITY
                        && FloatLinearSamples.byProduct(samples, net.inputs(), net.hidden(), net.outputs()));
    }

    private static FloatStepMoments moments(TwoLayerNet net, Replica replica, FloatMinibatches minibatches, Team team) {
        int samples = Run.batchSize(replica.source());
        if (samples == 0) {
            return new FloatFixedMoments(fixed(((BatchSource.Fixed) replica.source()).batch()));
        }
        return new FloatSampleMoments(samples, net.inputs(), net.outputs(), rows(minibatches, replica, team));
    }

    private static FloatSecondMoments fixed(Batch batch) {
        FloatGemm gemm = new FloatGemm();
        return switch (batch) {
            case Batch.Moments given -> {
                FloatGivenMoments moments = new FloatGivenMoments(gemm);
                moments.load(given);
                yield moments;
            }
            case Batch.Population population -> {
                FloatPopulationMoments moments = new FloatPopulationMoments(gemm);
                moments.load(population);
                yield moments;
            }
            case Batch.Samples samples -> throw new IllegalStateException(samples + " are no moments");
        };
    }

    private static FloatMinibatchRows[] rows(FloatMinibatches minibatches, Replica replica, Team team) {
        FloatMinibatchRows[] rows = new FloatMinibatchRows[team.members()];
        for (int member = 0; member < rows.length; member++) {
            rows[member] = rows(minibatches, replica);
        }
        return rows;
    }

    private static FloatMinibatchRows rows(FloatMinibatches minibatches, Replica replica) {
        return switch (minibatches) {
            case FloatMinibatches.Fresh fresh -> {
                BatchSource.Fresh source = (BatchSource.Fresh) replica.source();
                FloatGaussianBatches batches =
                        new FloatGaussianBatches(source.task(), replica.seed(), source.batchSize());
                yield (step, first, count, x, y) -> batches.draw(
                        step, first, count, x.data(), x.at(first), x.stride(), y.data(), y.at(first), y.stride());
            }
            case FloatMinibatches.Drawn drawn -> {
                // A stream has scratch of its own: one a member.
                FloatMinibatches.Drawn own = new FloatMinibatches.Drawn(
                        drawn.x(), drawn.y(), new RandomStream(replica.seed()), drawn.size());
                yield own::fill;
            }
            case FloatMinibatches.Fixed fixed -> {
                Batch.Samples samples = (Batch.Samples) fixed.batch();
                FloatMatrix inputs = new FloatMatrix(1, 1);
                FloatMatrix labels = new FloatMatrix(1, 1);
                inputs.copyFrom(samples.x());
                labels.copyFrom(samples.y());
                yield (step, first, count, x, y) -> {
                    inputs.copyRowsTo(first, count, x);
                    labels.copyRowsTo(first, count, y);
                };
            }
        };
    }
}
