package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.backend.Dynamics;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every engine, in what a stepper promises. */
final class EnginesTest {

    private static final TwoLayerNet NET = TwoLayerNet.linear(5, 7, 3, Loss.SUM);
    private static final GaussianTask TASK = new Problems(21).task(5, 3, true, false);

    private static Replica replica(long seed, double learningRate) {
        return new Replica(
                seed,
                learningRate,
                0.001,
                new BatchSource.Fresh(TASK, 4),
                new Batch.Population(TASK),
                new Initialization.Kaiming().draw(NET, Precision.DOUBLE, seed));
    }

    private static Stepper stepper(Engine.Choice choice, Replica... replicas) {
        Run run = new Run(NET, Precision.DOUBLE, List.of(replicas), 1);
        return OpenClStepper.open(Devices.found().list().getFirst(), run, Tuning.CPU, choice);
    }

    private static double[][] u(Stepper stepper, int replica) {
        Parameters theta = Parameters.allocate(NET, Precision.DOUBLE);
        stepper.read(replica, theta);
        return theta.block(TwoLayerNet.U).toRows();
    }

    /** The first replica goes on; the second stops after the very step at which plain loops pass the bound. */
    @ParameterizedTest
    @EnumSource
    void stopsADivergedReplicaAtItsStepAndNoOther(Engine.Choice choice) {
        Replica stable = replica(1, 0.01);
        Replica wild = replica(2, 2.0);
        PlainNet plain = new PlainNet(
                Precision.DOUBLE,
                wild.start().block(TwoLayerNet.U),
                wild.start().block(TwoLayerNet.W));
        long diverged = 0;
        Parameters theta = wild.start();
        while (theta.squaredNorm() <= Stepper.divergenceBound(wild.start())) {
            Batch.Samples batch = GaussianSampler.minibatch(TASK, Precision.DOUBLE, 2, diverged, 4);
            plain.stepOnSamples(batch.x().toRows(), batch.y().toRows(), 2.0, 0.001, 1);
            theta = Parameters.of(NET, Matrix.of(plain.u), Matrix.of(plain.w));
            diverged++;
        }
        try (Stepper stepper = stepper(choice, stable, wild);
                Stepper alone = stepper(choice, wild)) {
            assertThat(stepper.advance(50, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            assertThat(stepper.diverged(0)).isFalse();
            assertThat(stepper.step(0)).isEqualTo(50);
            assertThat(stepper.diverged(1)).isTrue();
            assertThat(stepper.step(1)).isEqualTo(diverged);
            assertThat(u(stepper, 1)).isDeepEqualTo(plain.u);
            assertThat(alone.advance(50, () -> false)).isEqualTo(Stepper.Outcome.DIVERGED);
            stepper.step(new Batch.Population(TASK));
            assertThat(stepper.step(1)).isEqualTo(diverged);
            assertThat(u(stepper, 1)).isDeepEqualTo(plain.u);
        }
    }

    @ParameterizedTest
    @EnumSource
    void goesOnWithTheSameBitsAfterSaveAndRestore(Engine.Choice choice) {
        try (Stepper whole = stepper(choice, replica(1, 0.01), replica(2, 0.02));
                Stepper first = stepper(choice, replica(1, 0.01), replica(2, 0.02));
                Stepper second = stepper(choice, replica(1, 0.01), replica(2, 0.02))) {
            whole.advance(40, () -> false);
            first.advance(17, () -> false);
            second.restore(0, first.save(0));
            second.restore(1, first.save(1));
            second.advance(40, () -> false);
            assertThat(u(second, 0)).isDeepEqualTo(u(whole, 0));
            assertThat(u(second, 1)).isDeepEqualTo(u(whole, 1));
            assertThat(second.step(1)).isEqualTo(40);
        }
    }

    /** No replica goes beyond the target, whichever is ahead. */
    @ParameterizedTest
    @EnumSource
    void replicasAtDifferentStepsMeetAtTheTarget(Engine.Choice choice) {
        try (Stepper whole = stepper(choice, replica(1, 0.01), replica(2, 0.02));
                Stepper early = stepper(choice, replica(1, 0.01), replica(2, 0.02))) {
            early.advance(35, () -> false);
            whole.advance(40, () -> false);
            for (int ahead = 0; ahead < 2; ahead++) {
                try (Stepper apart = stepper(choice, replica(1, 0.01), replica(2, 0.02))) {
                    apart.restore(ahead, early.save(ahead));
                    apart.advance(40, () -> false);
                    for (int r = 0; r < 2; r++) {
                        assertThat(apart.step(r)).isEqualTo(40);
                        assertThat(u(apart, r)).isDeepEqualTo(u(whole, r));
                    }
                }
            }
        }
    }

    /** Hidden units overflow to both sides: their sum is no number, and not above any bound. */
    @ParameterizedTest
    @EnumSource
    void whatIsNoNumberHasDiverged(Engine.Choice choice) {
        Batch.Samples batch = overflowing();
        requireNoNumber(choice, new BatchSource.Fixed(batch), Dynamics.DESCENT, batch);
    }

    /** The same in the drift of a flow whose minibatches are tame. */
    @ParameterizedTest
    @EnumSource(names = "STAGED", mode = EnumSource.Mode.EXCLUDE)
    void aDriftThatIsNoNumberHasDiverged(Engine.Choice choice) {
        requireNoNumber(choice, new BatchSource.Fresh(TASK, 4), new Dynamics.Flow(0.5, overflowing()), overflowing());
    }

    private static Batch.Samples overflowing() {
        double[] x = new double[5];
        Arrays.fill(x, Double.MAX_VALUE / 2);
        return new Batch.Samples(
                Matrix.of(new double[][] {x, x}), Matrix.of(new double[][] {new double[3], new double[3]}));
    }

    private static void requireNoNumber(
            Engine.Choice choice, BatchSource source, Dynamics dynamics, Batch.Samples observed) {
        double[][] u = new double[3][7];
        double[][] w = new double[7][5];
        for (double[] row : u) {
            Arrays.fill(row, 1);
        }
        for (int k = 0; k < w.length; k++) {
            Arrays.fill(w[k], k % 2 == 0 ? 1 : -1);
        }
        Parameters start = Parameters.of(NET, Matrix.of(u), Matrix.of(w));
        Replica overflowing = new Replica(1, 0.01, 0.001, source, observed, start).with(dynamics);
        try (Stepper stepper = stepper(choice, overflowing)) {
            assertThat(stepper.advance(50, () -> false)).isEqualTo(Stepper.Outcome.DIVERGED);
            assertThat(stepper.step(0)).isEqualTo(1);
            assertThat(u(stepper, 0)[0][0]).isNaN();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stepsOnACallersBatchAsOnItsOwn(Engine.Choice choice) {
        try (Stepper own = stepper(choice, replica(1, 0.01));
                Stepper given = stepper(choice, replica(1, 0.01))) {
            own.advance(3, () -> false);
            for (int k = 0; k < 3; k++) {
                given.step(GaussianSampler.minibatch(TASK, Precision.DOUBLE, 1, k, 4));
            }
            assertThat(u(given, 0)).isDeepEqualTo(u(own, 0));
            assertThat(given.step(0)).isEqualTo(3);
        }
    }

    @Test
    void returnsWhenCancelledAndGoesOnLater() {
        AtomicInteger asked = new AtomicInteger();
        try (Stepper stepper = stepper(null, replica(1, 0.01));
                Stepper whole = stepper(null, replica(1, 0.01))) {
            long far = 100_000_000;
            assertThat(stepper.advance(far, () -> asked.incrementAndGet() > 3)).isEqualTo(Stepper.Outcome.CANCELLED);
            long reached = stepper.step(0);
            assertThat(reached).isPositive().isLessThan(far);
            stepper.advance(reached + 10, () -> false);
            whole.advance(reached + 10, () -> false);
            assertThat(u(stepper, 0)).isDeepEqualTo(u(whole, 0));
        }
    }

    @Test
    void observesWhatTheEvaluatorSeesAtTheSameParameters() {
        Set<Quantity> quantities = EnumSet.of(
                Quantity.LOSS,
                Quantity.TASK_BALANCE,
                Quantity.TASK_BALANCE_NORMS,
                Quantity.GAMMAS,
                Quantity.HESSIAN_TRACE);
        Result observed = new Result(NET, Precision.DOUBLE, quantities);
        Result evaluated = new Result(NET, Precision.DOUBLE, quantities);
        Parameters theta = Parameters.allocate(NET, Precision.DOUBLE);
        try (Stepper stepper = stepper(null, replica(1, 0.01), replica(2, 0.01));
                var evaluator = new OpenClBackend().evaluator(NET, Precision.DOUBLE)) {
            stepper.advance(25, () -> false);
            stepper.observe(1, quantities, observed);
            stepper.read(1, theta);
            evaluator.at(theta, new Batch.Population(TASK), 0.001).compute(quantities, evaluated);
            assertThat(observed.loss()).isEqualTo(evaluated.loss());
            assertThat(observed.taskBalance(0)).isEqualTo(evaluated.taskBalance(0));
            assertThat(observed.taskBalanceNorms(0)).isEqualTo(evaluated.taskBalanceNorms(0));
            assertThat(observed.gammaU()).isEqualTo(evaluated.gammaU());
            assertThat(observed.hessianTrace()).isEqualTo(evaluated.hessianTrace());
        }
    }

    @Test
    void refusesABatchOfOtherShape() {
        try (Stepper stepper = stepper(null, replica(1, 0.01))) {
            assertThatThrownBy(() -> stepper.step(new Batch.Population(new Problems(1).task(4, 3, false, false))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the batch has 4 inputs and 3 outputs, the model has 5 and 3");
        }
    }
}
