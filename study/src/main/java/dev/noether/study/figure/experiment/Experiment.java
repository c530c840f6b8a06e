package dev.noether.study.figure.experiment;

import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.sgd.ObservationTimes;
import dev.noether.sgd.Trajectory;
import dev.noether.study.figure.FigureRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Trajectories over one shape that run together in double, are recorded, and where the model has a symmetry, checked by
 * the exact identity of its charge.
 *
 * @param members one a replica, of one model and kind of source
 * @param steps number of the last step
 * @param interval steps between two observations
 * @param measures what is recorded
 */
public record Experiment(List<Member> members, long steps, long interval, List<Measure> measures) {

    /**
     * One trajectory.
     *
     * @param name in tables
     * @param replica what is run
     */
    public record Member(String name, Replica replica) {}

    public Experiment {
        members = List.copyOf(members);
        measures = List.copyOf(measures);
    }

    /**
     * What came out.
     *
     * @param complete whether it was not cancelled before its end
     * @param histories one a member
     * @param charges the checked steps of each of them; none of a model without symmetry
     * @param ends the parameters of each of them when the run ended
     */
    public record Recording(
            boolean complete, List<History> histories, List<List<ChargeCheck.Step>> charges, List<Parameters> ends) {

        /** Largest error of the identity at any checked step, over {@code |theta|^2}. */
        public double chargeError() {
            return charges.stream()
                    .flatMap(List::stream)
                    .mapToDouble(ChargeCheck.Step::error)
                    .max()
                    .orElse(Double.NaN);
        }
    }

    /** Steps of all members. */
    public long work() {
        return steps * members.size();
    }

    /**
     * Runs all members to the end, unless they diverge.
     *
     * @param done told how many steps of all members together are done
     * @param cancelled asked several times a second; once true, the run ends
     */
    public Recording run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        List<Replica> replicas = members.stream().map(Member::replica).toList();
        Model model = replicas.getFirst().start().model();
        List<History> histories = members.stream()
                .map(member -> new History(member.name(), member.replica().seed(), steps, measures))
                .toList();
        ChargeCheck.Points points = ChargeCheck.Points.along(steps);
        try (Stepper stepper =
                        request.backend().stepper(new Run(model, Precision.DOUBLE, replicas, request.threads()));
                Evaluator evaluator = request.backend().evaluator(model, Precision.DOUBLE)) {
            List<ChargeCheck> checks = replicas.stream()
                    .map(replica -> new ChargeCheck(replica, evaluator, points))
                    .toList();
            Parameters theta = Parameters.allocate(model, Precision.DOUBLE);
            Trajectory.Observer observer = (r, step, result) -> {
                if (step % interval == 0 || step == steps) {
                    histories.get(r).add(step, result);
                }
                if (checks.get(r).needs(step)) {
                    stepper.read(r, theta);
                    checks.get(r).reached(step, theta);
                }
                done.accept(step * replicas.size());
            };
            ObservationTimes times = ObservationTimes.every(interval);
            boolean charged = !model.symmetries().isEmpty();
            Trajectory trajectory = new Trajectory(steps, charged ? points.with(times) : times, quantities());
            Trajectory.Ending ending = trajectory.run(stepper, model, observer, cancelled);
            List<Parameters> ends = new ArrayList<>();
            for (int r = 0; r < replicas.size(); r++) {
                if (stepper.diverged(r)) {
                    histories.get(r).divergedAt(stepper.step(r));
                }
                Parameters end = Parameters.allocate(model, Precision.DOUBLE);
                stepper.read(r, end);
                ends.add(end);
            }
            return new Recording(
                    ending.outcome() != Stepper.Outcome.CANCELLED,
                    histories,
                    checks.stream().map(ChargeCheck::steps).toList(),
                    ends);
        }
    }

    private Set<Quantity> quantities() {
        EnumSet<Quantity> quantities = EnumSet.noneOf(Quantity.class);
        measures.forEach(measure -> quantities.add(measure.needs()));
        return quantities;
    }
}
