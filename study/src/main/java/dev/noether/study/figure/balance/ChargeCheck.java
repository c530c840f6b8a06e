package dev.noether.study.figure.balance;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The exact identity {@code C' = (1 - 2 eta gamma)^2 C + eta^2 g^T A g} on steps of a run: from parameters that the run
 * had, on its own minibatches, with the evaluator's gradient and the stepper's step.
 */
final class ChargeCheck {

    /** The identity holds to this, relative to {@code |U|^2 + |W|^2}, in double. */
    static final double BOUND = 1e-14;

    /** Steps that are checked from one snapshot. */
    static final int STEPS = 8;

    private static final Set<Quantity> GRADIENT = Set.of(Quantity.GRADIENT);

    private ChargeCheck() {}

    /**
     * Parameters that a run had.
     *
     * @param step steps done
     * @param theta parameters then
     */
    record Snapshot(long step, Parameters theta) {}

    /**
     * One step.
     *
     * @param step steps done before
     * @param charge C before
     * @param gradientCharge {@code g^T A g}
     * @param next C after
     * @param expected what the identity gives
     * @param scale {@code |U|^2 + |W|^2} after
     */
    record Step(long step, double charge, double gradientCharge, double next, double expected, double scale) {

        /** Relative error of the identity. */
        double error() {
            return Math.abs(next - expected) / scale;
        }
    }

    /** Checks {@link #STEPS} steps from each snapshot of a replica's run. */
    static List<Step> check(Backend backend, Replica replica, List<Snapshot> snapshots) {
        List<Step> steps = new ArrayList<>();
        Model model = replica.start().model();
        try (Evaluator evaluator = backend.evaluator(model, Precision.DOUBLE)) {
            for (Snapshot snapshot : snapshots) {
                Replica resumed = new Replica(
                        replica.seed(),
                        replica.learningRate(),
                        replica.weightDecay(),
                        replica.source(),
                        replica.observed(),
                        snapshot.theta());
                Run run = new Run(model, Precision.DOUBLE, List.of(resumed), 1);
                try (Stepper stepper = backend.stepper(run)) {
                    for (int k = 0; k < STEPS; k++) {
                        steps.add(step(resumed, evaluator, stepper, snapshot.step() + k));
                    }
                }
            }
        }
        return steps;
    }

    private static Step step(Replica replica, Evaluator evaluator, Stepper stepper, long number) {
        Model model = replica.start().model();
        Symmetry symmetry = model.symmetries().getFirst();
        Parameters theta = Parameters.allocate(model, Precision.DOUBLE);
        stepper.read(0, theta);
        double charge = symmetry.charge(theta);
        Batch batch = batch(replica, number);
        Result result = new Result(model, Precision.DOUBLE, GRADIENT);
        // Without weight decay: the identity has it apart.
        evaluator.at(theta, batch, 0).compute(GRADIENT, result);
        double gradientCharge = symmetry.charge(result.gradient());
        stepper.step(batch);
        stepper.read(0, theta);
        double eta = replica.learningRate();
        double decay = 1 - 2 * eta * replica.weightDecay();
        double expected = decay * decay * charge + eta * eta * gradientCharge;
        return new Step(number, charge, gradientCharge, symmetry.charge(theta), expected, theta.squaredNorm());
    }

    private static Batch batch(Replica replica, long number) {
        return switch (replica.source()) {
            case BatchSource.Fresh fresh ->
                GaussianSampler.minibatch(fresh.task(), Precision.DOUBLE, replica.seed(), number, fresh.batchSize());
            case BatchSource.Fixed fixed -> fixed.batch();
            case BatchSource.Drawn drawn ->
                throw new IllegalArgumentException(
                        "minibatches of a data set of " + drawn.data().size() + " are not rebuilt here");
        };
    }
}
