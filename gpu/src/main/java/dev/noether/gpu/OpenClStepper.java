package dev.noether.gpu;

import dev.noether.backend.BackendException;
import dev.noether.backend.Dynamics;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The second door: trajectories whose parameters stay on the device. */
final class OpenClStepper implements Stepper {

    /**
     * Bytes of a replica's work up to which one core of a CPU is given a replica of its own, whose tiles come from its
     * caches without packing: at 4 MiB a step takes 1.7 ms and not 2.7 with all cores on its products, at 58 MiB 212 ms and not
     * 70 (figure 8 and large of DeviceStepBenchmark, two cores). A GPU has no such caches: there the whole device works on
     * what local memory cannot hold.
     */
    private static final long CPU_BYTES = 16L << 20;

    /** Seconds that a launch takes beside its work, on the slow side: a first guess, measurements replace it. */
    private static final double LAUNCH = 5e-5;

    /** Launches of a step of one layer, likewise. */
    private static final int LAUNCHES = 12;

    private final Run run;
    private final Model model;
    private final Session session;
    private final Toolbox tools;
    private final ReplicaState state;
    private final Engine engine;
    private final OpenClEvaluation evaluation;
    private final BatchUpload stepBatch;
    private final Map<Object, DeviceBatch> observed = new IdentityHashMap<>();
    private final Pace pace;

    private OpenClStepper(Session session, Run run, Tuning tuning, Engine.Choice forced) {
        this.run = run;
        this.session = session;
        model = run.model();
        tools = new Toolbox(session, tuning);
        state = new ReplicaState(session, tools.transfer(), run);
        List<BatchSource> sources = run.replicas().stream().map(Replica::source).toList();
        SourceData source = new SourceData(session, tools.transfer(), model, sources, tuning);
        Engine.Choice choice = forced == null ? choice(source, tuning) : forced;
        int ofMinibatch = samples(sources);
        int ofDrift = samples(Drifts.of(run));
        if (!choice.persistent()) {
            requireWorkspaces(Math.max(ofMinibatch, ofDrift));
        }
        engine = engine(choice, source, tuning);
        evaluation = new OpenClEvaluation(model, tools);
        stepBatch = new BatchUpload(session, tools.transfer());
        double launches =
                choice.persistent() ? 0 : LAUNCH * LAUNCHES * model.blocks().size() * state.count();
        pace = new Pace(model.flopsPerStep(ofMinibatch + ofDrift) * state.count(), launches);
    }

    static OpenClStepper open(DeviceHandle device, Run run) {
        Tuning tuning = Tuning.of(device, run.precision());
        return open(device, run, tuning.fitting(run), null);
    }

    /** @param choice how to advance, or null for the one that fits the model and its size */
    static OpenClStepper open(DeviceHandle device, Run run, Tuning tuning, Engine.Choice choice) {
        Session session = new Session(device, run.precision());
        try {
            return new OpenClStepper(session, run, tuning, choice);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Samples that a pass over these batches takes as long as, moments as many as the model has inputs or outputs. */
    private int samples(List<BatchSource> batches) {
        return batches.stream()
                .mapToInt(Run::batchSize)
                .map(size -> size > 0 ? size : Math.max(model.inputs(), model.outputs()))
                .max()
                .orElse(0);
    }

    private Engine engine(Engine.Choice choice, SourceData source, Tuning tuning) {
        Minibatches minibatches = new Minibatches(tools, state, source);
        if (choice == Engine.Choice.GRADIENT) {
            return new GradientEngine(tools, model, state, minibatches);
        }
        Engine single = fuses()
                ? new StagedEngine(tools, (TwoLayerNet) model, state, minibatches)
                : new GradientEngine(tools, model, state, minibatches);
        return choice == Engine.Choice.STAGED
                ? single
                : new PersistentEngine(tools, run, state, source, tuning, single, choice == Engine.Choice.LOCAL);
    }

    /**
     * What enqueued steps allocate as they go is refused before the first.
     *
     * @throws BackendException if the largest matrix of a step has no room
     */
    private void requireWorkspaces(long samples) {
        long widest = model.blocks().stream()
                .mapToLong(block -> Math.max(block.rows(), block.columns()))
                .max()
                .orElse(1);
        session.requireBuffer(samples * widest * run.precision().bytes());
    }

    private Engine.Choice choice(SourceData source, Tuning tuning) {
        Engine.Choice large = fuses() ? Engine.Choice.STAGED : Engine.Choice.GRADIENT;
        if (!PersistentEngine.steps(run)) {
            return large;
        }
        long bytes = PersistentEngine.workBytes(run, source.layout(), tuning);
        if (bytes + PersistentEngine.sumBytes(session, model, tuning)
                <= session.device().localBytes()) {
            return Engine.Choice.LOCAL;
        }
        // Enqueued steps take turns in one memory, many replicas at once may be too much.
        boolean fits = bytes <= CPU_BYTES && session.fits(Math.multiplyExact(bytes, state.count()));
        return session.device().cpu() && fits ? Engine.Choice.GLOBAL : large;
    }

    /** Whether the update is fused into the products that make the gradient. */
    private boolean fuses() {
        return model instanceof TwoLayerNet net
                && net.linearInInputs()
                && run.replicas().stream().allMatch(r -> r.dynamics() instanceof Dynamics.Descent);
    }

    /** What was enqueued since the last call, if that is wanted; see {@link CommandLog}. */
    List<CommandLog.Command> commands() {
        return session.log().take();
    }

    @Override
    public int replicas() {
        return state.count();
    }

    @Override
    public Outcome advance(long target, BooleanSupplier cancelled) {
        for (long left = left(target); left > 0; left = left(target)) {
            if (cancelled.getAsBoolean()) {
                return Outcome.CANCELLED;
            }
            long begin = System.nanoTime();
            engine.enqueue(target, pace.next(left));
            state.refresh();
            pace.took(System.nanoTime() - begin);
        }
        for (int r = 0; r < state.count(); r++) {
            if (!state.diverged(r)) {
                return Outcome.COMPLETED;
            }
        }
        return Outcome.DIVERGED;
    }

    /** Most steps that a replica which has not diverged is away from the target. */
    private long left(long target) {
        long left = 0;
        for (int r = 0; r < state.count(); r++) {
            if (!state.diverged(r)) {
                left = Math.max(left, target - state.step(r));
            }
        }
        return left;
    }

    @Override
    public void step(Batch batch) {
        batch.requireFits(model);
        DeviceBatch onDevice = stepBatch.put(batch);
        for (int r = 0; r < state.count(); r++) {
            if (!state.diverged(r)) {
                engine.step(r, onDevice);
            }
        }
        state.refresh();
    }

    @Override
    public long step(int replica) {
        return state.step(replica);
    }

    @Override
    public boolean diverged(int replica) {
        return state.diverged(replica);
    }

    @Override
    public void read(int replica, Parameters theta) {
        theta.requireModel(model);
        state.read(replica, theta);
    }

    @Override
    public void observe(int replica, Set<Quantity> quantities, Result result) {
        Replica of = state.replica(replica);
        Object identity = of.observed() instanceof Batch.Population population ? population.task() : of.observed();
        DeviceBatch batch =
                observed.computeIfAbsent(identity, _ -> new BatchUpload(session, tools.transfer()).put(of.observed()));
        evaluation
                .bind(state.point(replica), batch, of.observed(), of.weightDecay())
                .compute(quantities, result);
    }

    @Override
    public State save(int replica) {
        Parameters theta = Parameters.allocate(model, run.precision());
        state.read(replica, theta);
        return new State(theta, state.step(replica), state.diverged(replica));
    }

    @Override
    public void restore(int replica, State saved) {
        saved.theta().requireModel(model);
        state.set(replica, saved.theta(), saved.step(), saved.diverged());
    }

    @Override
    public void close() {
        session.close();
    }
}
