package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Dynamics;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.validate.reference.ReferenceBackend;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The stochastic gradient flow, step by step: what moved is compared with the formula of {@link Dynamics}, from gradients
 * of the reference at the point before the step.
 */
public abstract class DynamicsContract extends BackendContract {

    private static final long SEED = 29;
    private static final int STEPS = 3;

    /** No power of two, and with another square root than itself. */
    private static final double FRACTION = 0.3;

    private static final double WEIGHT_DECAY = 0.375;

    /** Error of a step over its largest magnitude, in units of the last place: the sums of a gradient are not long. */
    private static final double ULPS = 4096;

    /** Trajectories of {@link ModelCases} with sources of several kinds. */
    private static final List<Integer> CASES = List.of(0, 1, 3);

    private static final Set<Quantity> GRADIENT = Set.of(Quantity.GRADIENT);

    /** Which of these trajectories are followed; fewer where building kernels takes long. */
    protected List<Integer> select(List<Integer> numbers, ModelFamily family, Precision precision) {
        return numbers;
    }

    @ParameterizedTest
    @MethodSource("models")
    void flowsWithAnExactDrift(ModelFamily family, Precision precision) {
        for (int number : select(CASES, family, precision)) {
            Replica start = new ModelCases(family, precision, SEED).trajectory(number, 0.125);
            Batch drift = start.source() instanceof BatchSource.Drawn drawn ? drawn.data() : start.observed();
            Dynamics.Flow flow = new Dynamics.Flow(FRACTION, drift);
            requireSteps(start.with(flow), precision, (theta, batch, step) -> {
                double[] mean = gradient(theta, drift);
                double[] move = gradient(theta, batch);
                double noise = Math.sqrt(FRACTION);
                for (int k = 0; k < move.length; k++) {
                    move[k] = FRACTION * mean[k] + noise * (move[k] - mean[k]);
                }
                return move;
            });
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void flowsWithMultipliers(ModelFamily family, Precision precision) {
        ModelCases cases = new ModelCases(family, precision, SEED);
        List<Integer> withNoise = CASES.stream()
                .filter(number -> Run.batchSize(cases.trajectory(number, 0.125).source()) > 1)
                .toList();
        for (int number : select(withNoise, family, precision)) {
            Replica start = cases.trajectory(number, 0.125);
            // Of these cases, those with weight decay have minibatches of one sample.
            Replica flow = new Replica(
                    start.seed(),
                    start.learningRate(),
                    WEIGHT_DECAY,
                    new Dynamics.MinibatchFlow(FRACTION),
                    start.source(),
                    start.observed(),
                    start.start());
            requireSteps(flow, precision, (theta, batch, step) -> {
                Batch.Samples samples = (Batch.Samples) batch;
                int size = samples.size();
                double[] xi = multipliers(start.seed(), step, size, precision);
                double[] mean = gradient(theta, batch);
                double[] move = new double[mean.length];
                for (int i = 0; i < size; i++) {
                    double[] ofSample = gradient(theta, sample(samples, i));
                    for (int k = 0; k < move.length; k++) {
                        move[k] += FRACTION * mean[k] / size
                                + Math.sqrt(FRACTION / size / (size - 1)) * xi[i] * (ofSample[k] - mean[k]);
                    }
                }
                return move;
            });
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void isSgdWhereAStepIsALearningRate(Precision precision) {
        Replica sgd = new ModelCases(ModelFamily.IDENTITY, precision, SEED).trajectory(0, 0.125);
        Replica flow = sgd.with(new Dynamics.Flow(1, sgd.observed()));
        try (Stepper stepper = stepper(precision, sgd, flow)) {
            stepper.advance(5, () -> false);
            assertThat(QuantityValues.of(stepper.save(1).theta()))
                    .containsExactly(QuantityValues.of(stepper.save(0).theta()));
        }
    }

    /** The multipliers of a step belong to its number, not to the steps that were done before. */
    @Test
    void goesOnFromASavedState() {
        for (Precision precision : precisions()) {
            Replica start = new ModelCases(ModelFamily.TANH, precision, SEED).trajectory(1, 0.125);
            Replica flow = start.with(new Dynamics.MinibatchFlow(FRACTION));
            try (Stepper whole = stepper(precision, flow);
                    Stepper second = stepper(precision, flow)) {
                whole.advance(2, () -> false);
                second.restore(0, whole.save(0));
                whole.advance(5, () -> false);
                second.advance(5, () -> false);
                assertThat(QuantityValues.of(second.save(0).theta()))
                        .containsExactly(QuantityValues.of(whole.save(0).theta()));
            }
        }
    }

    /** {@code -(theta' - theta)/eta} without weight decay, as the formula has it. */
    @FunctionalInterface
    private interface Move {
        double[] of(Parameters theta, Batch batch, long step);
    }

    private void requireSteps(Replica replica, Precision precision, Move move) {
        double fraction = FRACTION;
        Parameters theta = Parameters.allocate(replica.start().model(), precision);
        try (Stepper stepper = stepper(precision, replica)) {
            for (int k = 0; k < STEPS; k++) {
                stepper.read(0, theta);
                double[] before = QuantityValues.of(theta);
                Batch batch = Minibatches.of(replica.source(), precision, replica.seed(), k);
                double[] expected = move.of(theta.copy(Precision.DOUBLE), batch, k);
                double eta = replica.learningRate().at(k);
                double largest = largest(before) + eta * largest(expected);
                for (int i = 0; i < expected.length; i++) {
                    expected[i] = before[i] - eta * (expected[i] + 2 * fraction * replica.weightDecay() * before[i]);
                }
                stepper.advance(k + 1, () -> false);
                stepper.read(0, theta);
                assertThat(QuantityValues.of(theta))
                        .as("%s, step %s", replica.start().model(), k)
                        .containsExactly(expected, within(ULPS * precision.epsilon() * largest));
            }
        }
    }

    private static double largest(double[] values) {
        return Arrays.stream(values).map(Math::abs).max().orElse(0);
    }

    private static double[] multipliers(long seed, long step, int count, Precision precision) {
        RandomStream stream = new RandomStream(seed);
        double[] xi = new double[count];
        if (precision == Precision.DOUBLE) {
            stream.normals(Purpose.FLOW, step, 0, count, xi, 0);
            return xi;
        }
        float[] floats = new float[count];
        stream.normals(Purpose.FLOW, step, 0, count, floats, 0);
        for (int i = 0; i < count; i++) {
            xi[i] = floats[i];
        }
        return xi;
    }

    private static Batch sample(Batch.Samples samples, int i) {
        return new Batch.Samples(
                Matrix.of(new double[][] {samples.x().toRows()[i]}),
                Matrix.of(new double[][] {samples.y().toRows()[i]}));
    }

    private static double[] gradient(Parameters theta, Batch batch) {
        Result result = new Result(theta.model(), Precision.DOUBLE, GRADIENT);
        try (Evaluator evaluator = new ReferenceBackend().evaluator(theta.model(), Precision.DOUBLE)) {
            evaluator.at(theta, batch, 0).compute(GRADIENT, result);
        }
        return QuantityValues.of(result.gradient());
    }

    private Stepper stepper(Precision precision, Replica... replicas) {
        return backend().stepper(new Run(replicas[0].start().model(), precision, List.of(replicas), 1));
    }
}
