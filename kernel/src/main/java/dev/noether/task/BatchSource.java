package dev.noether.task;

import java.util.Objects;

/** Where the batch of each step comes from. SGD takes fresh or drawn samples; GD one fixed batch. */
public sealed interface BatchSource {

    /** dx. */
    int inputs();

    /** dy. */
    int outputs();

    /**
     * Fresh samples of a Gaussian task: minibatch k is a pure function of (seed, k).
     *
     * @param task what is sampled
     * @param batchSize S, at least 1
     */
    record Fresh(GaussianTask task, int batchSize) implements BatchSource {

        public Fresh {
            Objects.requireNonNull(task);
            requirePositive(batchSize);
        }

        @Override
        public int inputs() {
            return task.inputs();
        }

        @Override
        public int outputs() {
            return task.outputs();
        }
    }

    /**
     * Samples drawn from a data set with replacement: place i of minibatch k holds sample
     * {@link dev.noether.random.RandomStream#index}.
     *
     * @param data the data set
     * @param batchSize S, at least 1
     */
    record Drawn(Batch.Samples data, int batchSize) implements BatchSource {

        public Drawn {
            Objects.requireNonNull(data);
            requirePositive(batchSize);
        }

        @Override
        public int inputs() {
            return data.inputs();
        }

        @Override
        public int outputs() {
            return data.outputs();
        }
    }

    /** The same batch at every step: gradient descent. */
    record Fixed(Batch batch) implements BatchSource {

        public Fixed {
            Objects.requireNonNull(batch);
        }

        @Override
        public int inputs() {
            return batch.inputs();
        }

        @Override
        public int outputs() {
            return batch.outputs();
        }
    }

    private static void requirePositive(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("batch size " + batchSize + ", it must be at least 1");
        }
    }
}
