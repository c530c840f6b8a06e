package dev.noether.gpu;

import dev.noether.backend.Dynamics;
import dev.noether.backend.LearningRate;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import org.jocl.Pointer;

/**
 * Numbers of each replica that trajectory.cl steps with, on the device. Where a learning rate varies, those of a launch's steps
 * are written before it, from the schedule in Java: the device's cosine has other bits.
 */
final class TrajectoryRates {

    /** Most learning rates of all replicas that are written before a launch. */
    private static final int MOST = 1 << 16;

    private static final int RATES = 5;

    private static final int FORCES = 3;

    private final Session session;
    private final ReplicaState state;
    private final DeviceBuffer rates;
    private final DeviceBuffer forces;
    private final DeviceBuffer etas;
    private final boolean vary;
    private final int scheduled;

    /**
     * @param source of the minibatches
     * @param drift of the drifts, or null where there are none
     */
    TrajectoryRates(Session session, Model model, ReplicaState state, SourceData source, SourceData drift) {
        this.session = session;
        this.state = state;
        int count = state.count();
        vary = !areConstant();
        scheduled = vary ? Math.max(1, MOST / count) : 1;
        etas = session.reals((long) count * scheduled);
        rates = session.reals((long) RATES * count);
        forces = session.buffer((long) FORCES * count * session.sumBytes());
        double twoC = 2 * Layers.of(model).lossScale();
        double[] values = new double[RATES * count];
        double[] onAll = new double[FORCES * count];
        for (int r = 0; r < count; r++) {
            Dynamics dynamics = state.replica(r).dynamics();
            double fraction = dynamics instanceof Dynamics.MinibatchFlow flow ? flow.fraction() : 1;
            double size = Math.max(1, source.layout().batchSize());
            double driftSize = drift == null ? 1 : Math.max(1, drift.region(r).size());
            values[RATES * r] =
                    fraction * Drifts.root(dynamics) * (2 * state.replica(r).weightDecay());
            values[RATES * r + 1] = fraction;
            values[RATES * r + 4] = Drifts.weight(dynamics);
            onAll[FORCES * r] =
                    dynamics instanceof Dynamics.MinibatchFlow ? Math.sqrt(fraction * size / (size - 1)) : 0;
            // The gradient of the scale-invariant model is scaled before it is projected.
            boolean projected = model instanceof ScaleInvariantModel;
            values[RATES * r + 2] = projected ? 1 : twoC / size;
            values[RATES * r + 3] = projected ? 1 : twoC / driftSize;
            onAll[FORCES * r + 1] = projected ? twoC : -twoC / size;
            onAll[FORCES * r + 2] = projected ? twoC : -twoC / driftSize;
        }
        write(rates, values, session.precision() == Precision.DOUBLE);
        write(forces, onAll, session.sumBytes() == Double.BYTES);
        writeEtas(1, 0);
    }

    private boolean areConstant() {
        for (int r = 0; r < state.count(); r++) {
            if (!(state.replica(r).learningRate() instanceof LearningRate.Constant)) {
                return false;
            }
        }
        return true;
    }

    private void write(DeviceBuffer buffer, double[] values, boolean wide) {
        session.write(
                buffer,
                0,
                (long) values.length * (wide ? Double.BYTES : Float.BYTES),
                wide ? Pointer.to(values) : Pointer.to(floats(values)));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    /** The rates of the next {@code count} steps of each replica, {@code ahead} steps from where the host knows it to be. */
    void writeEtas(int count, long ahead) {
        double[] values = new double[count * state.count()];
        for (int r = 0; r < state.count(); r++) {
            double root = Drifts.root(state.replica(r).dynamics());
            for (int t = 0; t < count; t++) {
                values[r * count + t] =
                        root * state.rates(r, state.step(r) + ahead + t).eta();
            }
        }
        write(etas, values, session.precision() == Precision.DOUBLE);
    }

    /** Whether a learning rate is not the same in every step. */
    boolean vary() {
        return vary;
    }

    /** Most steps whose rates are written at once. */
    int scheduled() {
        return scheduled;
    }

    /** Decay, fraction, scale on minibatches and on the drift's batch, weight of the drift; reals. */
    DeviceBuffer rates() {
        return rates;
    }

    /** Spread of multipliers, pull on minibatches and on the drift's batch; in the precision of sums. */
    DeviceBuffer forces() {
        return forces;
    }

    DeviceBuffer etas() {
        return etas;
    }
}
