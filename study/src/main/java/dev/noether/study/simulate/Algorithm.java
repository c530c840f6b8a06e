package dev.noether.study.simulate;

import dev.noether.backend.Dynamics;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;

/** What a step follows: the gradient of a minibatch, that of everything, or both as a stochastic flow. */
enum Algorithm {
    /** Stochastic gradient descent. */
    SGD,
    /** Gradient descent. */
    GD,
    /** The stochastic gradient flow. */
    FLOW;

    /**
     * What a trajectory descends.
     *
     * @param source the batch of each step
     * @param dynamics how a step moves the parameters
     */
    record Motion(BatchSource source, Dynamics dynamics) {}

    /**
     * The batches of a trajectory and what is done with them.
     *
     * @param batch S, for SGD and the flow
     * @param samples size of a data set that is drawn once, or 0 for the task itself
     * @param flowStep step of the flow over the learning rate
     */
    Motion motion(
            Model model, GaussianTask task, Precision precision, long seed, int batch, int samples, double flowStep) {
        Batch.Samples data = samples == 0 ? null : GaussianSampler.dataSet(task, precision, seed, samples);
        return switch (this) {
            case SGD -> new Motion(minibatches(task, data, batch), Dynamics.DESCENT);
            case GD -> new Motion(new BatchSource.Fixed(everything(task, data)), Dynamics.DESCENT);
            case FLOW ->
                new Motion(
                        minibatches(task, data, batch),
                        hasDrift(model, samples)
                                ? new Dynamics.Flow(flowStep, everything(task, data))
                                : new Dynamics.MinibatchFlow(flowStep));
        };
    }

    private static Batch everything(GaussianTask task, Batch.Samples data) {
        return data == null ? new Batch.Population(task) : data;
    }

    private static BatchSource minibatches(GaussianTask task, Batch.Samples data, int batch) {
        return data == null ? new BatchSource.Fresh(task, batch) : new BatchSource.Drawn(data, batch);
    }

    /** Whether the loss has an exact gradient, of the population or of a data set. */
    static boolean hasDrift(Model model, int samples) {
        return samples > 0 || model.linearInInputs();
    }
}
