package dev.noether.backend.simd;

import static dev.noether.backend.simd.Cases.largest;
import static dev.noether.backend.simd.Cases.plus;
import static dev.noether.backend.simd.Cases.requireNear;
import static dev.noether.backend.simd.Cases.requireSameBits;
import static dev.noether.backend.simd.Cases.scaled;
import static dev.noether.backend.simd.Cases.times;
import static dev.noether.backend.simd.Cases.transpose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.backend.Evaluator;
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
import dev.noether.random.RandomStream;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Trajectories of the two-layer linear net. */
class TwoLayerStepperTest {

    private static final long SEED = 0x5EED_0BAD_CAFEL;

    /** What the tests below vary. */
    record Setting(Precision precision, TwoLayerNet net, int size) {}

    /** In the order of samples, and in the order of the product. */
    static Stream<Setting> settings() {
        return Stream.of(Precision.values())
                .flatMap(p -> Stream.of(
                        new Setting(p, TwoLayerNet.linear(7, 11, 5, Loss.SUM), 3),
                        new Setting(p, TwoLayerNet.linear(3, 37, 5, Loss.MEAN), 17),
                        new Setting(p, TwoLayerNet.linear(9, 21, 18, Loss.MEAN), 4),
                        new Setting(p, TwoLayerNet.linear(1, 1, 1, Loss.SUM), 1)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void drawsTheMinibatchesOfTheStream(Setting setting) {
        GaussianTask task = Cases.task(setting.net, true, 1);
        Replica replica = replica(setting.net, new BatchSource.Fresh(task, setting.size), 0.01, 0.02);
        try (Stepper drawn = stepper(setting, 1, replica);
                Stepper given = stepper(setting, 1, replica)) {
            assertThat(drawn.advance(6, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            for (int k = 0; k < 6; k++) {
                given.step(GaussianSampler.minibatch(task, setting.precision, SEED, k, setting.size));
            }
            assertThat(drawn.step(0)).isEqualTo(given.step(0)).isEqualTo(6);
            requireSameBits(read(drawn, 0, setting), read(given, 0, setting));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void drawsFromDataByTheIndicesOfTheStream(Setting setting) {
        Batch.Samples data = Cases.samples(setting.net, 23, 2);
        Replica replica = replica(setting.net, new BatchSource.Drawn(data, setting.size), 0.01, 0);
        RandomStream stream = new RandomStream(SEED);
        try (Stepper drawn = stepper(setting, 1, replica);
                Stepper given = stepper(setting, 1, replica)) {
            drawn.advance(5, () -> false);
            for (int k = 0; k < 5; k++) {
                Matrix x = Matrix.allocate(Precision.DOUBLE, setting.size, setting.net.inputs());
                Matrix y = Matrix.allocate(Precision.DOUBLE, setting.size, setting.net.outputs());
                for (int i = 0; i < setting.size; i++) {
                    int chosen = stream.index(k, i, 23);
                    x.setRow(i, data.x().toRows()[chosen], 0);
                    y.setRow(i, data.y().toRows()[chosen], 0);
                }
                given.step(new Batch.Samples(x, y));
            }
            requireSameBits(read(drawn, 0, setting), read(given, 0, setting));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void descendsOnAFixedBatchAlongTheGradientOfTheEvaluator(Setting setting) {
        TwoLayerNet net = setting.net;
        double eta = 0.03125;
        double gamma = 0.125;
        Parameters start = Cases.parameters(net, 3);
        for (Batch batch : List.of(
                Cases.samples(net, setting.size, 4), new Batch.Population(Cases.task(net, true, 5)), moments(net))) {
            Result result = new Result(net, setting.precision, EnumSet.of(Quantity.GRADIENT));
            try (Stepper stepper = stepper(setting, 1, replica(net, new BatchSource.Fixed(batch), eta, gamma));
                    Evaluator evaluator = new SimdBackend().evaluator(net, setting.precision)) {
                stepper.advance(1, () -> false);
                evaluator.at(start, batch, gamma).compute(result.quantities(), result);
                Parameters theta = read(stepper, 0, setting);
                for (int b = 0; b < 2; b++) {
                    double[][] expected = plus(
                            start.block(b).toRows(),
                            -eta,
                            result.gradient().block(b).toRows());
                    requireNear(
                            "theta",
                            theta.block(b).toRows(),
                            expected,
                            8 * setting.precision.epsilon(),
                            largest(start.block(b).toRows()) + largest(expected));
                }
                stepper.advance(9, () -> false);
                try (Stepper given = stepper(setting, 1, replica(net, new BatchSource.Fixed(batch), eta, gamma))) {
                    for (int k = 0; k < 9; k++) {
                        given.step(batch);
                    }
                    requireSameBits(read(stepper, 0, setting), read(given, 0, setting));
                }
            }
        }
    }

    /** {@code Q' = (1 - 2 eta gamma)^2 Q + eta^2 (gU^T gU - gW gW^T)}: for every step, to rounding. */
    @ParameterizedTest
    @MethodSource("settings")
    void movesTheNoetherChargeExactly(Setting setting) {
        TwoLayerNet net = setting.net;
        double eta = 0.0078125;
        double gamma = 0.0625;
        GaussianTask task = Cases.task(net, false, 6);
        Result result = new Result(net, setting.precision, EnumSet.of(Quantity.GRADIENT));
        try (Stepper stepper =
                        stepper(setting, 1, replica(net, new BatchSource.Fresh(task, setting.size), eta, gamma));
                Evaluator evaluator = new SimdBackend().evaluator(net, setting.precision)) {
            for (int k = 0; k < 30; k++) {
                Parameters before = read(stepper, 0, setting);
                evaluator
                        .at(before, GaussianSampler.minibatch(task, setting.precision, SEED, k, setting.size), 0)
                        .compute(result.quantities(), result);
                stepper.advance(k + 1, () -> false);
                double[][] gu = result.gradient().block(0).toRows();
                double[][] gw = result.gradient().block(1).toRows();
                double decay = (1 - 2 * eta * gamma) * (1 - 2 * eta * gamma);
                double[][] expected = plus(
                        scaled(decay, charge(before)),
                        eta * eta,
                        plus(times(transpose(gu), gu), -1, times(gw, transpose(gw))));
                // Rounding of the step itself: 64 eps of the sum of magnitudes.
                requireNear(
                        "Q",
                        charge(read(stepper, 0, setting)),
                        expected,
                        64 * setting.precision.epsilon(),
                        before.squaredNorm());
            }
            assertThat(stepper.diverged(0)).isFalse();
        }
    }

    private static double[][] charge(Parameters theta) {
        double[][] u = theta.block(0).toRows();
        double[][] w = theta.block(1).toRows();
        return plus(times(transpose(u), u), -1, times(w, transpose(w)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void givesTheSameBitsForAnyNumberOfThreadsAndAnySplit(Setting setting) {
        Replica[] replicas = new Replica[5];
        for (int r = 0; r < replicas.length; r++) {
            GaussianTask task = Cases.task(setting.net, r % 2 == 0, r);
            replicas[r] = new Replica(
                    SEED + r,
                    0.001 * (r + 1),
                    0.01 * r,
                    new BatchSource.Fresh(task, setting.size),
                    new Batch.Population(task),
                    Cases.parameters(setting.net, r));
        }
        try (Stepper one = stepper(setting, 1, replicas);
                Stepper three = stepper(setting, 3, replicas)) {
            one.advance(150, () -> false);
            for (long target : new long[] {1, 37, 37, 130, 150}) {
                assertThat(three.advance(target, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            }
            for (int r = 0; r < replicas.length; r++) {
                assertThat(three.diverged(r)).isFalse();
                requireSameBits(read(three, r, setting), read(one, r, setting));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void goesOnWithTheSameBitsFromASavedState(Setting setting) {
        GaussianTask task = Cases.task(setting.net, true, 8);
        Replica replica = replica(setting.net, new BatchSource.Fresh(task, setting.size), 0.004, 0.01);
        try (Stepper through = stepper(setting, 1, replica);
                Stepper resumed = stepper(setting, 1, replica)) {
            through.advance(41, () -> false);
            Stepper.State state = through.save(0);
            through.advance(99, () -> false);
            resumed.restore(0, state);
            assertThat(resumed.step(0)).isEqualTo(41);
            resumed.advance(99, () -> false);
            assertThat(resumed.diverged(0)).isFalse();
            requireSameBits(read(resumed, 0, setting), read(through, 0, setting));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void endsATrajectoryAtTheVeryStepAtWhichItDiverges(Setting setting) {
        GaussianTask task = Cases.task(setting.net, true, 9);
        Replica wild = replica(setting.net, new BatchSource.Fresh(task, setting.size), 3, 0);
        Replica tame = replica(setting.net, new BatchSource.Fresh(task, setting.size), 0.001, 0);
        double bound = Stepper.divergenceBound(wild.start());
        try (Stepper stepper = stepper(setting, 2, wild, tame);
                Stepper single = stepper(setting, 1, wild)) {
            assertThat(stepper.advance(200, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            long expected = 0;
            do {
                Batch batch = GaussianSampler.minibatch(task, setting.precision, SEED, expected, setting.size);
                single.step(batch);
                expected++;
            } while (read(single, 0, setting).squaredNorm() <= bound);
            assertThat(single.diverged(0)).isTrue();
            assertThat(stepper.diverged(0)).isTrue();
            assertThat(stepper.step(0)).isEqualTo(expected).isLessThan(60);
            requireSameBits(read(stepper, 0, setting), read(single, 0, setting));
            assertThat(stepper.diverged(1)).isFalse();
            assertThat(stepper.step(1)).isEqualTo(200);

            assertThat(single.advance(300, () -> false)).isEqualTo(Stepper.Outcome.DIVERGED);
            assertThat(single.step(0)).isEqualTo(expected);
            assertThat(single.save(0).diverged()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void stopsWhenCancelledAndGoesOnWithTheSameBits(Precision precision) {
        Setting setting = new Setting(precision, Cases.net(7, 11, 5), 3);
        GaussianTask task = Cases.task(setting.net, true, 10);
        Replica replica = replica(setting.net, new BatchSource.Fresh(task, 3), 0.01, 0.01);
        AtomicInteger questions = new AtomicInteger();
        try (Stepper cancelled = stepper(setting, 2, replica, replica, replica);
                Stepper through = stepper(setting, 1, replica)) {
            assertThat(cancelled.advance(1_000_000_000_000L, () -> questions.incrementAndGet() > 5))
                    .isEqualTo(Stepper.Outcome.CANCELLED);
            for (int r = 0; r < 3; r++) {
                long done = cancelled.step(r);
                through.restore(0, new Stepper.State(replica.start(), 0, false));
                through.advance(done, () -> false);
                requireSameBits(read(cancelled, r, setting), read(through, 0, setting));
            }
            assertThat(cancelled.step(0)).isPositive();
        }
    }

    @Test
    void whatTheQuestionThrowsReachesTheCaller() {
        Setting setting = new Setting(Precision.DOUBLE, Cases.net(7, 11, 5), 3);
        GaussianTask task = Cases.task(setting.net, true, 10);
        Replica replica = replica(setting.net, new BatchSource.Fresh(task, 3), 0.01, 0.01);
        try (Stepper stepper = stepper(setting, 2, replica, replica)) {
            assertThatThrownBy(() -> stepper.advance(1_000_000_000_000L, () -> {
                        throw new IllegalStateException("the terminal is gone");
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the terminal is gone");
            assertThat(stepper.advance(stepper.step(0) + 10, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void observesWhatAnEvaluatorComputes(Setting setting) {
        GaussianTask task = Cases.task(setting.net, true, 13);
        Replica replica = replica(setting.net, new BatchSource.Fresh(task, setting.size), 0.01, 0.125);
        Set<Quantity> quantities = new SimdBackend()
                .quantities(setting.net).stream()
                        .filter(quantity -> quantity != Quantity.LOSS_PER_SAMPLE)
                        .collect(Collectors.toSet());
        Result observed = new Result(setting.net, Precision.DOUBLE, quantities);
        Result expected = new Result(setting.net, Precision.DOUBLE, quantities);
        try (Stepper stepper = stepper(setting, 1, replica);
                Evaluator evaluator = new SimdBackend().evaluator(setting.net, setting.precision)) {
            stepper.advance(3, () -> false);
            stepper.observe(0, quantities, observed);
            evaluator
                    .at(read(stepper, 0, setting), replica.observed(), replica.weightDecay())
                    .compute(quantities, expected);
            assertThat(observed.loss()).isEqualTo(expected.loss());
            assertThat(observed.hessianTraceByBlock()).containsExactly(expected.hessianTraceByBlock());
            assertThat(observed.taskBalanceNorms(0)).containsExactly(expected.taskBalanceNorms(0));
            requireSameBits(observed.gradient(), expected.gradient());
        }
    }

    /** With unit learning rate and no error to descend along, a step multiplies by {@code 1 - 2 gamma}. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void decaysTheWeights(Precision precision) {
        TwoLayerNet net = Cases.net(1, 1, 1);
        Parameters start = Parameters.of(net, Matrix.of(new double[][] {{3}}), Matrix.of(new double[][] {{0}}));
        GaussianTask still = new GaussianTask(
                Covariance.isotropic(1, 1), Covariance.isotropic(1, 0), Matrix.of(new double[][] {{0}}));
        Replica replica = new Replica(
                SEED, 1, 0.125, new BatchSource.Fixed(new Batch.Population(still)), new Batch.Population(still), start);
        Setting setting = new Setting(precision, net, 0);
        try (Stepper stepper = stepper(setting, 1, replica)) {
            stepper.advance(2, () -> false);
            assertThat(read(stepper, 0, setting).block(0).get(0, 0)).isEqualTo(3 * 0.75 * 0.75);
        }
    }

    private static Batch moments(TwoLayerNet net) {
        GaussianTask task = Cases.task(net, true, 14);
        double[][] sx = task.inputCovariance().toMatrix().toRows();
        double[][] yx = times(task.target().toRows(), sx);
        double[][] yy = plus(
                Cases.symmetric(times(yx, transpose(task.target().toRows()))),
                1,
                task.noiseCovariance().toMatrix().toRows());
        return new Batch.Moments(Matrix.of(sx), Matrix.of(yx), Matrix.of(yy));
    }

    private static Replica replica(TwoLayerNet net, BatchSource source, double eta, double gamma) {
        return new Replica(
                SEED, eta, gamma, source, new Batch.Population(Cases.task(net, true, 15)), Cases.parameters(net, 3));
    }

    private static Stepper stepper(Setting setting, int threads, Replica... replicas) {
        return new SimdBackend().stepper(new Run(setting.net, setting.precision, List.of(replicas), threads));
    }

    private static Parameters read(Stepper stepper, int replica, Setting setting) {
        Parameters theta = Parameters.allocate(setting.net, setting.precision);
        stepper.read(replica, theta);
        return theta;
    }
}
