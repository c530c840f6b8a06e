package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A persistent work-group steps a net with an activation with the bits of the engine that enqueues gradients, which the
 * contract tests hold against the reference: the order of all sums is the same, whatever the shape of the work.
 */
final class ActivatedTrajectoryTest {

    private static final int STEPS = 7;
    private static final int BATCH = 5;
    private static final int HIDDEN = 11;

    private static List<Replica> replicas(TwoLayerNet net, Precision precision, BatchSource source, Batch observed) {
        return List.of(
                replica(net, precision, source, observed, 3, 0.02), replica(net, precision, source, observed, 4, 0.01));
    }

    private static Replica replica(
            TwoLayerNet net, Precision precision, BatchSource source, Batch observed, long seed, double learningRate) {
        return new Replica(
                seed, learningRate, 0.003, source, observed, new Initialization.Kaiming().draw(net, precision, seed));
    }

    private static Parameters[] after(Run run, Tuning tuning, Engine.Choice choice) {
        try (Stepper stepper = OpenClStepper.open(Devices.found().list().getFirst(), run, tuning, choice)) {
            stepper.advance(2, () -> false);
            assertThat(stepper.advance(STEPS, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            Parameters[] ends = new Parameters[run.replicas().size()];
            for (int r = 0; r < ends.length; r++) {
                ends[r] = Parameters.allocate(run.model(), run.precision());
                stepper.read(r, ends[r]);
            }
            return ends;
        }
    }

    private static void assertSameBits(Parameters[] actual, Parameters[] expected) {
        for (int r = 0; r < expected.length; r++) {
            for (int b = 0; b < expected[r].blocks(); b++) {
                assertThat(actual[r].block(b).toRows())
                        .isDeepEqualTo(expected[r].block(b).toRows());
            }
        }
    }

    static Stream<Arguments> cases() {
        // Every case is a program to compile. Softplus is the one of which the padding would not stay zero by itself.
        return Stream.concat(
                Arrays.stream(Activation.values())
                        .map(activation -> Arguments.of(
                                activation, Precision.FLOAT, SourceLayout.Kind.FRESH, Tuning.CPU, Engine.Choice.LOCAL)),
                Stream.of(
                        Arguments.of(
                                Activation.SOFTPLUS,
                                Precision.DOUBLE,
                                SourceLayout.Kind.FRESH,
                                Tuning.GPU,
                                Engine.Choice.LOCAL),
                        Arguments.of(
                                Activation.SOFTPLUS,
                                Precision.DOUBLE,
                                SourceLayout.Kind.DRAWN,
                                Tuning.CPU,
                                Engine.Choice.LOCAL),
                        Arguments.of(
                                Activation.SOFTPLUS,
                                Precision.FLOAT,
                                SourceLayout.Kind.FIXED,
                                Tuning.CPU,
                                Engine.Choice.GLOBAL)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsWithTheBitsOfEnqueuedGradients(
            Activation activation, Precision precision, SourceLayout.Kind kind, Tuning tuning, Engine.Choice choice) {
        TwoLayerNet net = new TwoLayerNet(7, HIDDEN, 3, activation, Loss.MEAN);
        GaussianTask task = new Problems(5).task(7, 3, true, true);
        Batch.Samples data = GaussianSampler.dataSet(task, precision, 1, 13);
        BatchSource source =
                switch (kind) {
                    case FRESH -> new BatchSource.Fresh(task, BATCH);
                    case DRAWN -> new BatchSource.Drawn(data, BATCH);
                    case FIXED, MOMENTS -> new BatchSource.Fixed(data);
                };
        Run run = new Run(net, precision, replicas(net, precision, source, data), 1);
        assertSameBits(after(run, tuning, choice), after(run, Tuning.CPU, Engine.Choice.GRADIENT));
    }
}
