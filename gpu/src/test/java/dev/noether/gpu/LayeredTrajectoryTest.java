package dev.noether.gpu;

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
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A persistent work-group steps nets of any depth and normalised nets, under schedules and in flows with multipliers, with the bits of the engine that
 * enqueues gradients, which the contract tests hold against the reference.
 */
final class LayeredTrajectoryTest {

    private static final int STEPS = 9;
    private static final int BATCH = 5;
    private static final double FRACTION = 0.3;

    private static final Model TANH = new TwoLayerNet(7, 11, 3, Activation.TANH, Loss.MEAN);

    private static final Model NET_A = new NormalizedNet(NormalizedNet.Variant.A, 7, 11, 3, Loss.MEAN);

    private static final Model NET_B = new NormalizedNet(NormalizedNet.Variant.B, 7, 11, 3, Loss.SUM);

    private static Model deep(Integer... widths) {
        return new DeepLinearNet(List.of(widths), Loss.MEAN);
    }

    static Stream<Arguments> cases() {
        // The depths of one line have the same program.
        return Stream.of(
                Arguments.of(deep(7, 3), Precision.FLOAT, SourceLayout.Kind.FRESH, Tuning.CPU, Engine.Choice.LOCAL),
                Arguments.of(deep(7, 11, 3), Precision.FLOAT, SourceLayout.Kind.FRESH, Tuning.CPU, Engine.Choice.LOCAL),
                Arguments.of(
                        deep(7, 11, 2, 9, 3),
                        Precision.FLOAT,
                        SourceLayout.Kind.FRESH,
                        Tuning.CPU,
                        Engine.Choice.LOCAL),
                Arguments.of(deep(7, 3), Precision.DOUBLE, SourceLayout.Kind.FRESH, Tuning.GPU, Engine.Choice.LOCAL),
                Arguments.of(
                        deep(7, 11, 2, 9, 3),
                        Precision.DOUBLE,
                        SourceLayout.Kind.FRESH,
                        Tuning.GPU,
                        Engine.Choice.LOCAL),
                Arguments.of(
                        deep(7, 1, 13, 3), Precision.FLOAT, SourceLayout.Kind.DRAWN, Tuning.CPU, Engine.Choice.GLOBAL),
                Arguments.of(
                        deep(7, 1, 13, 3), Precision.FLOAT, SourceLayout.Kind.FIXED, Tuning.CPU, Engine.Choice.LOCAL),
                Arguments.of(TANH, Precision.FLOAT, SourceLayout.Kind.FRESH, Tuning.CPU, Engine.Choice.LOCAL),
                Arguments.of(TANH, Precision.DOUBLE, SourceLayout.Kind.DRAWN, Tuning.GPU, Engine.Choice.LOCAL),
                Arguments.of(NET_A, Precision.FLOAT, SourceLayout.Kind.FRESH, Tuning.CPU, Engine.Choice.LOCAL),
                Arguments.of(NET_A, Precision.DOUBLE, SourceLayout.Kind.FRESH, Tuning.GPU, Engine.Choice.LOCAL),
                Arguments.of(NET_B, Precision.FLOAT, SourceLayout.Kind.DRAWN, Tuning.GPU, Engine.Choice.GLOBAL),
                Arguments.of(NET_B, Precision.DOUBLE, SourceLayout.Kind.FIXED, Tuning.CPU, Engine.Choice.GLOBAL));
    }

    /** A plain descent, one under a schedule, and flows where minibatches are drawn: each replica has its own. */
    private static List<Replica> replicas(
            Model model, Precision precision, BatchSource source, Batch observed, boolean drawn) {
        List<Replica> replicas = new ArrayList<>();
        for (long seed = 3; seed < 6; seed++) {
            Parameters start = new Initialization.Kaiming().draw(model, precision, seed);
            replicas.add(new Replica(seed, 0.02, 0.003 * seed, source, observed, start));
        }
        replicas.set(1, replicas.get(1).with(new LearningRate.Cosine(0.04, STEPS)));
        if (drawn) {
            Dynamics flow = new Dynamics.MinibatchFlow(FRACTION);
            replicas.add(replicas.get(0).with(flow));
            replicas.add(replicas.get(1).with(flow));
        }
        return replicas;
    }

    private static Parameters[] after(Run run, Tuning tuning, Engine.Choice choice) {
        try (Stepper stepper = OpenClStepper.open(Devices.found().list().getFirst(), run, tuning, choice)) {
            stepper.advance(2, () -> false);
            assertThat(stepper.advance(STEPS, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
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
        GaussianTask task = new Problems(5).task(7, 3, true, true);
        Batch.Samples data = GaussianSampler.dataSet(task, precision, 1, 13);
        BatchSource source =
                switch (kind) {
                    case FRESH -> new BatchSource.Fresh(task, BATCH);
                    case DRAWN -> new BatchSource.Drawn(data, BATCH);
                    case FIXED, MOMENTS -> new BatchSource.Fixed(data);
                };
        boolean drawn = kind != SourceLayout.Kind.FIXED;
        Run run = new Run(model, precision, replicas(model, precision, source, data, drawn), 1);
        Parameters[] ends = after(run, tuning, choice);
        assertSameBits(ends, after(run, Tuning.CPU, Engine.Choice.GRADIENT));
        for (int r = 0; r < ends.length; r++) {
            assertThat(ends[r].block(0).toRows())
                    .as("replica %d has moved", r)
                    .isNotEqualTo(run.replicas().get(r).start().block(0).toRows());
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
                                new Initialization.Kaiming().draw(net, Precision.FLOAT, seed))
                        .with(new LearningRate.StepDecay(0.01, 700, 0.99)))
                .toList();
        Run run = new Run(net, Precision.FLOAT, replicas, 1);
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
