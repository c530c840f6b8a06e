package dev.noether.gpu;

import dev.noether.backend.Dynamics;
import dev.noether.backend.LearningRate;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import org.jocl.Pointer;

/**
 * Many steps a launch, a work-group a replica; see trajectory.cl. Where a learning rate varies, the rates of a launch's steps are
 * written before it, from the schedule in Java: the device's cosine has other bits.
 */
final class PersistentEngine implements Engine {

    /** Most learning rates of all replicas that are written before a launch. */
    private static final int RATES = 1 << 16;

    /** Items that add up the shares of all in trajectory_sums.cl, at most. */
    private static final int LEADERS = 8;

    private final Engine single;
    private final Session session;
    private final int depth;
    private final double slope;
    private final double scale;
    private final double pull;
    private final int samples;
    private final ReplicaState state;
    private final SourceData source;
    private final Kernel kernel;
    private final DeviceBuffer layout;
    private final DeviceBuffer layerStarts;
    private final DeviceBuffer rates;
    private final DeviceBuffer etas;
    private final DeviceBuffer spreads;
    private final DeviceBuffer seeds;
    private final long workBytes;
    private final long workStride;
    private final DeviceBuffer work;

    /** Steps of a launch whose rates are written before it, or 1 where there is one rate for all. */
    private final int scheduled;

    private final boolean varies;

    /**
     * @param single does a step on a batch that is given
     * @param local whether parameters lie in local memory; then {@link #workBytes} must fit it, with {@link #sumBytes}
     */
    PersistentEngine(
            Session session,
            Model model,
            ReplicaState state,
            SourceData source,
            Tuning tuning,
            Engine single,
            boolean local) {
        this.single = single;
        this.session = session;
        this.state = state;
        this.source = source;
        Layers layers = Layers.of(model);
        depth = layers.depth();
        slope = model instanceof TwoLayerNet net ? net.slope() : 0;
        kernel = new Program(session, source(session, model, source.layout(), tuning, local))
                .kernel("advance_trajectories", tuning.group());
        WorkLayout places = WorkLayout.of(model, layers, source.layout(), tuning);
        layout = ints(places);
        layerStarts = layerStarts(model, layers);
        int count = state.count();
        varies = !constantRates();
        scheduled = varies ? Math.max(1, RATES / count) : 1;
        etas = session.reals((long) count * scheduled);
        rates = session.reals(3L * count);
        spreads = session.buffer((long) count * session.sumBytes());
        seeds = session.buffer((long) count * Long.BYTES);
        writeEtas(1, 0);
        samples = WorkLayout.samples(model, source.layout());
        double twoCPerSample =
                2 * layers.lossScale() / Math.max(1, source.layout().batchSize());
        // The gradient of the scale-invariant model is scaled before it is projected.
        boolean projected = model instanceof ScaleInvariantModel;
        scale = projected ? 1 : twoCPerSample;
        pull = projected ? 2 * layers.lossScale() : -twoCPerSample;
        writeDynamics();
        writeSeeds();
        workStride = places.reals();
        workBytes = workStride * session.precision().bytes();
        work = local ? null : session.reals(workStride * count);
    }

    /** Whether trajectory.cl has what a run needs: all but flows with an exact drift. */
    static boolean steps(Run run) {
        return run.replicas().stream().noneMatch(r -> r.dynamics() instanceof Dynamics.Flow);
    }

    /** Bytes of a replica's work memory. */
    static long workBytes(Session session, Model model, SourceLayout source, Tuning tuning) {
        return WorkLayout.of(model, Layers.of(model), source, tuning).reals()
                * session.precision().bytes();
    }

    /** Bytes of local memory that a net needs wherever its parameters lie. */
    static long sumBytes(Session session, Model model, Tuning tuning) {
        return 2L * sumsAtOnce(model) * (tuning.group() + LEADERS) * session.sumBytes();
    }

    /** Sums over all work-items that are made together. */
    private static int sumsAtOnce(Model model) {
        return switch (model) {
            case NormalizedNet _ -> 2;
            case ScaleInvariantModel _ -> 1;
            case TwoLayerNet _, DeepLinearNet _ -> 0;
        };
    }

    private static Activation activation(Model model) {
        return switch (model) {
            case TwoLayerNet net -> net.activation();
            case NormalizedNet _ -> Activation.TANH;
            case DeepLinearNet _, ScaleInvariantModel _ -> Activation.IDENTITY;
        };
    }

    private static KernelSource source(
            Session session, Model model, SourceLayout source, Tuning tuning, boolean local) {
        KernelSource text = new KernelSource(session.device(), session.precision()).stream(tuning.blocks());
        Activations.define(text, activation(model));
        boolean crossed = model instanceof NormalizedNet net && net.variant() == NormalizedNet.Variant.A;
        for (SourceLayout.Kind kind : SourceLayout.Kind.values()) {
            text.define(kind.name(), String.valueOf(kind.ordinal()));
        }
        return text.define("SOURCE", source.kind().name())
                .define("INPUTS_FULL", KernelSource.flag(source.inputsFull()))
                .define("NOISE_FULL", KernelSource.flag(source.noiseFull()))
                .define("NORMALIZED", KernelSource.flag(model instanceof NormalizedNet))
                .define("CROSSED", KernelSource.flag(crossed))
                .define("SCALE_INVARIANT", KernelSource.flag(model instanceof ScaleInvariantModel))
                .define("SUMS_AT_ONCE", sumsAtOnce(model))
                .define("WORK_IS_LOCAL", KernelSource.flag(local))
                .define("GROUP", String.valueOf(tuning.group()))
                .define("WIDTH", String.valueOf(tuning.width()))
                .define("ROWS", String.valueOf(tuning.rows()))
                .file("tiles.cl")
                .file("trajectory_sampling.cl")
                .file("trajectory_moments.cl")
                .file("trajectory_update.cl")
                .file("trajectory_sums.cl")
                .file("trajectory_normalized.cl")
                .file("trajectory_scale_invariant.cl")
                .file("trajectory.cl");
    }

    private DeviceBuffer ints(WorkLayout places) {
        int[] table = places.table().stream().mapToInt(Math::toIntExact).toArray();
        DeviceBuffer buffer = session.buffer((long) table.length * Integer.BYTES);
        session.write(buffer, 0, buffer.bytes(), Pointer.to(table));
        return buffer;
    }

    /** Where W_1 to W_D start in a replica's parameters, and their number. */
    private DeviceBuffer layerStarts(Model model, Layers layers) {
        long[] starts = new long[depth + 1];
        for (int i = 1; i <= depth; i++) {
            for (int b = 0; b < layers.block(i); b++) {
                starts[i - 1] += model.blocks().get(b).size();
            }
        }
        starts[depth] = model.parameterCount();
        DeviceBuffer buffer = session.buffer((long) starts.length * Long.BYTES);
        session.write(buffer, 0, buffer.bytes(), Pointer.to(starts));
        return buffer;
    }

    private boolean constantRates() {
        for (int r = 0; r < state.count(); r++) {
            if (!(state.replica(r).learningRate() instanceof LearningRate.Constant)) {
                return false;
            }
        }
        return true;
    }

    /** The rates of the next {@code count} steps of each replica, {@code ahead} steps from where the host knows it to be. */
    private void writeEtas(int count, long ahead) {
        double[] values = new double[count * state.count()];
        for (int r = 0; r < state.count(); r++) {
            for (int t = 0; t < count; t++) {
                values[r * count + t] =
                        state.rates(r, state.step(r) + ahead + t).eta();
            }
        }
        write(etas, values);
    }

    /** Decay, scale and fraction of each replica, and the spread of its noise. */
    private void writeDynamics() {
        double size = Math.max(1, source.layout().batchSize());
        double[] values = new double[3 * state.count()];
        double[] noise = new double[state.count()];
        for (int r = 0; r < state.count(); r++) {
            Replica replica = state.replica(r);
            double fraction = replica.dynamics() instanceof Dynamics.MinibatchFlow flow ? flow.fraction() : 1;
            values[3 * r] = fraction * (2 * replica.weightDecay());
            values[3 * r + 1] = scale;
            values[3 * r + 2] = fraction;
            noise[r] =
                    replica.dynamics() instanceof Dynamics.MinibatchFlow ? Math.sqrt(fraction * size / (size - 1)) : 0;
        }
        write(rates, values);
        if (session.sumBytes() == Double.BYTES) {
            session.write(spreads, 0, spreads.bytes(), Pointer.to(noise));
        } else {
            session.write(spreads, 0, spreads.bytes(), Pointer.to(floats(noise)));
        }
    }

    private void writeSeeds() {
        long[] values = new long[state.count()];
        for (int r = 0; r < values.length; r++) {
            values[r] = state.replica(r).seed();
        }
        session.write(seeds, 0, seeds.bytes(), Pointer.to(values));
    }

    private void write(DeviceBuffer buffer, double[] values) {
        session.write(
                buffer,
                0,
                (long) values.length * session.precision().bytes(),
                session.precision() == Precision.DOUBLE ? Pointer.to(values) : Pointer.to(floats(values)));
    }

    private static float[] floats(double[] values) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }

    @Override
    public void step(int r, DeviceBatch batch) {
        single.step(r, batch);
    }

    @Override
    public void enqueue(long target, int count) {
        if (!varies) {
            launch(target, count);
            return;
        }
        for (int done = 0; done < count; done += scheduled) {
            int steps = Math.min(scheduled, count - done);
            writeEtas(steps, done);
            launch(target, steps);
        }
    }

    private void launch(long target, int count) {
        kernel.with(depth)
                .with(layout)
                .with(layerStarts)
                .with(samples)
                .with(target)
                .with(count)
                .with(state.theta())
                .with(state.steps())
                .with(state.diverged())
                .with(rates)
                .with(etas)
                .with(varies ? count : 1)
                .with(varies)
                .with(spreads)
                .withSum(pull)
                .with(state.bounds())
                .with(seeds)
                .with(source.data())
                .with(source.starts())
                .with(source.sizes())
                .with(slope);
        if (work == null) {
            kernel.withLocal(workBytes);
        } else {
            kernel.with(work);
        }
        kernel.with(workStride).enqueue(state.count(), 1);
    }
}
