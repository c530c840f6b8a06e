package dev.noether.gpu;

import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** The second door: trajectories whose parameters stay on the device. */
final class OpenClStepper implements Stepper {

    /**
     * Bytes of a replica's work up to which one core of a CPU is given a replica of its own, whose tiles come from its
     * caches without packing. A GPU has no such caches: there the whole device works on what local memory cannot hold.
     */
    private static final long CPU_BYTES = 64L << 20;

    private final Run run;
    private final TwoLayerNet net;
    private final Session session;
    private final Transfer transfer;
    private final ReplicaState state;
    private final StagedEngine staged;
    private final Engine engine;
    private final TwoLayerPoint point;
    private final Sums sums;
    private final BatchUpload stepBatch;
    private final Map<Object, BoundBatch> observed = new IdentityHashMap<>();
    private final Pace pace;

    private OpenClStepper(Session session, Run run, TwoLayerNet net, Tuning tuning, Engine.Choice forced) {
        this.run = run;
        this.net = net;
        this.session = session;
        transfer = new Transfer(session);
        TwoLayerKernels kernels = new TwoLayerKernels(session, tuning);
        sums = kernels.sums();
        state = new ReplicaState(session, transfer, run, net);
        SourceData source = new SourceData(session, transfer, run, tuning);
        staged = new StagedEngine(session, net, kernels, state, source);
        Engine.Choice choice = forced == null ? choice(source, tuning) : forced;
        engine = switch (choice) {
            case LOCAL -> new PersistentEngine(session, net, state, source, tuning, true);
            case GLOBAL -> new PersistentEngine(session, net, state, source, tuning, false);
            case STAGED -> staged;
        };
        point = new TwoLayerPoint(session, net, kernels, transfer);
        stepBatch = new BatchUpload(session, transfer);
        int samples = source.batchSize() > 0 ? source.batchSize() : Math.max(net.inputs(), net.outputs());
        pace = new Pace(net.flopsPerStep(samples) * state.count());
    }

    static OpenClStepper open(DeviceHandle device, Run run, TwoLayerNet net) {
        return open(device, run, net, Tuning.of(device), null);
    }

    /** @param choice how to advance, or null for the one that fits the size */
    static OpenClStepper open(DeviceHandle device, Run run, TwoLayerNet net, Tuning tuning, Engine.Choice choice) {
        Session session = new Session(device, run.precision());
        try {
            return new OpenClStepper(session, run, net, tuning, choice);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private Engine.Choice choice(SourceData source, Tuning tuning) {
        long bytes = PersistentEngine.workReals(net, source, tuning)
                * session.precision().bytes();
        if (bytes <= DeviceHandle.LOCAL_BYTES) {
            return Engine.Choice.LOCAL;
        }
        return session.device().cpu() && bytes <= CPU_BYTES ? Engine.Choice.GLOBAL : Engine.Choice.STAGED;
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
        batch.requireFits(net);
        DeviceBatch onDevice = stepBatch.put(batch);
        for (int r = 0; r < state.count(); r++) {
            if (!state.diverged(r)) {
                staged.step(r, onDevice);
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
        theta.requireModel(net);
        state.read(replica, theta);
    }

    @Override
    public void observe(int replica, Set<Quantity> quantities, Result result) {
        Replica of = state.replica(replica);
        Object identity = of.observed() instanceof Batch.Population population ? population.task() : of.observed();
        BoundBatch batch = observed.computeIfAbsent(
                identity, _ -> BoundBatch.of(new BatchUpload(session, transfer).put(of.observed()), sums));
        point.bind(state.u(replica), state.w(replica), batch, of.weightDecay()).compute(quantities, result);
    }

    @Override
    public State save(int replica) {
        Parameters theta = Parameters.allocate(net, run.precision());
        state.read(replica, theta);
        return new State(theta, state.step(replica), state.diverged(replica));
    }

    @Override
    public void restore(int replica, State saved) {
        saved.theta().requireModel(net);
        state.set(replica, saved.theta(), saved.step(), saved.diverged());
    }

    @Override
    public void close() {
        session.close();
    }
}
