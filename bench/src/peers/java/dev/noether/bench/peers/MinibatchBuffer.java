package dev.noether.bench.peers;

import dev.noether.bench.Size;
import dev.noether.model.Precision;
import dev.noether.task.Batch;

/**
 * Minibatches of the benchmark's task, {@code y = x + e}, made by MKL. Several small ones are made at once, so that a call
 * is worth its cost; the labels are left where a step turns them into residuals.
 */
final class MinibatchBuffer {

    /** Numbers that are made at once where a step needs fewer: they stay in the first-level cache. */
    private static final int NUMBERS = 4096;

    /** Variance of the label noise, as {@link Size#task} has it. */
    private static final double NOISE_VARIANCE = 0.2;

    final BlasMatrix x;
    final BlasMatrix y;

    private final Blas blas;
    private final Gaussians gaussians;
    private final int slots;
    private int next;

    MinibatchBuffer(Size size, Blas blas, Gaussians gaussians, boolean byColumns) {
        this.blas = blas;
        this.gaussians = gaussians;
        slots = slots(size);
        next = slots;
        x = new BlasMatrix(blas.precision(), size.batchSize, size.inputs, byColumns, slots);
        y = new BlasMatrix(blas.precision(), size.batchSize, size.inputs, byColumns, slots);
    }

    private static int slots(Size size) {
        return Math.max(1, NUMBERS / (2 * size.batchSize * size.inputs));
    }

    /** Numbers in one call of the generator. */
    static int numbersAtOnce(Size size) {
        return slots(size) * size.batchSize * size.inputs;
    }

    /** Chooses the next minibatch in {@link #x} and {@link #y}. */
    void advance() {
        if (next == slots) {
            x.choose(0);
            y.choose(0);
            int count = slots * x.size();
            gaussians.fill(x.address(), count, 1);
            gaussians.fill(y.address(), count, Math.sqrt(NOISE_VARIANCE));
            blas.axpy().call(count, 1, x.address(), 1, y.address(), 1);
            next = 0;
        }
        x.choose(next);
        y.choose(next);
        next++;
    }

    /** Chooses a minibatch of the caller's. */
    void set(Batch.Samples batch) {
        x.choose(0);
        y.choose(0);
        x.load(batch.x());
        y.load(batch.y());
        next = slots;
    }
}
