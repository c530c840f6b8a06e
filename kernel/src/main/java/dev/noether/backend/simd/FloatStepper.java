package dev.noether.backend.simd;

import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.random.RandomStream;
import dev.noether.simd.FloatMatrix;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Trajectories of any model. Each is stepped by one worker at a time; where there are fewer than threads, and steps are
 * large, one after the other by a team. A trajectory depends on neither, so the results are the same for any number of
 * threads. A step allocates nothing.
 */
final class FloatStepper implements Stepper {

    private final Model model;
    private final FloatTrajectory[] trajectories;
    private final FloatWorkspace[] workspaces;
    private final Workers workers;
    private final Team team;
    private final FloatEvaluator evaluator;

    FloatStepper(Run run) {
        model = run.model();
        trajectories = new FloatTrajectory[run.replicas().size()];
        int members = FloatSteppings.members(model, run.replicas().getFirst(), run.threads());
        team = new Team(members > trajectories.length ? members : 1);
        workspaces = new FloatWorkspace[team.members() > 1 ? 1 : Math.min(run.threads(), trajectories.length)];
        for (int w = 0; w < workspaces.length; w++) {
            workspaces[w] = new FloatWorkspace(model);
        }
        workers = new Workers(workspaces.length);
        evaluator = new FloatEvaluator(model);
        // A fixed batch of moments or a population costs what a batch of dx samples does.
        double operations = model.flopsPerStep(
                Math.max(model.inputs(), Run.batchSize(run.replicas().getFirst().source())));
        Map<Batch.Samples, FloatMatrix[]> data = new IdentityHashMap<>();
        for (int r = 0; r < trajectories.length; r++) {
            Replica replica = run.replicas().get(r);
            FloatStepping stepping = FloatSteppings.of(model, replica, minibatches(replica, data), team);
            trajectories[r] = new FloatTrajectory(replica, stepping, operations);
            trajectories[r].restore(replica.start(), 0, false, workspaces[0]);
        }
    }

    private static FloatMinibatches minibatches(Replica replica, Map<Batch.Samples, FloatMatrix[]> data) {
        return switch (replica.source()) {
            case BatchSource.Fresh fresh -> FloatMinibatches.Fresh.of(fresh, replica.seed());
            case BatchSource.Drawn drawn -> {
                FloatMatrix[] xy = data.computeIfAbsent(drawn.data(), FloatStepper::convert);
                yield new FloatMinibatches.Drawn(xy[0], xy[1], new RandomStream(replica.seed()), drawn.batchSize());
            }
            case BatchSource.Fixed fixed -> new FloatMinibatches.Fixed(fixed.batch());
        };
    }

    private static FloatMatrix[] convert(Batch.Samples data) {
        FloatMatrix x = new FloatMatrix(1, 1);
        FloatMatrix y = new FloatMatrix(1, 1);
        x.copyFrom(data.x());
        y.copyFrom(data.y());
        return new FloatMatrix[] {x, y};
    }

    @Override
    public int threads() {
        return Math.max(workspaces.length, team.members());
    }

    @Override
    public int replicas() {
        return trajectories.length;
    }

    @Override
    public Outcome advance(long target, BooleanSupplier cancelled) {
        Cancellation cancellation = new Cancellation(cancelled);
        AtomicInteger next = new AtomicInteger();
        workers.run(
                worker -> {
                    int r;
                    while ((r = next.getAndIncrement()) < trajectories.length) {
                        trajectories[r].advance(target, cancellation, workspaces[worker]);
                    }
                },
                cancellation);
        return outcome(target);
    }

    private Outcome outcome(long target) {
        boolean allDiverged = true;
        boolean allThere = true;
        for (FloatTrajectory trajectory : trajectories) {
            allDiverged &= trajectory.diverged();
            allThere &= trajectory.diverged() || trajectory.step() >= target;
        }
        if (allDiverged) {
            return Outcome.DIVERGED;
        }
        return allThere ? Outcome.COMPLETED : Outcome.CANCELLED;
    }

    @Override
    public void step(Batch batch) {
        FloatObjective loaded = workspaces[0].objectives.load(batch);
        for (FloatTrajectory trajectory : trajectories) {
            trajectory.stepOn(loaded, workspaces[0]);
        }
    }

    @Override
    public long step(int replica) {
        return trajectories[replica].step();
    }

    @Override
    public boolean diverged(int replica) {
        return trajectories[replica].diverged();
    }

    @Override
    public void read(int replica, Parameters theta) {
        theta.requireModel(model);
        trajectories[replica].read(theta, workspaces[0]);
    }

    @Override
    public void observe(int replica, Set<Quantity> quantities, Result result) {
        FloatTrajectory trajectory = trajectories[replica];
        evaluator
                .at(trajectory.point(workspaces[0]), trajectory.replica.observed(), trajectory.replica.weightDecay())
                .compute(quantities, result);
    }

    @Override
    public State save(int replica) {
        Parameters theta = Parameters.allocate(model, Precision.FLOAT);
        read(replica, theta);
        return new State(theta, step(replica), diverged(replica));
    }

    @Override
    public void restore(int replica, State state) {
        state.theta().requireModel(model);
        trajectories[replica].restore(state.theta(), state.step(), state.diverged(), workspaces[0]);
    }

    @Override
    public void close() {
        workers.close();
        team.close();
        evaluator.close();
    }
}
