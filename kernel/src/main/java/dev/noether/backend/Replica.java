package dev.noether.backend;

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
 * @param source the batch of each step
 * @param observed what observations are averaged over, usually a population
 * @param start initial parameters; not modified
 */
public record Replica(
        long seed,
        LearningRate learningRate,
        double weightDecay,
        BatchSource source,
        Batch observed,
        Parameters start) {

    /** @throws IllegalArgumentException if a rate is negative or not finite, or shapes differ */
    public Replica {
        Objects.requireNonNull(learningRate);
        Objects.requireNonNull(source);
        Objects.requireNonNull(observed);
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weight decay " + weightDecay + ", it must be finite and at least 0");
        }
        int inputs = start.model().inputs();
        int outputs = start.model().outputs();
        if (source.inputs() != inputs || source.outputs() != outputs) {
            throw new IllegalArgumentException("the batches have " + source.inputs() + " inputs and " + source.outputs()
                    + " outputs, the model has " + inputs + " and " + outputs);
        }
        if (observed.inputs() != inputs || observed.outputs() != outputs) {
            throw new IllegalArgumentException("the observed batch has " + observed.inputs() + " inputs and "
                    + observed.outputs() + " outputs, the model has " + inputs + " and " + outputs);
        }
    }

    /** A replica with the same learning rate at every step. */
    public Replica(
            long seed, double learningRate, double weightDecay, BatchSource source, Batch observed, Parameters start) {
        this(seed, LearningRate.constant(learningRate), weightDecay, source, observed, start);
    }
}
