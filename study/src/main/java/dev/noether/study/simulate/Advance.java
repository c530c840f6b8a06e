package dev.noether.study.simulate;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.backend.Stepper;
import dev.noether.sgd.ObservationTimes;
import dev.noether.sgd.Trajectory;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * A trajectory with stops, at which its state can be kept. What is observed does not depend on the stops, nor on whether
 * the run was broken off in between.
 */
final class Advance {

    /** Told of a stop. */
    @FunctionalInterface
    interface Stop {
        void at(double seconds, long recorded);
    }

    private final SimulationPlan plan;
    private final Stepper stepper;
    private final Trajectory.Observer observer;
    private double seconds;
    private long recorded;

    /**
     * @param stepper at the start or where it was restored
     * @param seconds spent in steps so far
     * @param recorded last step that was observed; -1 before the first
     */
    Advance(SimulationPlan plan, Stepper stepper, Trajectory.Observer observer, double seconds, long recorded) {
        this.plan = plan;
        this.stepper = stepper;
        this.observer = observer;
        this.seconds = seconds;
        this.recorded = recorded;
    }

    /**
     * Goes to the last step.
     *
     * @param interval steps between two stops, 0 for none; another stop is where the run ends or is cancelled
     */
    Trajectory.Ending run(long interval, BooleanSupplier cancelled, Stop stop) {
        long reached = reached();
        Stepper.Outcome outcome = level(reached, cancelled);
        boolean done = outcome == Stepper.Outcome.CANCELLED;
        while (!done) {
            long end = interval == 0
                    ? plan.steps()
                    : Math.min(plan.steps(), ObservationTimes.every(interval).after(reached));
            outcome = segment(end, cancelled);
            reached = end;
            done = reached >= plan.steps() || outcome != Stepper.Outcome.COMPLETED;
            if (!done) {
                stop.at(seconds, recorded);
            }
        }
        stop.at(seconds, recorded);
        return new Trajectory.Ending(outcome, seconds);
    }

    private long reached() {
        long reached = 0;
        for (int r = 0; r < stepper.replicas(); r++) {
            reached = Math.max(reached, stepper.step(r));
        }
        return reached;
    }

    /** Brings replicas that were broken off at different steps to the last of them: no observation is in between. */
    private Stepper.Outcome level(long reached, BooleanSupplier cancelled) {
        long begin = System.nanoTime();
        Stepper.Outcome outcome = stepper.advance(reached, cancelled);
        seconds += reached == 0 ? 0 : (System.nanoTime() - begin) * 1e-9;
        return outcome;
    }

    private Stepper.Outcome segment(long end, BooleanSupplier cancelled) {
        Set<Quantity> quantities = Observable.quantities(plan.observables());
        Trajectory trajectory = new Trajectory(end, ObservationTimes.every(plan.every()), quantities);
        // A segment is observed at both its ends, whether or not the run is.
        long before = recorded;
        Trajectory.Ending ending = trajectory.run(
                stepper,
                plan.problem().model(),
                (replica, step, result) -> observed(before, replica, step, result),
                cancelled);
        seconds += ending.seconds();
        return ending.outcome();
    }

    private void observed(long before, int replica, long step, Result result) {
        if (step > before && (step % plan.every() == 0 || step == plan.steps())) {
            recorded = step;
            observer.observed(replica, step, result);
        }
    }
}
