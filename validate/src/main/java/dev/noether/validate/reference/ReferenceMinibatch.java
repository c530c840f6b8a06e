package dev.noether.validate.reference;

import dev.noether.model.Matrix;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;

/** The batch of a step, by the definitions of {@link BatchSource} and {@link GaussianTask}. */
final class ReferenceMinibatch {

    private ReferenceMinibatch() {}

    /** Batch number {@code step} of a seed; the first is 0. */
    static Batch of(BatchSource source, long seed, long step) {
        ReferenceStream stream = new ReferenceStream(seed);
        return switch (source) {
            case BatchSource.Fresh fresh -> fresh(fresh.task(), fresh.batchSize(), stream, step);
            case BatchSource.Drawn drawn -> drawn(drawn.data(), drawn.batchSize(), stream, step);
            case BatchSource.Fixed fixed -> fixed.batch();
        };
    }

    private static Batch fresh(GaussianTask task, int batchSize, ReferenceStream stream, long step) {
        double[][] target = task.target().toRows();
        double[][] x = new double[batchSize][];
        double[][] y = new double[batchSize][];
        for (int s = 0; s < batchSize; s++) {
            x[s] = correlated(task.inputCovariance(), stream.inputs(step, s, task.inputs()));
            y[s] = correlated(task.noiseCovariance(), stream.labelNoise(step, s, task.outputs()));
            for (int i = 0; i < task.outputs(); i++) {
                for (int j = 0; j < task.inputs(); j++) {
                    y[s][i] = Math.fma(target[i][j], x[s][j], y[s][i]);
                }
            }
        }
        return new Batch.Samples(Matrix.of(x), Matrix.of(y));
    }

    /** {@code F z}, F the lower triangular factor of the covariance. */
    private static double[] correlated(Covariance covariance, double[] z) {
        double[] x = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            for (int j = 0; j <= i; j++) {
                x[i] = Math.fma(covariance.factor(i, j), z[j], x[i]);
            }
        }
        return x;
    }

    private static Batch drawn(Batch.Samples data, int batchSize, ReferenceStream stream, long step) {
        double[][] x = new double[batchSize][];
        double[][] y = new double[batchSize][];
        double[][] allX = data.x().toRows();
        double[][] allY = data.y().toRows();
        for (int s = 0; s < batchSize; s++) {
            int chosen = stream.index(step, s, data.size());
            x[s] = allX[chosen];
            y[s] = allY[chosen];
        }
        return new Batch.Samples(Matrix.of(x), Matrix.of(y));
    }
}
