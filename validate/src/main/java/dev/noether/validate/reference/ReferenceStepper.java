package dev.noether.validate.reference;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.task.Batch;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Replicas one after the other, on the thread that calls. */
final class ReferenceStepper implements Stepper {

    private final List<ReferenceTrajectory> trajectories;

    ReferenceStepper(Run run) {
        trajectories = run.replicas().stream().map(ReferenceTrajectory::new).toList();
    }

    @Override
    public int replicas() {
        return trajectories.size();
    }

    @Override
    public Outcome advance(long target, BooleanSupplier cancelled) {
        for (ReferenceTrajectory trajectory : trajectories) {
            while (trajectory.step() < target && !trajectory.diverged()) {
                if (cancelled.getAsBoolean()) {
                    return Outcome.CANCELLED;
                }
                trajectory.advance();
            }
        }
        boolean allDiverged = trajectories.stream().allMatch(ReferenceTrajectory::diverged);
        return allDiverged ? Outcome.DIVERGED : Outcome.COMPLETED;
    }

    @Override
    public void step(Batch batch) {
        for (ReferenceTrajectory trajectory : trajectories) {
            if (!trajectory.diverged()) {
                trajectory.step(batch);
            }
        }
    }

    @Override
    public long step(int replica) {
        return trajectories.get(replica).step();
    }

    @Override
    public boolean diverged(int replica) {
        return trajectories.get(replica).diverged();
    }

    @Override
    public void read(int replica, Parameters theta) {
        trajectories.get(replica).read(theta);
    }

    @Override
    public void observe(int replica, Set<Quantity> quantities, Result result) {
        trajectories.get(replica).observe(quantities, result);
    }

    @Override
    public State save(int replica) {
        return trajectories.get(replica).save();
    }

    @Override
    public void restore(int replica, State state) {
        trajectories.get(replica).restore(state);
    }

    @Override
    public void close() {
        // All memory is on the heap, and there are no workers.
    }
}
