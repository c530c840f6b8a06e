package dev.noether.study.simulate;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.sgd.Trajectory;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * How a simulation ended.
 *
 * @param ending why it stopped, and the time it took
 * @param replicas the end of each trajectory
 * @param threads that stepped at once
 * @param computedElsewhere quantities that were not computed on the backend itself
 */
record Outcome(Trajectory.Ending ending, List<ReplicaEnd> replicas, int threads, Set<Quantity> computedElsewhere) {

    private static final Set<Quantity> FINAL =
            EnumSet.of(Quantity.LOSS, Quantity.HESSIAN_TRACE, Quantity.SQUARED_NORM, Quantity.TASK_BALANCE_NORMS);

    /**
     * The end of one trajectory.
     *
     * @param status word of its status
     * @param steps done; if it diverged, the step after which it had
     * @param values quantities at its last parameters
     * @param parameters its last parameters, in the precision of the run
     */
    record ReplicaEnd(String status, long steps, Result values, Parameters parameters) {}

    /** Reads what a stepper has come to. */
    static Outcome read(Trajectory.Ending ending, Stepper stepper, Model model, Precision precision) {
        List<ReplicaEnd> ends = new ArrayList<>();
        for (int r = 0; r < stepper.replicas(); r++) {
            Result values = new Result(model, Precision.DOUBLE, FINAL);
            stepper.observe(r, FINAL, values);
            Parameters parameters = Parameters.allocate(model, precision);
            stepper.read(r, parameters);
            ends.add(new ReplicaEnd(status(ending, stepper.diverged(r)), stepper.step(r), values, parameters));
        }
        return new Outcome(ending, ends, stepper.threads(), stepper.computedElsewhere());
    }

    private static String status(Trajectory.Ending ending, boolean diverged) {
        if (diverged) {
            return "diverged";
        }
        return ending.outcome() == Stepper.Outcome.CANCELLED ? "interrupted" : "completed";
    }

    /** Whether every trajectory diverged. */
    boolean diverged() {
        return replicas.stream().allMatch(end -> end.status().equals("diverged"));
    }

    /** Whether it was interrupted. */
    boolean interrupted() {
        return ending.outcome() == Stepper.Outcome.CANCELLED;
    }

    /** Steps of all trajectories. */
    long totalSteps() {
        return replicas.stream().mapToLong(ReplicaEnd::steps).sum();
    }

    /** The last parameters of all trajectories. */
    List<Parameters> parameters() {
        return replicas.stream().map(ReplicaEnd::parameters).toList();
    }
}
