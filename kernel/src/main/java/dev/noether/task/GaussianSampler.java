package dev.noether.task;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.task.Batch.Samples;

/**
 * Draws whole batches of a Gaussian task in plain scalar code: data sets and evaluation batches, once each. Backends
 * draw minibatches themselves, with the same bits.
 */
public final class GaussianSampler {

    private GaussianSampler() {}

    /** A data set of {@code count} samples that is drawn once. */
    public static Samples dataSet(GaussianTask task, Precision precision, long seed, int count) {
        return draw(task, precision, seed, Purpose.DATA_INPUTS, Purpose.DATA_LABEL_NOISE, 0, count);
    }

    /** The {@code count} samples over which a trajectory is observed, independent of what it is trained on. */
    public static Samples evaluationBatch(GaussianTask task, Precision precision, long seed, int count) {
        return draw(task, precision, seed, Purpose.EVALUATION_INPUTS, Purpose.EVALUATION_LABEL_NOISE, 0, count);
    }

    /** Minibatch {@code step}, as every backend draws it. */
    public static Samples minibatch(GaussianTask task, Precision precision, long seed, long step, int count) {
        return draw(task, precision, seed, Purpose.INPUTS, Purpose.LABEL_NOISE, step, count);
    }

    private static Samples draw(
            GaussianTask task,
            Precision precision,
            long seed,
            int inputPurpose,
            int noisePurpose,
            long step,
            int count) {
        Matrix inputs = Matrix.allocate(precision, count, task.inputs());
        Matrix labels = Matrix.allocate(precision, count, task.outputs());
        switch (precision) {
            case FLOAT -> {
                FloatSampler sampler = new FloatSampler(task, seed);
                for (int i = 0; i < count; i++) {
                    sampler.draw(inputPurpose, noisePurpose, step, i, inputs, labels);
                }
            }
            case DOUBLE -> {
                DoubleSampler sampler = new DoubleSampler(task, seed);
                for (int i = 0; i < count; i++) {
                    sampler.draw(inputPurpose, noisePurpose, step, i, inputs, labels);
                }
            }
        }
        return new Samples(inputs, labels);
    }
}
