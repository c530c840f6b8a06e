package dev.noether.backend;

import dev.noether.model.Parameters;
import dev.noether.task.Batch;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The second door of a backend: trajectories of
 *
 * <pre>
 * theta &lt;- theta - eta (g + 2 gamma theta),    g the gradient of the data loss on the batch of this step
 * </pre>
 *
 * or of the stochastic gradient flow, as the {@link Dynamics} of a replica say.
 *
 * <p>Step number k (the first is 0) leads from state k to state k + 1, on minibatch k of the replica's seed.
 *
 * <p>The state lives where the backend likes it best, and nothing comes back between two observations. A replica has
 * diverged after the first step at which {@code |theta|^2} is not finite or above {@code 1e12 max(1, its start)}; it
 * then stays where it is while the others go on. Not safe for several threads at once.
 */
public interface Stepper extends AutoCloseable {

    /** A replica's start, times this, is the squared norm above which it has diverged (if the start is above 1). */
    double DIVERGENCE_FACTOR = 1e12;

    /** How {@link #advance} ended. */
    enum Outcome {
        /** All steps were done by every replica that had not diverged. */
        COMPLETED,
        /** Every replica has diverged. */
        DIVERGED,
        /** It was cancelled; replicas may have done different numbers of steps. */
        CANCELLED
    }

    /** Number of replicas. */
    int replicas();

    /** Threads of this machine that step at once; a device's own parallelism does not count. */
    default int threads() {
        return 1;
    }

    /** Quantities that {@link #observe} computes elsewhere than on the backend itself; normally none. */
    default Set<Quantity> computedElsewhere() {
        return Set.of();
    }

    /**
     * Advances every replica that has not diverged to step {@code target}, counted from its start; does nothing for a
     * replica that is there already.
     *
     * @param target step number to reach
     * @param cancelled asked at least every 0.2 s; once true, {@code advance} returns
     */
    Outcome advance(long target, BooleanSupplier cancelled);

    /** One step of every replica that has not diverged, on a batch of the caller's in the place of the source's. */
    void step(Batch batch);

    /** Steps that a replica has done. If it has diverged: the number of the step after which it had. */
    long step(int replica);

    /** Whether a replica has diverged. */
    boolean diverged(int replica);

    /** Overwrites {@code theta}, in the model's logical shapes, with a replica's parameters. */
    void read(int replica, Parameters theta);

    /** Overwrites quantities of a replica, averaged over its observed batch, as {@link Evaluation#compute} does. */
    void observe(int replica, Set<Quantity> quantities, Result result);

    /** A copy of a replica's state: with it and the {@link Run}, the trajectory goes on with the same bits. */
    State save(int replica);

    /** Puts a replica into a state that was saved from a run of the same model and precision. */
    void restore(int replica, State state);

    /** Frees what the state holds outside the heap, and stops the workers. */
    @Override
    void close();

    /**
     * All that a trajectory remembers; the random stream has no state.
     *
     * @param theta parameters, in the precision of the run
     * @param step steps done
     * @param diverged whether the trajectory has ended there
     */
    record State(Parameters theta, long step, boolean diverged) {}

    /** Squared norm above which a trajectory that starts at {@code start} has diverged. */
    static double divergenceBound(Parameters start) {
        return DIVERGENCE_FACTOR * Math.max(1, start.squaredNorm());
    }
}
