package dev.noether.backend.simd;

import static dev.noether.backend.simd.Cases.largest;
import static dev.noether.backend.simd.Cases.plus;
import static dev.noether.backend.simd.Cases.requireNear;
import static dev.noether.backend.simd.Cases.requireSameBits;
import static dev.noether.backend.simd.Cases.times;
import static dev.noether.backend.simd.Cases.transpose;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.LearningRate;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Small linear nets on samples step by products of their own: against plain arithmetic in double. */
class SmallStepsTest {

    private static final long SEED = 0xFACE_0FF5_EED5L;
    private static final double ETA = 0.0078125;
    private static final double GAMMA = 0.0625;
    private static final int STEPS = 7;

    /** Relative to the largest element: a step rounds its sums over 100 terms at most, sqrt(100) eps a product, twice. */
    private static final double EPSILONS = 64;

    record Setting(Precision precision, TwoLayerNet net, int size) {}

    /** One to three vectors and more than one panel at every width, with tails of all lengths; rank one last. */
    static Stream<Setting> settings() {
        int[][] shapes = {
            {1, 1, 2, 1},
            {2, 9, 1, 1},
            {5, 7, 3, 2},
            {30, 40, 30, 10},
            {17, 23, 33, 6},
            {31, 53, 21, 4},
            {8, 100, 9, 3},
            {21, 17, 40, 11},
            {3, 64, 65, 5},
            {1, 1, 1, 1},
            {1, 100, 1, 1}
        };
        return Stream.of(Precision.values())
                .flatMap(p -> Stream.of(shapes)
                        .map(s -> new Setting(
                                p, TwoLayerNet.linear(s[0], s[1], s[2], s[1] % 2 == 0 ? Loss.SUM : Loss.MEAN), s[3])));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void suitTheirShapes(Setting setting) {
        Replica replica = replica(setting, source(setting, true), GAMMA);
        TwoLayerNet net = setting.net;
        boolean rankOne = net.inputs() == 1 && net.outputs() == 1 && setting.size == 1;
        assertThat(FloatRankOneSteps.suits(net, replica)).isEqualTo(rankOne);
        boolean byProduct = FloatLinearSamples.byProduct(setting.size, net.inputs(), net.hidden(), net.outputs());
        assertThat(FloatPairedSteps.suits(net, replica)).isEqualTo(!byProduct);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void descendOnFreshSamplesAlongTheGradient(Setting setting) {
        for (boolean diagonal : new boolean[] {true, false}) {
            BatchSource.Fresh source = (BatchSource.Fresh) source(setting, diagonal);
            Batch.Samples[] batches = new Batch.Samples[STEPS];
            for (int k = 0; k < STEPS; k++) {
                batches[k] = GaussianSampler.minibatch(source.task(), setting.precision, SEED, k, setting.size);
            }
            requireSteps(setting, source, GAMMA, batches);
            requireSteps(setting, source, 0, batches);
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void descendOnAFixedBatchAlongTheGradient(Setting setting) {
        Batch.Samples batch = Cases.samples(setting.net, setting.size, 5);
        Batch.Samples[] batches = new Batch.Samples[STEPS];
        Arrays.fill(batches, batch);
        requireSteps(setting, new BatchSource.Fixed(batch), GAMMA, batches);
    }

    /** The steps of one call have their own rates, as if each were one of a constant rate. */
    @ParameterizedTest
    @MethodSource("settings")
    void takeTheRateOfEachStep(Setting setting) {
        Replica plain = replica(setting, source(setting, true), GAMMA);
        LearningRate schedule = new LearningRate.StepDecay(eta(setting.net), 1, 0.5);
        try (Stepper scheduled = stepper(setting, plain.with(schedule))) {
            Stepper.State state = scheduled.save(0);
            scheduled.advance(STEPS, () -> false);
            for (int k = 0; k < STEPS; k++) {
                try (Stepper constant = stepper(setting, plain.with(LearningRate.constant(schedule.at(k))))) {
                    constant.restore(0, state);
                    constant.advance(k + 1, () -> false);
                    state = constant.save(0);
                }
            }
            requireSameBits(read(scheduled, setting), state.theta());
        }
    }

    /** Several steps are drawn at once, but never across the place where their number no longer fits a word. */
    @ParameterizedTest
    @MethodSource("settings")
    void drawTheMinibatchesBeyondThirtyTwoBitsOfSteps(Setting setting) {
        BatchSource.Fresh source = (BatchSource.Fresh) source(setting, true);
        Replica replica = replica(setting, source, GAMMA);
        long start = (1L << 32) - 3;
        try (Stepper drawn = stepper(setting, replica);
                Stepper given = stepper(setting, replica)) {
            drawn.restore(0, new Stepper.State(replica.start(), start, false));
            drawn.advance(start + 6, () -> false);
            given.restore(0, new Stepper.State(replica.start(), start, false));
            for (int k = 0; k < 6; k++) {
                given.step(GaussianSampler.minibatch(source.task(), setting.precision, SEED, start + k, setting.size));
            }
            requireSameBits(read(drawn, setting), read(given, setting));
        }
    }

    /** Going back to an earlier step, as after a divergence, draws what was drawn there before. */
    @ParameterizedTest
    @MethodSource("settings")
    void goBackWithTheSameBits(Setting setting) {
        Replica replica = replica(setting, source(setting, true), 0);
        try (Stepper stepper = stepper(setting, replica)) {
            stepper.advance(2, () -> false);
            Stepper.State early = stepper.save(0);
            stepper.advance(9, () -> false);
            Parameters late = read(stepper, setting);
            stepper.restore(0, early);
            stepper.advance(9, () -> false);
            requireSameBits(read(stepper, setting), late);
        }
    }

    private static void requireSteps(Setting setting, BatchSource source, double gamma, Batch.Samples... batches) {
        Replica replica = replica(setting, source, gamma);
        double[][] u = replica.start().block(TwoLayerNet.U).toRows();
        double[][] w = replica.start().block(TwoLayerNet.W).toRows();
        for (Batch.Samples batch : batches) {
            double[][] x = batch.x().toRows();
            double[][] residual = plus(
                    times(times(x, transpose(w)), transpose(u)), -1, batch.y().toRows());
            double eta = eta(setting.net);
            double factor = 2 * setting.net.lossScale() / setting.size;
            double[][] ofU = times(transpose(residual), times(x, transpose(w)));
            double[][] ofW = times(transpose(times(residual, u)), x);
            u = plus(plus(u, -eta * factor, ofU), -2 * eta * gamma, u);
            w = plus(plus(w, -eta * factor, ofW), -2 * eta * gamma, w);
        }
        try (Stepper stepper = stepper(setting, replica)) {
            stepper.advance(batches.length, () -> false);
            assertThat(stepper.diverged(0)).isFalse();
            Parameters theta = read(stepper, setting);
            double tolerance = EPSILONS * setting.precision.epsilon();
            requireNear("U", theta.block(TwoLayerNet.U).toRows(), u, tolerance, 1 + largest(u));
            requireNear("W", theta.block(TwoLayerNet.W).toRows(), w, tolerance, 1 + largest(w));
        }
    }

    /** With one input, the curvature is of the order of the hidden units. */
    private static double eta(TwoLayerNet net) {
        return net.inputs() == 1 ? ETA / 128 : ETA;
    }

    private static BatchSource source(Setting setting, boolean diagonal) {
        TwoLayerNet net = setting.net;
        GaussianTask task = Cases.task(net, !diagonal, 8);
        if (!diagonal || net.inputs() != net.outputs()) {
            return new BatchSource.Fresh(task, setting.size);
        }
        double[][] target = task.target().toRows();
        for (int i = 0; i < target.length; i++) {
            for (int j = 0; j < target.length; j++) {
                target[i][j] = i == j ? target[i][j] : 0;
            }
        }
        Covariance inputs = task.inputCovariance();
        return new BatchSource.Fresh(new GaussianTask(inputs, task.noiseCovariance(), Matrix.of(target)), setting.size);
    }

    private static Replica replica(Setting setting, BatchSource source, double gamma) {
        return new Replica(
                SEED,
                eta(setting.net),
                gamma,
                source,
                new Batch.Population(Cases.task(setting.net, true, 15)),
                Cases.parameters(setting.net, 3));
    }

    private static Stepper stepper(Setting setting, Replica replica) {
        return new SimdBackend().stepper(new Run(setting.net, setting.precision, List.of(replica), 1));
    }

    private static Parameters read(Stepper stepper, Setting setting) {
        Parameters theta = Parameters.allocate(setting.net, setting.precision);
        stepper.read(0, theta);
        return theta;
    }
}
