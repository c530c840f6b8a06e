package dev.noether.backend;

import dev.noether.model.Parameters;
import dev.noether.task.Batch;

/**
 * The first door of a backend: everything about one point in parameter space. Belongs to one model and precision and
 * holds the workspace; grows it for a larger batch, allocates nothing otherwise. Not safe for several threads at once.
 */
public interface Evaluator extends AutoCloseable {

    /**
     * Binds a point: what all quantities share (a packed copy, an upload, a forward pass) is done once. The evaluation
     * is the same object at every call, valid until the next one; it has copied what it needs, so that parameters and
     * batch may change afterwards.
     *
     * @param theta parameters of this evaluator's model, any strides and precision; not modified
     * @param batch what the loss is averaged over; not modified
     * @param weightDecay gamma, at least 0
     * @throws IllegalArgumentException if the shapes of batch and model differ
     */
    Evaluation at(Parameters theta, Batch batch, double weightDecay);

    /** Frees what the workspace holds outside the heap. */
    @Override
    void close();
}
