package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.random.RandomStream;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every engine follows the plain loops of {@link PlainNet} bit for bit, whatever the shape of its work. */
final class TrajectoryTest {

    record Shape(int inputs, int hidden, int outputs, int batch) {}

    private static final List<Shape> SHAPES =
            List.of(new Shape(1, 1, 1, 1), new Shape(7, 11, 5, 3), new Shape(16, 8, 24, 10), new Shape(3, 17, 9, 33));

    /** One item a group, and many: the numbers must not depend on it. Every combination is a program to compile. */
    record Work(Engine.Choice choice, Tuning tuning) {}

    private static final List<Work> WORKS = List.of(
            new Work(Engine.Choice.LOCAL, Tuning.CPU),
            new Work(Engine.Choice.LOCAL, Tuning.GPU),
            new Work(Engine.Choice.GLOBAL, Tuning.CPU),
            new Work(Engine.Choice.STAGED, Tuning.CPU),
            new Work(Engine.Choice.STAGED, Tuning.GPU),
            new Work(Engine.Choice.GRADIENT, Tuning.CPU));

    static Stream<Arguments> cases() {
        return casesOf(WORKS);
    }

    static Stream<Arguments> fewCases() {
        return casesOf(List.of(WORKS.getFirst(), WORKS.get(4)));
    }

    private static Stream<Arguments> casesOf(List<Work> works) {
        List<Arguments> cases = new ArrayList<>();
        for (Precision precision : Precision.values()) {
            for (Shape shape : SHAPES) {
                for (Work work : works) {
                    cases.add(Arguments.of(precision, shape, work.choice, work.tuning));
                }
            }
        }
        return cases.stream();
    }

    private static final double[] ETAS = {0.011, 0.007};
    private static final double[] GAMMAS = {0, 0.003};
    private static final long[] SEEDS = {5, -8_234_567_890_123L};

    private interface Reference {
        void step(PlainNet net, int replica, long step);
    }

    private static void followsPlainLoops(
            Precision precision,
            Shape shape,
            Engine.Choice choice,
            Tuning tuning,
            int steps,
            List<BatchSource> sources,
            Reference reference) {
        TwoLayerNet net = TwoLayerNet.linear(shape.inputs, shape.hidden, shape.outputs, Loss.MEAN);
        List<Replica> replicas = new ArrayList<>();
        for (int r = 0; r < 2; r++) {
            Parameters start = new Initialization.Kaiming().draw(net, precision, 11 + r);
            replicas.add(new Replica(
                    SEEDS[r], ETAS[r], GAMMAS[r], sources.get(r), new Batch.Population(task(shape, 1)), start));
        }
        Run run = new Run(net, precision, replicas, 1);
        try (Stepper stepper = OpenClStepper.open(Devices.found().list().getFirst(), run, tuning, choice)) {
            assertThat(stepper.advance(2, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            assertThat(stepper.advance(steps, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            for (int r = 0; r < 2; r++) {
                PlainNet plain = new PlainNet(
                        precision,
                        replicas.get(r).start().block(TwoLayerNet.U),
                        replicas.get(r).start().block(TwoLayerNet.W));
                for (int t = 0; t < steps; t++) {
                    reference.step(plain, r, t);
                }
                Parameters end = Parameters.allocate(net, precision);
                stepper.read(r, end);
                assertThat(stepper.step(r)).isEqualTo(steps);
                assertThat(end.block(TwoLayerNet.U).toRows()).isDeepEqualTo(plain.u);
                assertThat(end.block(TwoLayerNet.W).toRows()).isDeepEqualTo(plain.w);
            }
        }
    }

    private static GaussianTask task(Shape shape, int replica) {
        return new Problems(100 + replica).task(shape.inputs, shape.outputs, replica == 1, replica == 1);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followsPlainLoopsOnFreshSamples(Precision precision, Shape shape, Engine.Choice choice, Tuning tuning) {
        List<GaussianTask> tasks = List.of(task(shape, 0), task(shape, 1));
        followsPlainLoops(
                precision,
                shape,
                choice,
                tuning,
                9,
                List.of(
                        new BatchSource.Fresh(tasks.get(0), shape.batch),
                        new BatchSource.Fresh(tasks.get(1), shape.batch)),
                (net, r, t) -> {
                    Batch.Samples batch = GaussianSampler.minibatch(tasks.get(r), precision, SEEDS[r], t, shape.batch);
                    net.stepOnSamples(batch.x().toRows(), batch.y().toRows(), ETAS[r], GAMMAS[r], 1.0 / shape.outputs);
                });
    }

    @ParameterizedTest
    @MethodSource("fewCases")
    void followsPlainLoopsOnDiagonalTasks(Precision precision, Shape shape, Engine.Choice choice, Tuning tuning) {
        GaussianTask task = task(shape, 0);
        followsPlainLoops(
                precision,
                shape,
                choice,
                tuning,
                5,
                List.of(new BatchSource.Fresh(task, shape.batch), new BatchSource.Fresh(task, shape.batch)),
                (net, r, t) -> {
                    Batch.Samples batch = GaussianSampler.minibatch(task, precision, SEEDS[r], t, shape.batch);
                    net.stepOnSamples(batch.x().toRows(), batch.y().toRows(), ETAS[r], GAMMAS[r], 1.0 / shape.outputs);
                });
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followsPlainLoopsOnDrawnSamples(Precision precision, Shape shape, Engine.Choice choice, Tuning tuning) {
        List<Batch.Samples> data = List.of(
                GaussianSampler.dataSet(task(shape, 0), precision, 1, 19),
                GaussianSampler.dataSet(task(shape, 1), precision, 2, 5));
        followsPlainLoops(
                precision,
                shape,
                choice,
                tuning,
                5,
                List.of(
                        new BatchSource.Drawn(data.get(0), shape.batch),
                        new BatchSource.Drawn(data.get(1), shape.batch)),
                (net, r, t) -> {
                    RandomStream stream = new RandomStream(SEEDS[r]);
                    double[][] x = new double[shape.batch][];
                    double[][] y = new double[shape.batch][];
                    for (int i = 0; i < shape.batch; i++) {
                        int n = stream.index(t, i, data.get(r).size());
                        x[i] = data.get(r).x().toRows()[n];
                        y[i] = data.get(r).y().toRows()[n];
                    }
                    net.stepOnSamples(x, y, ETAS[r], GAMMAS[r], 1.0 / shape.outputs);
                });
    }

    @ParameterizedTest
    @MethodSource("fewCases")
    void followsPlainLoopsOnFixedSamples(Precision precision, Shape shape, Engine.Choice choice, Tuning tuning) {
        List<Batch.Samples> data = List.of(
                GaussianSampler.dataSet(task(shape, 0), precision, 1, 19),
                GaussianSampler.dataSet(task(shape, 1), precision, 2, 19));
        followsPlainLoops(
                precision,
                shape,
                choice,
                tuning,
                5,
                List.of(new BatchSource.Fixed(data.get(0)), new BatchSource.Fixed(data.get(1))),
                (net, r, t) -> net.stepOnSamples(
                        data.get(r).x().toRows(), data.get(r).y().toRows(), ETAS[r], GAMMAS[r], 1.0 / shape.outputs));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followsPlainLoopsOnMomentsAndPopulations(
            Precision precision, Shape shape, Engine.Choice choice, Tuning tuning) {
        GaussianTask task = task(shape, 1);
        Matrix cx = new Problems(7).full(shape.inputs).toMatrix();
        Matrix cyx = new Problems(8).matrix(shape.outputs, shape.inputs);
        Matrix cyy = new Problems(9).full(shape.outputs).toMatrix();
        double[][] zero = new double[shape.outputs][shape.inputs];
        followsPlainLoops(
                precision,
                shape,
                choice,
                tuning,
                6,
                List.of(
                        new BatchSource.Fixed(new Batch.Population(task)),
                        new BatchSource.Fixed(new Batch.Moments(cx, cyx, cyy))),
                (net, r, t) -> net.stepOnMoments(
                        (r == 0 ? task.inputCovariance().toMatrix() : cx)
                                .copy(precision)
                                .toRows(),
                        r == 0 ? task.target().copy(precision).toRows() : zero,
                        r == 0 ? zero : cyx.copy(precision).toRows(),
                        ETAS[r],
                        GAMMAS[r],
                        1.0 / shape.outputs));
    }
}
