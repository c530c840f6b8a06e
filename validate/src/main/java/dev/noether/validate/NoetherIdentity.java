package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.LearningRate;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.CompensatedSum;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.task.Batch;
import java.util.List;
import java.util.Set;

/**
 * The exact Noether identity of a single step, whatever its batch:
 *
 * <pre>
 * C' = (1 - 2 eta gamma)^2 C + eta^2 g^T A g                       C = theta^T A theta
 * Q' = (1 - 2 eta gamma)^2 Q + eta^2 (gL^T gL - gR gR^T)           Q = L^T L - R R^T
 * </pre>
 *
 * with g the gradient of the data loss on the batch of the step, without weight decay. Its violation is relative to
 * {@code sum_i |a_i| theta_i^2} in the eigenbasis of the generator A, and is summed in double with compensation.
 */
public final class NoetherIdentity {

    private static final Set<Quantity> GRADIENT = Set.of(Quantity.GRADIENT);

    private final List<Symmetry> symmetries;
    private final LearningRate learningRate;
    private final double weightDecay;
    private double keep;
    private double rateSquare;

    private NoetherIdentity(Model model, Replica replica) {
        symmetries = model.symmetries();
        learningRate = replica.learningRate();
        weightDecay = replica.weightDecay();
    }

    /** The identity of step {@code k}. */
    private void at(long k) {
        double eta = learningRate.at(k);
        double factor = 1 - 2 * eta * weightDecay;
        keep = factor * factor;
        rateSquare = eta * eta;
    }

    /** Largest violation that rounding explains: 1e-14 in double, 32 units of the last place in float. */
    public static double bound(Precision precision) {
        return switch (precision) {
            case FLOAT -> 32 * Precision.FLOAT.epsilon();
            case DOUBLE -> 1e-14;
        };
    }

    /** Largest violation of any charge, or element of a matrix charge, at any of the first steps of a trajectory. */
    public static Deviation measure(Backend backend, Precision precision, Replica replica, int steps) {
        Model model = replica.start().model();
        NoetherIdentity identity = new NoetherIdentity(model, replica);
        Parameters before = Parameters.allocate(model, precision);
        Parameters after = Parameters.allocate(model, precision);
        Result result = new Result(model, precision, GRADIENT);
        double largest = 0;
        try (Stepper stepper = backend.stepper(new Run(model, precision, List.of(replica), 1));
                Evaluator evaluator = backend.evaluator(model, precision)) {
            stepper.read(0, before);
            for (int k = 0; k < steps && !stepper.diverged(0); k++) {
                Batch batch = Minibatches.of(replica.source(), precision, replica.seed(), k);
                evaluator.at(before, batch, 0).compute(GRADIENT, result);
                stepper.advance(k + 1, () -> false);
                stepper.read(0, after);
                identity.at(k);
                largest = Math.max(largest, identity.violation(before, after, result.gradient()));
                before.copyFrom(after);
            }
        }
        return new Deviation(largest, bound(precision));
    }

    /** Largest violation by the step from {@code before} to {@code after}; infinite for NaN. */
    private double violation(Parameters before, Parameters after, Parameters gradient) {
        double largest = 0;
        for (Symmetry symmetry : symmetries) {
            for (int k = 0; k < symmetry.generators(); k++) {
                largest = Math.max(largest, ofCharge(symmetry, k, before, after, gradient));
            }
            if (symmetry instanceof Symmetry.DoubleRotation rotation) {
                largest = Math.max(largest, ofMatrixCharge(rotation, before, after, gradient));
            }
        }
        return Double.isNaN(largest) ? Double.POSITIVE_INFINITY : largest;
    }

    private double ofCharge(
            Symmetry symmetry, int generator, Parameters before, Parameters after, Parameters gradient) {
        CompensatedSum sum = new CompensatedSum();
        double scale = addCharge(symmetry, generator, 1, after, sum);
        scale = Math.max(scale, addCharge(symmetry, generator, -keep, before, sum));
        addCharge(symmetry, generator, -rateSquare, gradient, sum);
        return Math.abs(sum.value()) / scale;
    }

    /** Adds {@code factor v^T A v} and returns {@code sum_i |a_i| v_i^2}. */
    private static double addCharge(Symmetry symmetry, int generator, double factor, Parameters v, CompensatedSum sum) {
        double magnitude = 0;
        for (int b = 0; b < v.blocks(); b++) {
            Matrix block = v.block(b);
            for (int i = 0; i < block.rows(); i++) {
                for (int j = 0; j < block.columns(); j++) {
                    int weight = symmetry.weight(generator, b, i, j);
                    if (weight != 0) {
                        double value = block.get(i, j);
                        sum.addProduct(factor * weight * value, value);
                        magnitude += value * value;
                    }
                }
            }
        }
        return magnitude;
    }

    /**
     * Element (i, j) of Q is the charge of {@code B = (e_i e_j^T + e_j e_i^T) / 2}, whose eigenvalues are +-1/2: its
     * scale is half the squared norms of hidden units i and j.
     */
    private double ofMatrixCharge(
            Symmetry.DoubleRotation rotation, Parameters before, Parameters after, Parameters gradient) {
        double[] norms = unitSquares(rotation, before);
        double[] normsAfter = unitSquares(rotation, after);
        double largest = 0;
        for (int i = 0; i < norms.length; i++) {
            for (int j = 0; j <= i; j++) {
                CompensatedSum sum = new CompensatedSum();
                addElement(rotation, i, j, 1, after, sum);
                addElement(rotation, i, j, -keep, before, sum);
                addElement(rotation, i, j, -rateSquare, gradient, sum);
                double scale = Math.max(norms[i] + norms[j], normsAfter[i] + normsAfter[j]) / 2;
                largest = Math.max(largest, Math.abs(sum.value()) / scale);
            }
        }
        return largest;
    }

    /** Adds {@code weight (L^T L - R R^T)_ij}. */
    private static void addElement(
            Symmetry.DoubleRotation rotation, int i, int j, double weight, Parameters theta, CompensatedSum sum) {
        Matrix left = theta.block(rotation.left());
        Matrix right = theta.block(rotation.right());
        for (int k = 0; k < left.rows(); k++) {
            sum.addProduct(weight * left.get(k, i), left.get(k, j));
        }
        for (int k = 0; k < right.columns(); k++) {
            sum.addProduct(-weight * right.get(i, k), right.get(j, k));
        }
    }

    /** Squared norm of what belongs to each hidden unit: column i of L and row i of R. */
    private static double[] unitSquares(Symmetry.DoubleRotation rotation, Parameters theta) {
        Matrix left = theta.block(rotation.left());
        Matrix right = theta.block(rotation.right());
        double[] squares = new double[rotation.size()];
        for (int i = 0; i < squares.length; i++) {
            for (int k = 0; k < left.rows(); k++) {
                squares[i] += left.get(k, i) * left.get(k, i);
            }
            for (int k = 0; k < right.columns(); k++) {
                squares[i] += right.get(i, k) * right.get(i, k);
            }
        }
        return squares;
    }
}
