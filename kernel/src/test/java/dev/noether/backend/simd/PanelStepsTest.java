package dev.noether.backend.simd;

import static dev.noether.backend.simd.Cases.largest;
import static dev.noether.backend.simd.Cases.requireNear;
import static dev.noether.backend.simd.Cases.requireSameBits;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.LearningRate;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.random.RandomStream;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Large two-layer nets, whose steps are made in panels of hidden units, by a team: by product or by samples. */
class PanelStepsTest {

    private static final long SEED = 0x0DD_BA11L;

    /** Steps of a comparison; the next minibatch is drawn ahead from the second on. */
    private static final int STEPS = 4;

    /** Two orders of the same sums, over some hundred terms and {@link #STEPS} steps. */
    private static final double TOLERANCE = 40;

    record Shape(int size, int inputs, int hidden, int outputs, Activation activation, Loss loss) {

        TwoLayerNet net() {
            return new TwoLayerNet(inputs, hidden, outputs, activation, loss);
        }

        boolean linear() {
            return activation == Activation.IDENTITY;
        }
    }

    /**
     * Tails in every dimension; one group of panels and several; more than one block of the depth; linear nets with many
     * samples, whose products are reassociated, and with few; one output; every activation, of which softplus is not 0 at 0.
     */
    private static final List<Shape> SHAPES = List.of(
            new Shape(61, 67, 131, 43, Activation.IDENTITY, Loss.SUM),
            new Shape(61, 31, 1409, 17, Activation.IDENTITY, Loss.MEAN),
            new Shape(101, 3, 5003, 31, Activation.IDENTITY, Loss.SUM),
            new Shape(211, 137, 211, 149, Activation.IDENTITY, Loss.MEAN),
            new Shape(17, 131, 211, 137, Activation.IDENTITY, Loss.SUM),
            new Shape(5, 67, 1409, 43, Activation.IDENTITY, Loss.MEAN),
            new Shape(33, 67, 491, 43, Activation.TANH, Loss.SUM),
            new Shape(19, 31, 1409, 17, Activation.SOFTPLUS, Loss.MEAN),
            new Shape(211, 13, 331, 149, Activation.GELU, Loss.SUM),
            new Shape(41, 67, 1409, 1, Activation.SWISH, Loss.MEAN),
            new Shape(133, 137, 83, 3, Activation.RELU, Loss.SUM),
            new Shape(9, 83, 1283, 101, Activation.LEAKY_RELU, Loss.SUM));

    record Setting(Precision precision, Shape shape, String source, double decay) {}

    static Stream<Setting> settings() {
        return Stream.of(Precision.values())
                .flatMap(p -> SHAPES.stream()
                        .flatMap(shape -> Stream.of("fresh", "drawn", "fixed", "population")
                                .filter(source -> shape.linear() || !source.equals("population"))
                                .map(source -> new Setting(p, shape, source, source.equals("drawn") ? 0 : 0.0625))));
    }

    private static GaussianTask task(Shape shape) {
        return Cases.task(shape.net(), true, 1);
    }

    private static Batch.Samples data(Shape shape) {
        return Cases.samples(shape.net(), shape.size + 2, 2);
    }

    private static BatchSource source(Setting setting) {
        Shape shape = setting.shape;
        return switch (setting.source) {
            case "fresh" -> new BatchSource.Fresh(task(shape), shape.size);
            case "drawn" -> new BatchSource.Drawn(data(shape), shape.size);
            case "fixed" -> new BatchSource.Fixed(Cases.samples(shape.net(), shape.size, 3));
            default -> new BatchSource.Fixed(new Batch.Population(task(shape)));
        };
    }

    /** The batch of a step, from the definition of the stream. */
    private static Batch batch(Setting setting, long step) {
        Shape shape = setting.shape;
        return switch (source(setting)) {
            case BatchSource.Fresh fresh ->
                GaussianSampler.minibatch(fresh.task(), setting.precision, SEED, step, shape.size);
            case BatchSource.Fixed fixed -> fixed.batch();
            case BatchSource.Drawn drawn -> {
                RandomStream stream = new RandomStream(SEED);
                Matrix x = Matrix.allocate(Precision.DOUBLE, shape.size, shape.inputs);
                Matrix y = Matrix.allocate(Precision.DOUBLE, shape.size, shape.outputs);
                for (int i = 0; i < shape.size; i++) {
                    int chosen = stream.index(step, i, drawn.data().size());
                    for (int j = 0; j < shape.inputs; j++) {
                        x.set(i, j, drawn.data().x().get(chosen, j));
                    }
                    for (int j = 0; j < shape.outputs; j++) {
                        y.set(i, j, drawn.data().y().get(chosen, j));
                    }
                }
                yield new Batch.Samples(x, y);
            }
        };
    }

    private static Replica replica(Setting setting, double eta) {
        Shape shape = setting.shape;
        return new Replica(
                SEED,
                eta,
                setting.decay,
                source(setting),
                shape.linear() ? new Batch.Population(task(shape)) : data(shape),
                Cases.parameters(shape.net(), 4));
    }

    private static Stepper stepper(Setting setting, int threads, Replica... replicas) {
        return new SimdBackend().stepper(new Run(setting.shape.net(), setting.precision, List.of(replicas), threads));
    }

    private static Parameters read(Stepper stepper, int replica, Setting setting) {
        Parameters theta = Parameters.allocate(setting.shape.net(), setting.precision);
        stepper.read(replica, theta);
        return theta;
    }

    /** A rate well below the inverse of the largest curvature, about {@code 2c d / dx}. */
    private static double stable(Setting setting) {
        Shape shape = setting.shape;
        return 0.02 * shape.inputs / shape.hidden / shape.net().lossScale();
    }

    /** The caller's batches are stepped on along the gradient of the objective, by other code. */
    @ParameterizedTest
    @MethodSource("settings")
    void followsTheGradient(Setting setting) {
        Replica replica = replica(setting, stable(setting));
        try (Stepper panels = stepper(setting, 1, replica);
                Stepper gradient = stepper(setting, 1, replica)) {
            for (int k = 0; k < STEPS; k++) {
                gradient.step(batch(setting, k));
            }
            panels.advance(STEPS, () -> false);
            Parameters actual = read(panels, 0, setting);
            Parameters expected = read(gradient, 0, setting);
            for (int b = 0; b < 2; b++) {
                double[][] rows = expected.block(b).toRows();
                double moved =
                        largest(Cases.plus(rows, -1, replica.start().block(b).toRows()));
                assertThat(moved).isGreaterThan(1e-8 * largest(rows));
                requireNear(
                        "block " + b,
                        actual.block(b).toRows(),
                        rows,
                        TOLERANCE * setting.precision.epsilon(),
                        largest(rows));
            }
        }
    }

    /** By product of samples and of a population, by samples of a linear net and of another: all with weight decay. */
    static Stream<Setting> settingsOfSchedules() {
        return settings()
                .filter(setting -> setting.decay > 0 && !setting.source.equals("fixed"))
                .filter(setting -> List.of(0, 4, 6).contains(SHAPES.indexOf(setting.shape)));
    }

    @ParameterizedTest
    @MethodSource("settingsOfSchedules")
    void takesTheRateOfEachStep(Setting setting) {
        LearningRate schedule = new LearningRate.StepDecay(stable(setting), 1, 0.5);
        Replica plain = replica(setting, stable(setting));
        try (Stepper scheduled = stepper(setting, 2, plain.with(schedule))) {
            for (int k = 0; k < 3; k++) {
                Replica ofThisStep = plain.with(LearningRate.constant(schedule.at(k)));
                try (Stepper constant = stepper(setting, 1, ofThisStep)) {
                    constant.restore(0, scheduled.save(0));
                    constant.advance(k + 1, () -> false);
                    scheduled.advance(k + 1, () -> false);
                    requireSameBits(read(scheduled, 0, setting), read(constant, 0, setting));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void givesTheSameBitsForAnyNumberOfThreads(Setting setting) {
        Replica replica = replica(setting, stable(setting));
        try (Stepper one = stepper(setting, 1, replica)) {
            one.advance(STEPS, () -> false);
            assertThat(one.threads()).isEqualTo(1);
            for (int threads : new int[] {2, 3, 5}) {
                try (Stepper team = stepper(setting, threads, replica)) {
                    team.advance(1, () -> false);
                    team.advance(STEPS, () -> false);
                    assertThat(team.threads()).isBetween(1, threads);
                    requireSameBits(read(team, 0, setting), read(one, 0, setting));
                }
            }
        }
    }

    @Test
    void aTeamWorksWhereThereAreFewerReplicasThanThreads() {
        Setting setting = new Setting(Precision.FLOAT, SHAPES.get(1), "fresh", 0);
        Replica replica = replica(setting, stable(setting));
        try (Stepper team = stepper(setting, 2, replica);
                Stepper workers = stepper(setting, 2, replica, replica)) {
            assertThat(team.threads()).isEqualTo(2);
            assertThat(workers.threads()).isEqualTo(2);
            team.advance(3, () -> false);
            workers.advance(3, () -> false);
            requireSameBits(read(team, 0, setting), read(workers, 1, setting));
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void goesOnWithTheSameBitsFromASavedState(Setting setting) {
        Replica replica = replica(setting, stable(setting));
        try (Stepper through = stepper(setting, 1, replica);
                Stepper resumed = stepper(setting, 2, replica)) {
            through.advance(2, () -> false);
            resumed.advance(1, () -> false);
            resumed.restore(0, through.save(0));
            through.advance(STEPS, () -> false);
            resumed.advance(STEPS, () -> false);
            requireSameBits(read(resumed, 0, setting), read(through, 0, setting));
        }
    }

    /** Far beyond the first number that is not finite, and back to the step at which the bound was passed. */
    @ParameterizedTest
    @CsvSource({"FLOAT, 0", "DOUBLE, 0", "FLOAT, 4", "DOUBLE, 4", "FLOAT, 10", "DOUBLE, 10"})
    void endsAtTheVeryStepAtWhichItDiverges(Precision precision, int shape) {
        Setting setting = new Setting(precision, SHAPES.get(shape), "fresh", 0);
        Replica wild = replica(setting, 1);
        double bound = Stepper.divergenceBound(wild.start());
        try (Stepper team = stepper(setting, 2, wild);
                Stepper single = stepper(setting, 1, wild)) {
            assertThat(team.advance(200, () -> false)).isEqualTo(Stepper.Outcome.DIVERGED);
            long expected = 0;
            do {
                single.advance(++expected, () -> false);
            } while (read(single, 0, setting).squaredNorm() <= bound);
            assertThat(team.step(0)).isEqualTo(expected).isLessThan(64);
            requireSameBits(read(team, 0, setting), read(single, 0, setting));
        }
    }

    /** A state of before is of no use once the trajectory was put into another one, though its number of steps be near. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void divergesFromTheStateThatItWasPutInto(Precision precision) {
        Setting setting = new Setting(precision, SHAPES.get(4), "fresh", 0);
        Replica wild = replica(setting, 1);
        try (Stepper used = stepper(setting, 1, wild);
                Stepper fresh = stepper(setting, 1, wild)) {
            used.advance(1, () -> false);
            Stepper.State other =
                    new Stepper.State(Cases.parameters(setting.shape.net(), 5).copy(precision), 2, false);
            used.restore(0, other);
            fresh.restore(0, other);
            assertThat(used.advance(200, () -> false)).isEqualTo(Stepper.Outcome.DIVERGED);
            assertThat(fresh.advance(200, () -> false)).isEqualTo(Stepper.Outcome.DIVERGED);
            assertThat(used.step(0)).isEqualTo(fresh.step(0));
            requireSameBits(read(used, 0, setting), read(fresh, 0, setting));
        }
    }
}
