package dev.noether.validate;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.random.RandomStream;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;

/** The batch that every backend must take at a step, in either precision. */
public final class Minibatches {

    private Minibatches() {}

    /** Batch number {@code step} of a seed; the first is 0. */
    public static Batch of(BatchSource source, Precision precision, long seed, long step) {
        return switch (source) {
            case BatchSource.Fresh fresh ->
                GaussianSampler.minibatch(fresh.task(), precision, seed, step, fresh.batchSize());
            case BatchSource.Drawn drawn -> {
                RandomStream stream = new RandomStream(seed);
                int[] chosen = new int[drawn.batchSize()];
                for (int i = 0; i < chosen.length; i++) {
                    chosen[i] = stream.index(step, i, drawn.data().size());
                }
                yield new Batch.Samples(
                        rows(drawn.data().x(), precision, chosen),
                        rows(drawn.data().y(), precision, chosen));
            }
            case BatchSource.Fixed fixed -> fixed.batch();
        };
    }

    private static Matrix rows(Matrix source, Precision precision, int[] chosen) {
        Matrix result = Matrix.allocate(precision, chosen.length, source.columns());
        double[] row = new double[source.columns()];
        for (int i = 0; i < chosen.length; i++) {
            source.copyRow(chosen[i], row, 0);
            result.setRow(i, row, 0);
        }
        return result;
    }
}
