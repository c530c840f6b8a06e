package dev.noether.study.simulate;

import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;

/** What a step descends: the gradient of a minibatch, or of everything. */
enum Algorithm {
    /** Stochastic gradient descent. */
    SGD,
    /** Gradient descent. */
    GD;

    /**
     * The batches of a trajectory.
     *
     * @param batch S, for SGD
     * @param samples size of a data set that is drawn once, or 0 for the task itself
     */
    BatchSource source(GaussianTask task, Precision precision, long seed, int batch, int samples) {
        if (samples == 0) {
            return switch (this) {
                case SGD -> new BatchSource.Fresh(task, batch);
                case GD -> new BatchSource.Fixed(new Batch.Population(task));
            };
        }
        Batch.Samples data = GaussianSampler.dataSet(task, precision, seed, samples);
        return switch (this) {
            case SGD -> new BatchSource.Drawn(data, batch);
            case GD -> new BatchSource.Fixed(data);
        };
    }
}
