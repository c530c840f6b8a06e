package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Activation;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
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
 *
 * <p>The gradient of a ReLU jumps where a preactivation {@code w^T x} is 0. Two trajectories may part there, so they are
 * compared up to the first step at which, for some sample, {@code |w^T x|} is within the bound of the error of w times
 * {@code sum |x_l|}: from there on rounding may decide.
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
        double bound = Roundoff.LAMBDA * GRADIENT_SHARE * Math.sqrt(steps) * precision.epsilon() / 2;
        double largest = 0;
        try (Stepper stepper = backend.stepper(run);
                Stepper reference = new ReferenceBackend().stepper(exact)) {
            boolean together = true;
            for (int k = 1; k <= steps && together; k++) {
                Batch batch = Minibatches.of(replica.source(), precision, replica.seed(), k - 1);
                reference.read(0, expected);
                together = !mayPart(expected, batch, bound);
                if (together) {
                    reference.step(batch);
                }
                if (k * COMPARISONS % steps < COMPARISONS || !together) {
                    stepper.advance(reference.step(0), () -> false);
                    stepper.read(0, actual);
                    reference.read(0, expected);
                    largest = Math.max(largest, error(actual, expected));
                }
            }
        }
        return new Deviation(largest, bound);
    }

    /** Whether an error of this size, relative to the largest parameter, may take a preactivation across a kink. */
    private static boolean mayPart(Parameters theta, Batch batch, double error) {
        boolean kinks = theta.model() instanceof TwoLayerNet net
                && (net.activation() == Activation.RELU || net.activation() == Activation.LEAKY_RELU);
        if (!kinks || !(batch instanceof Batch.Samples samples)) {
            return false;
        }
        double[][] w = theta.block(TwoLayerNet.W).toRows();
        double largest =
                Arrays.stream(QuantityValues.of(theta)).map(Math::abs).max().orElseThrow();
        double[] x = new double[samples.inputs()];
        for (int i = 0; i < samples.size(); i++) {
            samples.x().copyRow(i, x, 0);
            if (Kinks.nearest(w, x)
                    <= error * largest * Arrays.stream(x).map(Math::abs).sum()) {
                return true;
            }
        }
        return false;
    }

    private static double error(Parameters actual, Parameters expected) {
        double[] exact = QuantityValues.of(expected);
        double[] scale = new double[exact.length];
        Arrays.fill(scale, Arrays.stream(exact).map(Math::abs).max().orElseThrow());
        return Deviation.largest(QuantityValues.of(actual), exact, scale);
    }
}
