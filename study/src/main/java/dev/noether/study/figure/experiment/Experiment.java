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
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * Trajectories over one shape that run together in double, are recorded, and where the model has a symmetry, checked by
 * the exact identity of its charge.
 *
 * @param members one a replica, of one model and kind of source
 * @param steps number of the last step
 * @param interval steps between two observations
 * @param measures what is recorded
 * @param averages what is averaged over the last fifth
 */
public record Experiment(
        List<Member> members, long steps, long interval, List<Measure> measures, List<Average> averages) {

    /** Nominal nanoseconds of a step, of one of its operations, and of one of its normals: for the time left, no more. */
    private static final double STEP = 500;

    private static final double OPERATION = 0.2;
    private static final double NORMAL = 4;

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
        averages = List.copyOf(averages);
    }

    /** Without averages. */
    public Experiment(List<Member> members, long steps, long interval, List<Measure> measures) {
        this(members, steps, interval, measures, List.of());
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

    /** What all steps cost, by {@link #cost}. */
    public long work() {
        Replica replica = members.getFirst().replica();
        return steps * members.size() * cost(replica.start().model(), Run.batchSize(replica.source()));
    }

    /**
     * What a step of one trajectory costs, in nominal nanoseconds.
     *
     * @param batchSize S; 0 for a population
     */
    public static long cost(Model model, int batchSize) {
        double normals = (double) batchSize * (model.inputs() + model.outputs());
        // A gradient on second moments costs about that of as many samples as there are inputs.
        double operations = model.flopsPerStep(batchSize == 0 ? model.inputs() : batchSize);
        return Math.round(STEP + OPERATION * operations + NORMAL * normals);
    }

    /**
     * Runs all members to the end, unless they diverge.
     *
     * @param done told how much of {@link #work} is done
     * @param cancelled asked several times a second; once true, the run ends
     */
    public Recording run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        List<Replica> replicas = members.stream().map(Member::replica).toList();
        Model model = replicas.getFirst().start().model();
        List<History> histories = members.stream()
                .map(member -> new History(member.name(), member.replica().seed(), steps, measures, averages))
                .toList();
        ChargeCheck.Points points = ChargeCheck.Points.along(steps);
        long costOfAll = work() / steps;
        try (Stepper stepper =
                        request.backend().stepper(new Run(model, Precision.DOUBLE, replicas, request.threads()));
                Evaluator evaluator = request.backend().evaluator(model, Precision.DOUBLE)) {
            List<ChargeCheck> checks = replicas.stream()
                    .map(replica -> new ChargeCheck(replica, evaluator, points))
                    .toList();
            Parameters theta = Parameters.allocate(model, Precision.DOUBLE);
            Trajectory.Observer observer = (r, step, result) -> {
                boolean recorded = step % interval == 0 || step == steps;
                boolean checked = checks.get(r).needs(step);
                if (checked || (recorded && readsParameters())) {
                    stepper.read(r, theta);
                }
                if (recorded) {
                    histories.get(r).add(step, result, readsParameters() ? theta : null);
                }
                if (checked) {
                    checks.get(r).reached(step, theta);
                }
                done.accept(step * costOfAll);
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

    private Stream<Optional<Quantity>> needs() {
        return Stream.concat(
                measures.stream().map(Measure::needs), averages.stream().map(Average::needs));
    }

    private boolean readsParameters() {
        return needs().anyMatch(Optional::isEmpty);
    }

    private Set<Quantity> quantities() {
        // A trajectory that observes nothing would not stop at the checked steps.
        EnumSet<Quantity> quantities = EnumSet.of(Quantity.SQUARED_NORM);
        needs().flatMap(Optional::stream).forEach(quantities::add);
        return quantities;
    }
}
