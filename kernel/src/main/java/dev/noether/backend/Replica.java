package dev.noether.backend;

import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.Objects;

/**
 * One trajectory of a {@link Run}.
 *
 * @param seed key of its random stream
 * @param learningRate eta of each step
 * @param weightDecay gamma
 * @param dynamics how a step moves the parameters
 * @param source the batch of each step
 * @param observed what observations are averaged over, usually a population
 * @param start initial parameters; not modified
 */
public record Replica(
        long seed,
        LearningRate learningRate,
        double weightDecay,
        Dynamics dynamics,
        BatchSource source,
        Batch observed,
        Parameters start) {

    /**
     * @throws IllegalArgumentException if a rate is negative or not finite, shapes differ, or a flow has no minibatches
     *     that are drawn (without multipliers at least one sample, with them at least two)
     */
    public Replica {
        Objects.requireNonNull(learningRate);
        Objects.requireNonNull(dynamics);
        Objects.requireNonNull(source);
        Objects.requireNonNull(observed);
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weight decay " + weightDecay + ", it must be finite and at least 0");
        }
        Model model = start.model();
        requireShape("the batches have ", source.inputs(), source.outputs(), model);
        requireShape("the observed batch has ", observed.inputs(), observed.outputs(), model);
        requireNoise(dynamics, source, model);
    }

    /** A descent with the same learning rate at every step. */
    public Replica(
            long seed, double learningRate, double weightDecay, BatchSource source, Batch observed, Parameters start) {
        this(seed, LearningRate.constant(learningRate), weightDecay, Dynamics.DESCENT, source, observed, start);
    }

    /** The same replica with another learning rate. */
    public Replica with(LearningRate other) {
        return new Replica(seed, other, weightDecay, dynamics, source, observed, start);
    }

    /** The same replica with other dynamics. */
    public Replica with(Dynamics other) {
        return new Replica(seed, learningRate, weightDecay, other, source, observed, start);
    }

    private static void requireShape(String what, int inputs, int outputs, Model model) {
        if (inputs != model.inputs() || outputs != model.outputs()) {
            throw new IllegalArgumentException(what + inputs + " inputs and " + outputs + " outputs, the model has "
                    + model.inputs() + " and " + model.outputs());
        }
    }

    private static void requireNoise(Dynamics dynamics, BatchSource source, Model model) {
        switch (dynamics) {
            case Dynamics.Descent descent -> {
                // Any source will do.
            }
            case Dynamics.Flow flow -> {
                requireShape(
                        "the drift's batch has ",
                        flow.drift().inputs(),
                        flow.drift().outputs(),
                        model);
                flow.drift().requireFits(model);
                requireDrawn(source, 1);
            }
            case Dynamics.MinibatchFlow flow -> requireDrawn(source, 2);
        }
    }

    private static void requireDrawn(BatchSource source, int least) {
        if (source instanceof BatchSource.Fixed) {
            throw new IllegalArgumentException("a stochastic flow needs minibatches that are drawn, not a fixed batch");
        }
        if (Run.batchSize(source) < least) {
            throw new IllegalArgumentException("a stochastic flow without an exact gradient takes its noise from the"
                    + " spread of a minibatch: batch size " + Run.batchSize(source) + ", it must be at least " + least);
        }
    }
}
