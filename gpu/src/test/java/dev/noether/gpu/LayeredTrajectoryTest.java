package dev.noether.gpu;

import static dev.noether.gpu.Engine.Choice.GLOBAL;
import static dev.noether.gpu.Engine.Choice.GRADIENT;
import static dev.noether.gpu.Engine.Choice.LOCAL;
import static dev.noether.gpu.SourceLayout.Kind.DRAWN;
import static dev.noether.gpu.SourceLayout.Kind.FIXED;
import static dev.noether.gpu.SourceLayout.Kind.FRESH;
import static dev.noether.gpu.SourceLayout.Kind.MOMENTS;
import static dev.noether.model.Precision.DOUBLE;
import static dev.noether.model.Precision.FLOAT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Dynamics;
import dev.noether.backend.LearningRate;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A persistent work-group steps nets of any depth, normalised nets and the scale-invariant model, under schedules and in flows
 * with multipliers or an exact drift, with the bits of the engine that enqueues gradients, which the contract tests hold against the reference.
 */
final class LayeredTrajectoryTest {

    private static final int STEPS = 9;
    private static final int BATCH = 5;
    private static final double FRACTION = 0.3;

    private static final Model TANH = new TwoLayerNet(7, 11, 3, Activation.TANH, Loss.MEAN);

    private static final Model NET_A = new NormalizedNet(NormalizedNet.Variant.A, 7, 11, 3, Loss.MEAN);

    private static final Model NET_B = new NormalizedNet(NormalizedNet.Variant.B, 7, 11, 3, Loss.SUM);

    private static final Model TOY = new ScaleInvariantModel(7, Loss.SUM);

    private static Model deep(Integer... widths) {
        return new DeepLinearNet(List.of(widths), Loss.MEAN);
    }

    static Stream<Arguments> cases() {
        // The depths of one line have the same program.
        return Stream.of(
                Arguments.of(deep(7, 3), FLOAT, FRESH, Tuning.CPU, LOCAL),
                Arguments.of(deep(7, 11, 3), FLOAT, FRESH, Tuning.CPU, LOCAL),
                Arguments.of(deep(7, 11, 2, 9, 3), FLOAT, FRESH, Tuning.CPU, LOCAL),
                Arguments.of(deep(7, 3), DOUBLE, FRESH, Tuning.GPU, LOCAL),
                Arguments.of(deep(7, 11, 2, 9, 3), DOUBLE, FRESH, Tuning.GPU, LOCAL),
                Arguments.of(deep(7, 1, 13, 3), FLOAT, DRAWN, Tuning.CPU, GLOBAL),
                Arguments.of(deep(7, 1, 13, 3), FLOAT, FIXED, Tuning.CPU, LOCAL),
                Arguments.of(TANH, FLOAT, FRESH, Tuning.CPU, LOCAL),
                Arguments.of(TANH, DOUBLE, DRAWN, Tuning.GPU, LOCAL),
                Arguments.of(NET_A, FLOAT, FRESH, Tuning.CPU, LOCAL),
                Arguments.of(NET_A, DOUBLE, FRESH, Tuning.GPU, LOCAL),
                Arguments.of(NET_B, FLOAT, DRAWN, Tuning.GPU, GLOBAL),
                Arguments.of(NET_B, DOUBLE, FIXED, Tuning.CPU, GLOBAL),
                Arguments.of(TOY, FLOAT, FRESH, Tuning.CPU, LOCAL),
                Arguments.of(TOY, DOUBLE, FRESH, Tuning.GPU, LOCAL),
                Arguments.of(TOY, FLOAT, DRAWN, Tuning.GPU, GLOBAL),
                Arguments.of(TOY, DOUBLE, FIXED, Tuning.CPU, GLOBAL),
                Arguments.of(TOY, FLOAT, MOMENTS, Tuning.GPU, LOCAL),
                Arguments.of(TOY, DOUBLE, MOMENTS, Tuning.CPU, GLOBAL),
                Arguments.of(deep(7, 3), FLOAT, MOMENTS, Tuning.CPU, LOCAL),
                Arguments.of(deep(7, 11, 2, 9, 3), FLOAT, MOMENTS, Tuning.CPU, LOCAL),
                Arguments.of(deep(7, 3), DOUBLE, MOMENTS, Tuning.GPU, LOCAL),
                Arguments.of(deep(7, 11, 2, 9, 3), DOUBLE, MOMENTS, Tuning.GPU, LOCAL),
                Arguments.of(deep(7, 1, 13, 3), FLOAT, MOMENTS, Tuning.CPU, GLOBAL));
    }

    /** What one replica, and the next, draw from, and what they are observed on; on moments those of a task and of no task. */
    private record Sources(BatchSource first, BatchSource second, Batch observed) {

        static Sources of(Model model, Precision precision, SourceLayout.Kind kind) {
            Problems problems = new Problems(5);
            GaussianTask task = problems.task(model.inputs(), model.outputs(), true, true);
            Batch.Samples data = GaussianSampler.dataSet(task, precision, 1, 13);
            BatchSource first =
                    switch (kind) {
                        case FRESH -> new BatchSource.Fresh(task, BATCH);
                        case DRAWN -> new BatchSource.Drawn(data, BATCH);
                        case FIXED -> new BatchSource.Fixed(data);
                        case MOMENTS -> new BatchSource.Fixed(new Batch.Population(task));
                    };
            BatchSource second = kind == MOMENTS
                    ? new BatchSource.Fixed(new Batch.Moments(
                            problems.full(model.inputs()).toMatrix(),
                            problems.matrix(model.outputs(), model.inputs()),
                            problems.full(model.outputs()).toMatrix()))
                    : first;
            return new Sources(first, second, data);
        }
    }

    /** A plain descent, one under a schedule, and flows where minibatches are drawn: each replica has its own. */
    private static Run run(Model model, Precision precision, SourceLayout.Kind kind, long steps) {
        Sources sources = Sources.of(model, precision, kind);
        List<Replica> replicas = new ArrayList<>();
        for (long seed = 3; seed < 6; seed++) {
            Parameters start = new Initialization.Kaiming().draw(model, precision, seed);
            BatchSource source = seed == 5 ? sources.second : sources.first;
            replicas.add(new Replica(seed, 0.02, 0.003 * seed, source, sources.observed, start));
        }
        replicas.set(1, replicas.get(1).with(new LearningRate.Cosine(0.04, steps)));
        if (kind == FRESH || kind == DRAWN) {
            Dynamics flow = new Dynamics.MinibatchFlow(FRACTION);
            replicas.add(replicas.get(0).with(flow));
            replicas.add(replicas.get(1).with(flow));
        }
        return new Run(model, precision, replicas, 1);
    }

    static Stream<Arguments> driftCases() {
        return Stream.of(
                Arguments.of(TwoLayerNet.linear(7, 11, 3, Loss.MEAN), FLOAT, FRESH, MOMENTS, Tuning.CPU, LOCAL),
                Arguments.of(deep(7, 3), FLOAT, FRESH, MOMENTS, Tuning.CPU, LOCAL),
                Arguments.of(deep(7, 11, 2, 9, 3), DOUBLE, FRESH, MOMENTS, Tuning.GPU, LOCAL),
                Arguments.of(deep(7, 1, 13, 3), FLOAT, DRAWN, FIXED, Tuning.CPU, GLOBAL),
                Arguments.of(deep(7, 1, 13, 3), DOUBLE, DRAWN, MOMENTS, Tuning.CPU, LOCAL),
                Arguments.of(TANH, FLOAT, DRAWN, FIXED, Tuning.GPU, LOCAL),
                Arguments.of(NET_A, DOUBLE, DRAWN, FIXED, Tuning.GPU, LOCAL),
                Arguments.of(NET_B, FLOAT, FRESH, FIXED, Tuning.CPU, GLOBAL),
                Arguments.of(TOY, FLOAT, FRESH, MOMENTS, Tuning.CPU, LOCAL),
                Arguments.of(TOY, DOUBLE, DRAWN, FIXED, Tuning.GPU, GLOBAL));
    }

    /** Flows with drifts of their own, beside replicas without one: a descent, a flow whose drift has no weight, multipliers. */
    private static Run driftRun(
            Model model, Precision precision, SourceLayout.Kind kind, SourceLayout.Kind drift, long steps) {
        Sources sources = Sources.of(model, precision, kind);
        Sources drifts = Sources.of(model, precision, drift);
        // Of another size than the first; moments have a second one that is of no task.
        Batch other = drift == FIXED
                ? GaussianSampler.dataSet(
                        new Problems(8).task(model.inputs(), model.outputs(), true, false), precision, 2, 8)
                : ((BatchSource.Fixed) drifts.second).batch();
        Batch first = ((BatchSource.Fixed) drifts.first).batch();
        List<Dynamics> dynamics = List.of(
                Dynamics.DESCENT,
                new Dynamics.Flow(FRACTION, first),
                new Dynamics.Flow(0.25, other),
                new Dynamics.Flow(1, first),
                new Dynamics.MinibatchFlow(FRACTION),
                new Dynamics.Flow(1.5, first));
        List<Replica> replicas = new ArrayList<>();
        for (int r = 0; r < dynamics.size(); r++) {
            Parameters start = new Initialization.Kaiming().draw(model, precision, r);
            replicas.add(
                    new Replica(r, 0.004, 0.003 * r, sources.first, sources.observed, start).with(dynamics.get(r)));
        }
        replicas.set(2, replicas.get(2).with(new LearningRate.Cosine(0.002, steps)));
        return new Run(model, precision, replicas, 1);
    }

    @ParameterizedTest
    @MethodSource("driftCases")
    void flowsAlongADriftWithTheBitsOfEnqueuedGradients(
            Model model,
            Precision precision,
            SourceLayout.Kind kind,
            SourceLayout.Kind drift,
            Tuning tuning,
            Engine.Choice choice) {
        for (long steps : new long[] {STEPS, 60}) {
            requireTheBitsOfEnqueuedGradients(driftRun(model, precision, kind, drift, steps), tuning, choice, steps);
        }
    }

    /** One drift on samples and one on moments: no kernel has both, the gradients are enqueued. */
    @Test
    void flowsAlongDriftsOfSeveralKinds() {
        Model model = TwoLayerNet.linear(7, 11, 3, Loss.MEAN);
        Run samples = driftRun(model, DOUBLE, DRAWN, FIXED, STEPS);
        Run moments = driftRun(model, DOUBLE, DRAWN, MOMENTS, STEPS);
        List<Replica> both =
                List.of(samples.replicas().get(1), moments.replicas().get(1));
        Run run = new Run(model, DOUBLE, both, 1);
        assertThat(PersistentEngine.steps(run)).isFalse();
        assertThat(PersistentEngine.steps(samples)).isTrue();
        Parameters[] ends = after(run, Tuning.CPU, null, STEPS);
        assertSameBits(ends, new Parameters[] {
            after(samples, Tuning.CPU, LOCAL, STEPS)[1], after(moments, Tuning.CPU, LOCAL, STEPS)[1]
        });
    }

    private static Stepper stepper(Run run, Tuning tuning, Engine.Choice choice) {
        return OpenClStepper.open(Devices.found().list().getFirst(), run, tuning, choice);
    }

    private static Parameters[] after(Run run, Tuning tuning, Engine.Choice choice, long steps) {
        try (Stepper stepper = stepper(run, tuning, choice)) {
            stepper.advance(2, () -> false);
            assertThat(stepper.advance(steps, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            for (int r = 0; r < run.replicas().size(); r++) {
                assertThat(stepper.step(r)).as("steps of replica %d", r).isEqualTo(steps);
                assertThat(stepper.diverged(r)).as("replica %d has diverged", r).isFalse();
            }
            return ends(stepper, run);
        }
    }

    private static Parameters[] ends(Stepper stepper, Run run) {
        Parameters[] ends = new Parameters[run.replicas().size()];
        for (int r = 0; r < ends.length; r++) {
            ends[r] = Parameters.allocate(run.model(), run.precision());
            stepper.read(r, ends[r]);
        }
        return ends;
    }

    private static void assertSameBits(Parameters[] actual, Parameters[] expected) {
        for (int r = 0; r < expected.length; r++) {
            for (int b = 0; b < expected[r].blocks(); b++) {
                assertThat(actual[r].block(b).toRows())
                        .as("replica %d, block %d", r, b)
                        .isDeepEqualTo(expected[r].block(b).toRows());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsWithTheBitsOfEnqueuedGradients(
            Model model, Precision precision, SourceLayout.Kind kind, Tuning tuning, Engine.Choice choice) {
        requireTheBitsOfEnqueuedGradients(model, precision, kind, tuning, choice, STEPS);
    }

    private static void requireTheBitsOfEnqueuedGradients(
            Model model, Precision precision, SourceLayout.Kind kind, Tuning tuning, Engine.Choice choice, long steps) {
        requireTheBitsOfEnqueuedGradients(run(model, precision, kind, steps), tuning, choice, steps);
    }

    private static void requireTheBitsOfEnqueuedGradients(Run run, Tuning tuning, Engine.Choice choice, long steps) {
        Parameters[] ends = after(run, tuning, choice, steps);
        assertSameBits(ends, after(run, Tuning.CPU, GRADIENT, steps));
        for (int r = 0; r < ends.length; r++) {
            assertThat(ends[r].block(0).toRows())
                    .as("replica %d has moved", r)
                    .isNotEqualTo(run.replicas().get(r).start().block(0).toRows());
        }
    }

    static Stream<Arguments> longCases() {
        return Stream.of(
                Arguments.of(FRESH, FLOAT, Tuning.CPU, LOCAL),
                Arguments.of(DRAWN, FLOAT, Tuning.GPU, GLOBAL),
                Arguments.of(MOMENTS, FLOAT, Tuning.CPU, LOCAL),
                Arguments.of(MOMENTS, DOUBLE, Tuning.GPU, LOCAL));
    }

    /** The scale-invariant model and deep nets of drawn widths; the sizes of one line have the same programs. */
    @ParameterizedTest
    @MethodSource("longCases")
    void hasTheSameBitsAfterAThousandStepsOfNetsOfDrawnShapes(
            SourceLayout.Kind kind, Precision precision, Tuning tuning, Engine.Choice choice) {
        Random random = new Random(17);
        for (int n = 0; n < 2; n++) {
            Model toy = new ScaleInvariantModel(2 + random.nextInt(19), Loss.MEAN);
            Integer[] widths = IntStream.range(0, 2 + random.nextInt(4))
                    .mapToObj(_ -> 1 + random.nextInt(13))
                    .toArray(Integer[]::new);
            for (Model model : List.of(toy, deep(widths))) {
                requireTheBitsOfEnqueuedGradients(model, precision, kind, tuning, choice, 1000);
            }
        }
    }

    static Stream<Arguments> divergingCases() {
        return Stream.of(
                Arguments.of(TOY, FLOAT, FRESH, Tuning.CPU),
                Arguments.of(TOY, DOUBLE, MOMENTS, Tuning.CPU),
                Arguments.of(deep(7, 11, 2, 9, 3), DOUBLE, MOMENTS, Tuning.GPU));
    }

    /** Weight decay that turns the parameters round and makes them five times as large. */
    @ParameterizedTest
    @MethodSource("divergingCases")
    void stopsADivergedReplicaWhereEnqueuedGradientsDo(
            Model model, Precision precision, SourceLayout.Kind kind, Tuning tuning) {
        Replica stable = run(model, precision, kind, STEPS).replicas().getFirst();
        requireToStopWhereEnqueuedGradientsDo(stable, precision, tuning);
    }

    /** The pass on the drift finds no divergence, and counts no step. */
    @ParameterizedTest
    @CsvSource({"FIXED, CPU", "MOMENTS, GPU"})
    void stopsADivergedFlowWhereEnqueuedGradientsDo(SourceLayout.Kind drift, String tuning) {
        Model model = deep(7, 11, 2, 9, 3);
        Replica stable = driftRun(model, DOUBLE, DRAWN, drift, STEPS).replicas().get(1);
        requireToStopWhereEnqueuedGradientsDo(stable, DOUBLE, tuning.equals("CPU") ? Tuning.CPU : Tuning.GPU);
    }

    /** Beside a replica that goes on, the same with weight decay that makes its parameters grow. */
    private static void requireToStopWhereEnqueuedGradientsDo(Replica stable, Precision precision, Tuning tuning) {
        double fraction = stable.dynamics() instanceof Dynamics.Flow flow ? flow.fraction() : 1;
        double decay = 3 / (fraction * stable.learningRate().at(0));
        Replica wild = new Replica(
                4, stable.learningRate(), decay, stable.dynamics(), stable.source(), stable.observed(), stable.start());
        Run run = new Run(stable.start().model(), precision, List.of(stable, wild), 1);
        try (Stepper actual = stepper(run, tuning, LOCAL);
                Stepper expected = stepper(run, Tuning.CPU, GRADIENT)) {
            actual.advance(50, () -> false);
            expected.advance(50, () -> false);
            assertThat(actual.diverged(0)).isFalse();
            assertThat(actual.step(0)).isEqualTo(50);
            assertThat(actual.diverged(1)).isTrue();
            assertThat(actual.step(1)).isBetween(2L, 49L).isEqualTo(expected.step(1));
            assertSameBits(ends(actual, run), ends(expected, run));
        }
    }

    /** More steps than rates are written at once, all in few launches, beside as many in launches of 999 steps. */
    @Test
    void takesTheRatesOfAScheduleAlsoBeyondThoseThatAreWrittenAtOnce() {
        GaussianTask task = new Problems(6).task(1, 1, false, false);
        TwoLayerNet net = TwoLayerNet.linear(1, 1, 1, Loss.SUM);
        long steps = 70_000;
        List<Replica> replicas = LongStream.range(0, 4)
                .mapToObj(seed -> new Replica(
                                seed,
                                0.01,
                                0,
                                new BatchSource.Fresh(task, 1),
                                new Batch.Population(task),
                                new Initialization.Kaiming().draw(net, FLOAT, seed))
                        .with(new LearningRate.StepDecay(0.01, 700, 0.99)))
                .toList();
        Run run = new Run(net, FLOAT, replicas, 1);
        try (Stepper whole = new OpenClBackend().stepper(run);
                Stepper pieces = new OpenClBackend().stepper(run)) {
            whole.advance(steps / 2, () -> false);
            whole.advance(steps, () -> false);
            for (long step = 0; step < steps; step += 999) {
                pieces.advance(Math.min(step + 999, steps), () -> false);
            }
            assertThat(whole.step(3)).isEqualTo(steps);
            assertSameBits(ends(whole, run), ends(pieces, run));
        }
    }
}
