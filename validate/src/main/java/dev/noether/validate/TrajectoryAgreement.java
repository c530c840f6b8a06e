package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.validate.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;

/**
 * Compares a trajectory of a backend with that of the reference on the same minibatches. A float trajectory is compared
 * with the double arithmetic of the reference on the float minibatches.
 *
 * <p>The error is the largest difference of a parameter, relative to the largest parameter. Each step rounds a parameter
 * by up to u and adds eta times the rounding of its gradient; along the directions of the symmetry these errors neither
 * grow nor decay and add up as independent numbers, elsewhere they decay: {@code lambda sqrt(steps) u} times
 * {@code 1 + eta |gradient's terms| / |theta|}, which is below {@link #GRADIENT_SHARE}.
 */
public final class TrajectoryAgreement {

    /** Rounding of a parameter's update, in units of u of the largest parameter, at learning rates that are stable. */
    private static final double GRADIENT_SHARE = 2;

    private static final int COMPARISONS = 10;

    private TrajectoryAgreement() {}

    /** Largest error at any of ten equally distant steps. */
    public static Deviation measure(Backend backend, Precision precision, Replica replica, int steps) {
        Model model = replica.start().model();
        Run run = new Run(model, precision, List.of(replica), 1);
        Run exact = new Run(model, Precision.DOUBLE, List.of(replica), 1);
        Parameters actual = Parameters.allocate(model, precision);
        Parameters expected = Parameters.allocate(model, Precision.DOUBLE);
        double largest = 0;
        try (Stepper stepper = backend.stepper(run);
                Stepper reference = new ReferenceBackend().stepper(exact)) {
            for (int k = 1; k <= steps; k++) {
                reference.step(Minibatches.of(replica.source(), precision, replica.seed(), k - 1));
                if (k * COMPARISONS % steps < COMPARISONS) {
                    stepper.advance(k, () -> false);
                    stepper.read(0, actual);
                    reference.read(0, expected);
                    largest = Math.max(largest, error(actual, expected));
                }
            }
        }
        double bound = Roundoff.LAMBDA * GRADIENT_SHARE * Math.sqrt(steps) * precision.epsilon() / 2;
        return new Deviation(largest, bound);
    }

    private static double error(Parameters actual, Parameters expected) {
        double[] exact = QuantityValues.of(expected);
        double[] scale = new double[exact.length];
        Arrays.fill(scale, Arrays.stream(exact).map(Math::abs).max().orElseThrow());
        return Deviation.largest(QuantityValues.of(actual), exact, scale);
    }
}
