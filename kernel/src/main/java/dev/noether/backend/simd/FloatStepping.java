package dev.noether.backend.simd;

/**
 * The state of one trajectory and the way it steps, {@code theta <- theta - eta (g + 2 gamma theta)}. An implementation
 * holds the parameters in the layout that its kernels like best, and all that is constant: rates, batches, sizes. A step
 * allocates nothing. The state is a function of what was loaded and of the steps done since; after {@link #store} and
 * {@link #load} a trajectory goes on with the same bits.
 *
 * <p>To add one: a case in {@link FloatSteppings}.
 */
interface FloatStepping {

    /** Takes {@code theta}, which is not modified, as the state. */
    void load(FloatPoint theta);

    /** Overwrites {@code theta} with the state. */
    void store(FloatPoint theta);

    /**
     * Step number {@code step}, on the minibatch of that number; the first is 0.
     *
     * @param workspace scratch of the worker that steps, for what is too large to be kept by each trajectory; nothing in
     *     it is kept from one step to the next
     */
    void step(long step, FloatWorkspace workspace);

    /** Steps {@code from} to {@code to - 1}, with the bits of one after the other. */
    default void advance(long from, long to, FloatWorkspace workspace) {
        for (long step = from; step < to; step++) {
            step(step, workspace);
        }
    }

    /**
     * Step number {@code step} on a batch of the caller's, with the bits of that step on a minibatch that is equal; false,
     * and nothing done, if this cannot.
     */
    default boolean stepOn(FloatObjective objective, long step) {
        return false;
    }

    /** {@code |theta|^2} of the state; not finite if one of its elements is not. */
    double squaredNorm();
}
