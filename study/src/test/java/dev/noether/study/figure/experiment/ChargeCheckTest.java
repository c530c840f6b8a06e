package dev.noether.study.figure.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backends;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.sgd.ObservationTimes;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChargeCheckTest {

    private static final TwoLayerNet MODEL = TwoLayerNet.linear(3, 5, 2, Loss.SUM);

    private static final GaussianTask TASK =
            new GaussianTask(Covariance.diagonal(1, 0.5, 2), Covariance.isotropic(2, 0.3), Matrix.of(new double[][] {
                {1, 0, 2}, {0, 1, -1}
            }));

    private static final Parameters START = new Initialization.Kaiming().draw(MODEL, Precision.DOUBLE, 3);

    private static final ChargeCheck.Points POINTS = new ChargeCheck.Points(7, 3);

    private static final long STEPS = 25;

    /** What a wrong step is off by at least, in bounds. */
    private static final double WRONG = 1e6;

    private static Replica replica(long seed, double learningRate, double weightDecay, BatchSource source) {
        return new Replica(seed, learningRate, weightDecay, source, new Batch.Population(TASK), START);
    }

    private static Replica sgd() {
        return replica(3, 0.02, 0.1, new BatchSource.Fresh(TASK, 4));
    }

    /** Checks, as the run of one replica, what another one does, {@code shift} minibatches ahead. */
    private static List<ChargeCheck.Step> check(Replica claimed, Replica done, long shift, String backend) {
        Run run = new Run(MODEL, Precision.DOUBLE, List.of(done), 1);
        ObservationTimes times = POINTS.with(ObservationTimes.every(5));
        try (Stepper stepper = Backends.named(backend).stepper(run);
                Evaluator evaluator = Backends.named(backend).evaluator(MODEL, Precision.DOUBLE)) {
            stepper.restore(0, new Stepper.State(START, shift, false));
            ChargeCheck check = new ChargeCheck(claimed, evaluator, POINTS);
            Parameters theta = Parameters.allocate(MODEL, Precision.DOUBLE);
            for (long step = 0; step <= STEPS; step = times.after(step)) {
                stepper.advance(step + shift, () -> false);
                stepper.read(0, theta);
                check.reached(step, theta);
            }
            return check.steps();
        }
    }

    private static void isWrong(Replica claimed, Replica done, long shift) {
        assertThat(check(claimed, done, shift, "reference"))
                .isNotEmpty()
                .allSatisfy(step -> assertThat(step.error()).isGreaterThan(WRONG * ChargeCheck.BOUND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "simd"})
    void holdsForSgdAndGdWithWeightDecay(String backend) {
        Replica gd = replica(3, 0.02, 0.1, new BatchSource.Fixed(new Batch.Population(TASK)));
        for (Replica replica : List.of(sgd(), gd)) {
            List<ChargeCheck.Step> steps = check(replica, replica, 0, backend);
            assertThat(steps)
                    .extracting(ChargeCheck.Step::step)
                    .containsExactly(0L, 1L, 2L, 7L, 8L, 9L, 14L, 15L, 16L, 21L, 22L, 23L);
            assertThat(steps).allSatisfy(step -> assertThat(step.error()).isLessThan(ChargeCheck.BOUND));
        }
    }

    @Test
    void aMinibatchOfAnotherStepIsSeen() {
        isWrong(sgd(), sgd(), 1);
    }

    @Test
    void aMinibatchOfAnotherSeedIsSeen() {
        isWrong(sgd(), replica(4, 0.02, 0.1, new BatchSource.Fresh(TASK, 4)), 0);
    }

    @Test
    void aSmallerMinibatchIsSeen() {
        isWrong(sgd(), replica(3, 0.02, 0.1, new BatchSource.Fresh(TASK, 3)), 0);
    }

    @Test
    void aStepOfAnotherLengthIsSeen() {
        isWrong(sgd(), replica(3, 0.0201, 0.1, new BatchSource.Fresh(TASK, 4)), 0);
    }

    @Test
    void aForgottenWeightDecayIsSeen() {
        isWrong(sgd(), replica(3, 0.02, 0, new BatchSource.Fresh(TASK, 4)), 0);
    }

    /** As a step of a run that is about to diverge may do. */
    @Test
    void aStepToASmallThetaIsJudgedByWhereItBegan() {
        ChargeCheck.Step there = new ChargeCheck.Step(0, 3, -3, 0.25, 0.5, 4, 0.01, 0);
        assertThat(there.error()).isEqualTo(0.25 / 4);
        ChargeCheck.Step back = new ChargeCheck.Step(0, 3, -3, 0.25, 0.5, 0.01, 4, 0);
        assertThat(back.error()).isEqualTo(0.25 / 4);
    }

    @Test
    void theOtherTimesStay() {
        ObservationTimes times = POINTS.with(ObservationTimes.every(5));
        List<Long> all =
                LongStream.iterate(0, step -> step <= 12, times::after).boxed().toList();
        assertThat(all).containsExactly(0L, 1L, 2L, 3L, 5L, 7L, 8L, 9L, 10L);
    }
}
