package dev.noether.sgd;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * The loop of a simulation: step, observe, step. Above all backends; written once.
 *
 * @param steps number of the last step
 * @param times when observations are made; step 0 and the last one always are
 * @param quantities what is observed
 */
public record Trajectory(long steps, ObservationTimes times, Set<Quantity> quantities) {

    /** Told of every observation, of each replica in turn. The result is reused: copy what is kept. */
    @FunctionalInterface
    public interface Observer {
        void observed(int replica, long step, Result result);
    }

    /**
     * How a trajectory ended.
     *
     * @param outcome why it stopped
     * @param seconds time spent in steps with their random numbers, without observations
     */
    public record Ending(Stepper.Outcome outcome, double seconds) {}

    /**
     * Advances a stepper from where it stands to the last step. A replica that diverges is observed no more after the
     * step at which it did; what was observed before stands.
     *
     * @param stepper the state; its replicas stand at one step
     * @param model the model of the stepper
     * @param observer told of every observation
     * @param cancelled asked several times a second; once true, the run ends as it stands
     */
    public Ending run(Stepper stepper, Model model, Observer observer, BooleanSupplier cancelled) {
        Result result = quantities.isEmpty() ? null : new Result(model, Precision.DOUBLE, quantities);
        long step = stepper.step(0);
        for (int r = 0; r < stepper.replicas(); r++) {
            step = Math.max(step, stepper.step(r));
        }
        observe(stepper, step, result, observer);
        long nanoseconds = 0;
        Stepper.Outcome outcome = Stepper.Outcome.COMPLETED;
        while (step < steps && outcome == Stepper.Outcome.COMPLETED) {
            long next = Math.min(steps, times.after(step));
            long begin = System.nanoTime();
            outcome = stepper.advance(next, cancelled);
            nanoseconds += System.nanoTime() - begin;
            step = next;
            if (outcome != Stepper.Outcome.CANCELLED) {
                observe(stepper, step, result, observer);
            }
        }
        return new Ending(outcome, nanoseconds * 1e-9);
    }

    private void observe(Stepper stepper, long step, Result result, Observer observer) {
        if (result == null) {
            return;
        }
        for (int r = 0; r < stepper.replicas(); r++) {
            if (!stepper.diverged(r)) {
                stepper.observe(r, quantities, result);
                observer.observed(r, step, result);
            }
        }
    }
}
