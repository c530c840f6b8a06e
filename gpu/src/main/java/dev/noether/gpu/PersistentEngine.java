package dev.noether.gpu;

import dev.noether.backend.Run;
import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.BatchSource;
import java.util.List;
import org.jocl.Pointer;

/** Many steps a launch, a work-group a replica; see trajectory.cl. */
final class PersistentEngine implements Engine {

    /** Items that add up the shares of all in trajectory_sums.cl, at most. */
    private static final int LEADERS = 8;

    private static final String NO_DRIFT = "NO_DRIFT";

    private final Engine single;
    private final Session session;
    private final int depth;
    private final double slope;
    private final int samples;
    private final ReplicaState state;
    private final SourceData source;
    private final SourceData drift;
    private final TrajectoryRates rates;
    private final Kernel kernel;
    private final DeviceBuffer layout;
    private final DeviceBuffer layerStarts;
    private final DeviceBuffer seeds;
    private final long workBytes;
    private final long workStride;
    private final DeviceBuffer work;

    /**
     * @param single does a step on a batch that is given
     * @param local whether parameters lie in local memory; then {@link #workBytes} must fit it, with {@link #sumBytes}
     */
    PersistentEngine(
            Toolbox tools,
            Run run,
            ReplicaState state,
            SourceData source,
            Tuning tuning,
            Engine single,
            boolean local) {
        this.single = single;
        this.session = tools.session();
        this.state = state;
        this.source = source;
        Model model = run.model();
        Layers layers = Layers.of(model);
        depth = layers.depth();
        slope = model instanceof TwoLayerNet net ? net.slope() : 0;
        List<BatchSource> drifts = Drifts.of(run);
        drift = drifts.isEmpty() ? null : new SourceData(session, tools.transfer(), model, drifts, tuning);
        SourceLayout driftLayout = drift == null ? null : drift.layout();
        kernel = new Program(session, source(session, model, source.layout(), driftLayout, tuning, local))
                .kernel("advance_trajectories", tuning.group());
        WorkLayout places = WorkLayout.of(model, source.layout(), driftLayout, tuning);
        layout = ints(places);
        layerStarts = layerStarts(model, layers);
        rates = new TrajectoryRates(session, model, state, source, drift);
        seeds = session.buffer((long) state.count() * Long.BYTES);
        writeSeeds();
        samples = WorkLayout.samples(model, source.layout());
        workStride = places.reals();
        workBytes = workStride * session.precision().bytes();
        work = local ? null : session.reals(workStride * state.count());
    }

    /** Whether trajectory.cl has what a run needs: all but drifts on samples in one replica and on moments in another. */
    static boolean steps(Run run) {
        return Drifts.of(run).stream().map(SourceLayout::kind).distinct().count() <= 1;
    }

    /** Bytes of a replica's work memory. */
    static long workBytes(Run run, SourceLayout source, Tuning tuning) {
        List<BatchSource> drifts = Drifts.of(run);
        SourceLayout drift = drifts.isEmpty() ? null : SourceLayout.of(run.model(), drifts, tuning);
        return WorkLayout.of(run.model(), source, drift, tuning).reals()
                * run.precision().bytes();
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
            Session session, Model model, SourceLayout source, SourceLayout drift, Tuning tuning, boolean local) {
        KernelSource text = new KernelSource(session.device(), session.precision()).stream(tuning.blocks());
        Activations.define(text, activation(model));
        boolean crossed = model instanceof NormalizedNet net && net.variant() == NormalizedNet.Variant.A;
        for (SourceLayout.Kind kind : SourceLayout.Kind.values()) {
            text.define(kind.name(), String.valueOf(kind.ordinal()));
        }
        text.define(NO_DRIFT, String.valueOf(SourceLayout.Kind.values().length));
        return text.define("SOURCE", source.kind().name())
                .define("DRIFT", drift == null ? NO_DRIFT : drift.kind().name())
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
                .file("lanes.cl")
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

    private void writeSeeds() {
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
        if (!rates.vary()) {
            launch(target, count);
            return;
        }
        for (int done = 0; done < count; done += rates.scheduled()) {
            int steps = Math.min(rates.scheduled(), count - done);
            rates.writeEtas(steps, done);
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
                .with(rates.rates())
                .with(rates.etas())
                .with(rates.vary() ? count : 1)
                .with(rates.vary())
                .with(rates.forces())
                .with(state.bounds())
                .with(seeds);
        bind(source);
        // Without a drift, anything that is there.
        bind(drift == null ? source : drift);
        kernel.with(slope);
        if (work == null) {
            kernel.withLocal(workBytes);
        } else {
            kernel.with(work);
        }
        kernel.with(workStride).enqueue(state.count(), 1);
    }

    private void bind(SourceData batches) {
        kernel.with(batches.data()).with(batches.starts()).with(batches.sizes());
    }
}
