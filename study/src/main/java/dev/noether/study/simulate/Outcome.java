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

    /**
     * The end of one trajectory.
     *
     * @param status word of its status
     * @param steps done; if it diverged, the step after which it had
     * @param values quantities at its last parameters
     * @param state its last parameters as the engine holds them, in the precision of the run
     */
    record ReplicaEnd(String status, long steps, Result values, Parameters state) {

        /** {@code |D|} with the gammas of the task, over the pairs of layers; null where the model has none. */
        Double balance() {
            return values.has(Quantity.TASK_BALANCE_NORMS) ? Observable.balance(values) : null;
        }
    }

    /** What is told of the end of a model's trajectory; a balance belongs to a double rotation. */
    static Set<Quantity> quantities(Model model) {
        Set<Quantity> quantities = EnumSet.of(Quantity.LOSS, Quantity.HESSIAN_TRACE, Quantity.SQUARED_NORM);
        if (!model.doubleRotations().isEmpty()) {
            quantities.add(Quantity.TASK_BALANCE_NORMS);
        }
        return quantities;
    }

    /**
     * Reads what a stepper has come to.
     *
     * @param model that it observes as
     */
    static Outcome read(Trajectory.Ending ending, Stepper stepper, Model model) {
        Set<Quantity> quantities = quantities(model);
        List<ReplicaEnd> ends = new ArrayList<>();
        for (int r = 0; r < stepper.replicas(); r++) {
            Result values = new Result(model, Precision.DOUBLE, quantities);
            stepper.observe(r, quantities, values);
            Parameters state = stepper.save(r).theta();
            ends.add(new ReplicaEnd(status(ending, stepper.diverged(r)), stepper.step(r), values, state));
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

    /** The last states of all trajectories: what is hashed. */
    List<Parameters> states() {
        return replicas.stream().map(ReplicaEnd::state).toList();
    }
}
