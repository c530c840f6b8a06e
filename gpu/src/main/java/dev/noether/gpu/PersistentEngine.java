package dev.noether.gpu;

import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import org.jocl.Pointer;

/** Many steps of two-layer nets a launch, a work-group a replica; see trajectory.cl. */
final class PersistentEngine implements Engine {

    private final Engine single;
    private final TwoLayerNet net;
    private final ReplicaState state;
    private final SourceData source;
    private final Kernel kernel;
    private final DeviceBuffer rates;
    private final DeviceBuffer seeds;
    private final long workBytes;
    private final long workStride;
    private final DeviceBuffer work;

    /**
     * @param single does a step on a batch that is given
     * @param local whether parameters lie in local memory; then {@link #workReals} must fit it
     */
    PersistentEngine(
            Session session,
            TwoLayerNet net,
            ReplicaState state,
            SourceData source,
            Tuning tuning,
            Engine single,
            boolean local) {
        this.single = single;
        this.net = net;
        this.state = state;
        this.source = source;
        kernel = new Program(session, source(session, net, source.layout(), tuning, local))
                .kernel("advance_trajectories", tuning.group());
        rates = session.reals(3L * state.count());
        seeds = session.buffer((long) state.count() * Long.BYTES);
        writeRates(session);
        writeSeeds(session);
        workStride = workReals(net, source.layout(), tuning);
        workBytes = workStride * session.precision().bytes();
        work = local ? null : session.reals(workStride * state.count());
    }

    private static KernelSource source(
            Session session, TwoLayerNet net, SourceLayout source, Tuning tuning, boolean local) {
        KernelSource text = new KernelSource(session.device(), session.precision()).stream();
        Activations.define(text, net.activation());
        for (SourceLayout.Kind kind : SourceLayout.Kind.values()) {
            text.define(kind.name(), String.valueOf(kind.ordinal()));
        }
        return text.define("SOURCE", source.kind().name())
                .define("INPUTS_FULL", KernelSource.flag(source.inputsFull()))
                .define("NOISE_FULL", KernelSource.flag(source.noiseFull()))
                .define("WORK_IS_LOCAL", KernelSource.flag(local))
                .define("GROUP", String.valueOf(tuning.group()))
                .define("WIDTH", String.valueOf(tuning.width()))
                .define("ROWS", String.valueOf(tuning.rows()))
                .file("tiles.cl")
                .file("trajectory_sampling.cl")
                .file("trajectory_moments.cl")
                .file("trajectory_update.cl")
                .file("trajectory.cl");
    }

    /** Reals of a replica's work memory: the layout at the top of trajectory.cl. */
    static long workReals(TwoLayerNet net, SourceLayout source, Tuning tuning) {
        long lx = tuning.padded(net.inputs());
        long ld = tuning.padded(net.hidden());
        long ly = tuning.padded(net.outputs());
        long parameters = net.outputs() * ld + ld * ly + net.inputs() * ld;
        long batch = source.kind() == SourceLayout.Kind.MOMENTS
                ? 2L * net.inputs() * ly
                : source.batchSize() * (lx + ly + Math.max(ld, lx) + Math.max(ld, ly));
        return parameters + batch + tuning.group() + 1;
    }

    private void writeRates(Session session) {
        double[] doubles = new double[3 * state.count()];
        float[] floats = new float[doubles.length];
        for (int r = 0; r < state.count(); r++) {
            doubles[3 * r] = state.rates(r, 0).eta();
            doubles[3 * r + 1] = state.rates(r, 0).decay();
            doubles[3 * r + 2] =
                    2 * net.lossScale() / Math.max(1, source.layout().batchSize());
        }
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) doubles[i];
        }
        session.write(
                rates,
                0,
                rates.bytes(),
                session.precision() == Precision.DOUBLE ? Pointer.to(doubles) : Pointer.to(floats));
    }

    private void writeSeeds(Session session) {
        long[] values = new long[state.count()];
        for (int r = 0; r < values.length; r++) {
            values[r] = state.replica(r).seed();
        }
        session.write(seeds, 0, seeds.bytes(), Pointer.to(values));
    }

    @Override
    public void step(int r, DeviceBatch batch) {
        single.step(r, batch);
    }

    @Override
    public void enqueue(long target, int count) {
        kernel.with(net.inputs())
                .with(net.hidden())
                .with(net.outputs())
                .with(source.layout().batchSize())
                .with(target)
                .with(count)
                .with(state.theta())
                .with(state.steps())
                .with(state.diverged())
                .with(rates)
                .with(state.bounds())
                .with(seeds)
                .with(source.data())
                .with(source.starts())
                .with(source.sizes())
                .with(net.slope());
        if (work == null) {
            kernel.withLocal(workBytes);
        } else {
            kernel.with(work);
        }
        kernel.with(workStride).enqueue(state.count(), 1);
    }
}
