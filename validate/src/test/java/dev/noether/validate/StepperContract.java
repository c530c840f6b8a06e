package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.backend.Stepper.Outcome;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.validate.reference.ReferenceBackend;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every backend's trajectories must satisfy. Equality is equality of bits. */
public abstract class StepperContract extends BackendContract {

    private static final long SEED = 11;
    private static final Shape SHAPE = new Shape(9, 17, 5, 13);

    @SuppressWarnings("UnnecessaryLambda") // named for what it says where it is passed
    private static final BooleanSupplier NEVER = () -> false;

    @ParameterizedTest
    @MethodSource("precisions")
    void startsAtTheGivenParameters(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0.01);
        try (Stepper stepper = stepper(precision, 1, replica)) {
            assertThat(stepper.replicas()).isEqualTo(1);
            assertThat(stepper.step(0)).isZero();
            assertThat(stepper.diverged(0)).isFalse();
            assertThat(read(stepper, 0)).containsExactly(QuantityValues.of(replica.start()));
            assertThat(stepper.advance(0, NEVER)).isEqualTo(Outcome.COMPLETED);
            assertThat(read(stepper, 0)).containsExactly(QuantityValues.of(replica.start()));
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void staysWhereItIsWithoutALearningRate(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0);
        assertThat(end(precision, 1, 5, replica)).containsExactly(QuantityValues.of(replica.start()));
    }

    /** Large enough to be shared by threads, and with tails in every dimension. */
    @ParameterizedTest
    @MethodSource("precisions")
    void givesTheSameBitsForAnyNumberOfThreads(Precision precision) {
        Replica replica = replica(precision, new Shape(67, 131, 43, 37), 1, 0.001);
        double[] alone = end(precision, 1, 12, replica);
        for (int threads : new int[] {2, 3, 5}) {
            assertThat(end(precision, threads, 12, replica)).containsExactly(alone);
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void advancesInPiecesAsAtOnce(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0.01);
        double[] atOnce = end(precision, 1, 100, replica);
        try (Stepper stepper = stepper(precision, 1, replica)) {
            for (long target : new long[] {1, 2, 37, 37, 20, 99, 100}) {
                assertThat(stepper.advance(target, NEVER)).isEqualTo(Outcome.COMPLETED);
            }
            assertThat(stepper.step(0)).isEqualTo(100);
            assertThat(read(stepper, 0)).containsExactly(atOnce);
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void goesOnFromASavedStateInAnotherStepper(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0.01);
        double[] atOnce = end(precision, 1, 60, replica);
        Stepper.State saved;
        try (Stepper stepper = stepper(precision, 1, replica)) {
            stepper.advance(23, NEVER);
            saved = stepper.save(0);
            // The state is a copy: it stays while the stepper moves.
            stepper.advance(40, NEVER);
        }
        assertThat(saved.step()).isEqualTo(23);
        assertThat(saved.diverged()).isFalse();
        try (Stepper stepper = stepper(precision, 2, replica)) {
            stepper.restore(0, saved);
            assertThat(stepper.step(0)).isEqualTo(23);
            stepper.advance(60, NEVER);
            assertThat(read(stepper, 0)).containsExactly(atOnce);
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void runsReplicasAsIfEachWereAlone(Precision precision) {
        Replica[] replicas = new Replica[5];
        for (int r = 0; r < replicas.length; r++) {
            replicas[r] = replica(precision, SHAPE, r, 0.002 * (r + 1));
        }
        for (int threads : new int[] {1, 3}) {
            try (Stepper stepper = stepper(precision, threads, replicas)) {
                assertThat(stepper.replicas()).isEqualTo(replicas.length);
                stepper.advance(50, NEVER);
                for (int r = 0; r < replicas.length; r++) {
                    assertThat(read(stepper, r))
                            .as("replica %d of %d threads", r, threads)
                            .containsExactly(end(precision, 1, 50, replicas[r]));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void divergesAtTheStepOfTheReferenceAndStaysThere(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0.5);
        long expected = divergenceStepOfTheReference(precision, replica);
        Stepper.State ended;
        try (Stepper stepper = stepper(precision, 1, replica)) {
            assertThat(stepper.advance(expected - 1, NEVER)).isEqualTo(Outcome.COMPLETED);
            assertThat(stepper.diverged(0)).isFalse();
            assertThat(stepper.advance(1000, NEVER)).isEqualTo(Outcome.DIVERGED);
            assertThat(stepper.diverged(0)).isTrue();
            assertThat(stepper.step(0)).isEqualTo(expected);
            double[] there = read(stepper, 0);
            stepper.step(Minibatches.of(replica.source(), precision, 1, 0));
            assertThat(stepper.advance(2000, NEVER)).isEqualTo(Outcome.DIVERGED);
            assertThat(stepper.step(0)).isEqualTo(expected);
            assertThat(read(stepper, 0)).containsExactly(there);
            ended = stepper.save(0);
            assertThat(ended.diverged()).isTrue();
        }
        try (Stepper stepper = stepper(precision, 1, replica)) {
            stepper.restore(0, ended);
            assertThat(stepper.diverged(0)).isTrue();
            assertThat(stepper.advance(2000, NEVER)).isEqualTo(Outcome.DIVERGED);
            assertThat(stepper.step(0)).isEqualTo(expected);
        }
    }

    /** The way back to the step at which it diverged does not lead past the caller's batch. */
    @ParameterizedTest
    @MethodSource("precisions")
    void divergesFromTheStateAfterABatchOfTheCaller(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0.5);
        try (Stepper through = stepper(precision, 1, replica);
                Stepper resumed = stepper(precision, 1, replica)) {
            through.advance(1, NEVER);
            through.step(Minibatches.of(replica.source(), precision, 2, 0));
            assertThat(through.diverged(0)).isFalse();
            resumed.restore(0, through.save(0));
            assertThat(through.advance(1000, NEVER)).isEqualTo(Outcome.DIVERGED);
            assertThat(resumed.advance(1000, NEVER)).isEqualTo(Outcome.DIVERGED);
            assertThat(through.step(0)).isEqualTo(resumed.step(0)).isGreaterThan(2);
            assertThat(read(through, 0)).containsExactly(read(resumed, 0));
        }
    }

    /** Many looks after the start of one advance: theta grows by -1.125 a step, as data of zeros leave only the decay. */
    @ParameterizedTest
    @MethodSource("precisions")
    void findsTheStepOfALateDivergence(Precision precision) {
        Replica some = replica(precision, SHAPE, 1, 1);
        Batch zeros = new Batch.Samples(
                Matrix.allocate(precision, 3, SHAPE.inputs()), Matrix.allocate(precision, 3, SHAPE.outputs()));
        Replica replica = new Replica(1, 1, 1.0625, new BatchSource.Fixed(zeros), some.observed(), some.start());
        double square = some.start().squaredNorm();
        double bound = 1e12 * Math.max(1, square);
        long expected = 0;
        while (square <= bound) {
            square *= 1.125 * 1.125;
            expected++;
        }
        assertThat(expected).isGreaterThan(100);
        try (Stepper stepper = stepper(precision, 1, replica)) {
            assertThat(stepper.advance(1000, NEVER)).isEqualTo(Outcome.DIVERGED);
            assertThat(stepper.step(0)).isEqualTo(expected);
            assertThat(stepper.save(0).theta().squaredNorm()).isCloseTo(square, within(1e-3 * square));
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void goesOnWhileAnotherReplicaHasDiverged(Precision precision) {
        Replica stable = replica(precision, SHAPE, 2, 0.01);
        try (Stepper stepper = stepper(precision, 1, replica(precision, SHAPE, 1, 0.5), stable)) {
            assertThat(stepper.advance(100, NEVER)).isEqualTo(Outcome.COMPLETED);
            assertThat(stepper.diverged(0)).isTrue();
            assertThat(stepper.step(0)).isLessThan(100);
            assertThat(stepper.diverged(1)).isFalse();
            assertThat(stepper.step(1)).isEqualTo(100);
            assertThat(read(stepper, 1)).containsExactly(end(precision, 1, 100, stable));
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void doesNothingOnceCancelled(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0.01);
        try (Stepper stepper = stepper(precision, 1, replica)) {
            stepper.advance(7, NEVER);
            double[] there = read(stepper, 0);
            assertThat(stepper.advance(1_000_000_000_000L, () -> true)).isEqualTo(Outcome.CANCELLED);
            // A backend may look only between launches; what it reports is what it has done.
            double[] expected = stepper.step(0) == 7 ? there : end(precision, 1, stepper.step(0), replica);
            assertThat(read(stepper, 0)).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void keepsItsStateWhenCancelledAndGoesOnAsIfItHadNotBeen(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0.01);
        AtomicInteger questions = new AtomicInteger();
        try (Stepper stepper = stepper(precision, 1, replica)) {
            assertThat(stepper.advance(1_000_000_000_000L, () -> questions.incrementAndGet() > 3))
                    .isEqualTo(Outcome.CANCELLED);
            long done = stepper.step(0);
            assertThat(done).isLessThan(1_000_000_000_000L);
            stepper.advance(done + 10, NEVER);
            assertThat(read(stepper, 0)).containsExactly(end(precision, 1, done + 10, replica));
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void stepsOnABatchOfTheCallers(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0.01);
        Batch batch = Minibatches.of(replica.source(), precision, 99, 4);
        Replica other = new Replica(
                1, 0.01, replica.weightDecay(), new BatchSource.Fixed(batch), replica.observed(), replica.start());
        double[] expected;
        try (Stepper reference =
                new ReferenceBackend().stepper(new Run(replica.start().model(), Precision.DOUBLE, List.of(other), 1))) {
            reference.advance(3, NEVER);
            expected = read(reference, 0);
        }
        try (Stepper stepper = stepper(precision, 1, replica)) {
            for (int k = 0; k < 3; k++) {
                stepper.step(batch);
            }
            assertThat(stepper.step(0)).isEqualTo(3);
            assertThat(read(stepper, 0)).containsExactly(expected, within(16 * precision.epsilon()));
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void observesWhatAnEvaluatorFindsAtItsParameters(Precision precision) {
        Replica replica = replica(precision, SHAPE, 1, 0.01);
        Parameters theta = Parameters.allocate(replica.start().model(), precision);
        Set<Quantity> all = defined(theta.model(), replica.observed());
        Result observed = new Result(theta.model(), precision, all);
        QuantityValues.erase(observed);
        try (Stepper stepper = stepper(precision, 1, replica)) {
            stepper.advance(29, NEVER);
            stepper.read(0, theta);
            stepper.observe(0, all, observed);
        }
        AgreementCase point = new AgreementCase(theta, replica.observed(), replica.weightDecay());
        new Agreement(point, theta, precision)
                .compare(observed)
                .forEach((quantity, deviation) ->
                        assertThat(deviation.error()).as(quantity).isLessThanOrEqualTo(deviation.bound()));
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void refusesACallersBatchOfAnotherShape(Precision precision) {
        Batch narrow = new Batch.Samples(
                Matrix.allocate(precision, 3, SHAPE.inputs() - 1), Matrix.allocate(precision, 3, SHAPE.outputs()));
        try (Stepper stepper = stepper(precision, 1, replica(precision, SHAPE, 1, 0.01))) {
            assertThatThrownBy(() -> stepper.step(narrow)).isInstanceOf(IllegalArgumentException.class);
            assertThat(stepper.step(0)).isZero();
        }
    }

    private static long divergenceStepOfTheReference(Precision precision, Replica replica) {
        try (Stepper reference = new ReferenceBackend()
                .stepper(new Run(replica.start().model(), Precision.DOUBLE, List.of(replica), 1))) {
            while (!reference.diverged(0)) {
                reference.step(Minibatches.of(replica.source(), precision, replica.seed(), reference.step(0)));
            }
            return reference.step(0);
        }
    }

    private double[] end(Precision precision, int threads, long steps, Replica replica) {
        try (Stepper stepper = stepper(precision, threads, replica)) {
            stepper.advance(steps, NEVER);
            assertThat(stepper.step(0)).isEqualTo(steps);
            return read(stepper, 0);
        }
    }

    private Stepper stepper(Precision precision, int threads, Replica... replicas) {
        return backend().stepper(new Run(replicas[0].start().model(), precision, List.of(replicas), threads));
    }

    private static double[] read(Stepper stepper, int replica) {
        Parameters theta = stepper.save(replica).theta();
        Parameters read = scaled(Double.NaN, theta);
        stepper.read(replica, read);
        return QuantityValues.of(read);
    }

    private static Replica replica(Precision precision, Shape shape, int number, double learningRate) {
        ModelCases cases = new ModelCases(ModelFamily.IDENTITY, precision, SEED);
        TwoLayerNet net = TwoLayerNet.linear(shape.inputs(), shape.hidden(), shape.outputs(), Loss.SUM);
        return new Replica(
                SEED + number,
                learningRate,
                0.03125,
                new BatchSource.Fresh(cases.task(net, number), shape.batchSize()),
                new Batch.Population(cases.task(net, number)),
                cases.parameters(net, number));
    }
}
