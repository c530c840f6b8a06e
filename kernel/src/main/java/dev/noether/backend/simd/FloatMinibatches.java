package dev.noether.backend.simd;

import dev.noether.random.RandomStream;
import dev.noether.simd.FloatMatrix;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;

/** The batch of each step of one trajectory: a pure function of its seed and the number of steps done before. */
sealed interface FloatMinibatches {

    /** The batch of step {@code step}, counted from 0, in the workspace {@code objectives}. Allocates nothing. */
    FloatObjective next(FloatObjectives objectives, long step);

    /** Fresh samples of a Gaussian task. */
    record Fresh(FloatGaussianBatches task, int size) implements FloatMinibatches {

        static Fresh of(BatchSource.Fresh source, long seed) {
            return new Fresh(new FloatGaussianBatches(source.task(), seed, source.batchSize()), source.batchSize());
        }

        @Override
        public FloatObjective next(FloatObjectives objectives, long step) {
            FloatObjective.OnSamples samples = objectives.samples(size);
            FloatMatrix x = samples.x();
            FloatMatrix y = samples.y();
            task.draw(step, x.data(), x.at(0), x.stride(), y.data(), y.at(0), y.stride());
            return samples;
        }
    }

    /** Samples drawn from a data set with replacement; the data may be shared by trajectories. */
    record Drawn(FloatMatrix x, FloatMatrix y, RandomStream stream, int size) implements FloatMinibatches {

        @Override
        public FloatObjective next(FloatObjectives objectives, long step) {
            FloatObjective.OnSamples samples = objectives.samples(size);
            fill(step, 0, size, samples.x(), samples.y());
            return samples;
        }

        /** Overwrites rows {@code first ... first + count - 1} of a minibatch. */
        void fill(long step, int first, int count, FloatMatrix inputs, FloatMatrix labels) {
            for (int i = first; i < first + count; i++) {
                int chosen = stream.index(step, i, x.rows());
                copyRow(x, chosen, inputs, i);
                copyRow(y, chosen, labels, i);
            }
        }

        private static void copyRow(FloatMatrix from, int row, FloatMatrix to, int at) {
            System.arraycopy(from.data(), from.at(row), to.data(), to.at(at), from.columns());
        }
    }

    /** The same batch at every step. */
    record Fixed(Batch batch) implements FloatMinibatches {

        @Override
        public FloatObjective next(FloatObjectives objectives, long step) {
            return objectives.loadOnce(batch);
        }
    }
}
