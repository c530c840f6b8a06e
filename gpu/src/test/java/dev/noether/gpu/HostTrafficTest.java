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
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No round trip to the host in a step: the events of the queue, timed by the device, are counted. */
final class HostTrafficTest {

    private static final int REPLICAS = 3;
    private static final int STEPS = 400;

    @BeforeEach
    void turnOn() {
        System.setProperty(CommandLog.PROPERTY, "true");
    }

    @AfterEach
    void turnOff() {
        System.clearProperty(CommandLog.PROPERTY);
    }

    private static Replica replica(Model net, GaussianTask task, long seed) {
        return replica(net, task, new BatchSource.Fresh(task, 4), seed);
    }

    private static Replica replica(Model net, GaussianTask task, BatchSource source, long seed) {
        return new Replica(
                seed,
                0.01,
                0,
                source,
                GaussianSampler.minibatch(task, Precision.FLOAT, seed, 0, 4),
                new Initialization.Kaiming().draw(net, Precision.FLOAT, seed));
    }

    private static long count(List<CommandLog.Command> commands, CommandLog.Kind kind) {
        return commands.stream().filter(command -> command.kind() == kind).count();
    }

    /**
     * Between two observations the host reads steps and divergences once a turn (two reads after hundreds of steps) and
     * writes nothing. A persistent work-group is one kernel a turn; other engines enqueue their kernels ahead.
     */
    @ParameterizedTest
    @CsvSource({"LOCAL, IDENTITY", "LOCAL, TANH", "GLOBAL, TANH", "STAGED, IDENTITY", "GRADIENT, TANH"})
    void nothingGoesToAndFroBetweenObservations(Engine.Choice choice, Activation activation) {
        TwoLayerNet net = new TwoLayerNet(5, 7, 3, activation, Loss.SUM);
        GaussianTask task = new Problems(3).task(5, 3, false, false);
        List<Replica> replicas = LongStream.range(0, REPLICAS)
                .mapToObj(seed -> replica(net, task, seed))
                .toList();
        Run run = new Run(net, Precision.FLOAT, replicas, 1);
        try (OpenClStepper stepper = OpenClStepper.open(Devices.found().list().getFirst(), run, Tuning.CPU, choice)) {
            stepper.advance(STEPS, () -> false);
            stepper.commands();
            assertThat(stepper.advance(2 * STEPS, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            List<CommandLog.Command> commands = stepper.commands();
            long reads = count(commands, CommandLog.Kind.READ);
            long kernels = count(commands, CommandLog.Kind.KERNEL);
            assertThat(count(commands, CommandLog.Kind.WRITE)).isZero();
            assertThat(reads).isEven().isPositive().isLessThan(STEPS / 4);
            if (choice.persistent()) {
                assertThat(kernels).isEqualTo(reads / 2);
            } else {
                assertThat(kernels).isGreaterThan((long) STEPS * REPLICAS);
            }
            assertThat(commands).allMatch(command -> command.start() <= command.end());
            long busy = commands.stream()
                    .filter(command -> command.kind() == CommandLog.Kind.KERNEL)
                    .mapToLong(command -> command.end() - command.start())
                    .sum();
            assertThat(busy).as("nanoseconds of the device in kernels").isPositive();
        }
    }

    /** What is chosen for small models: one kernel a turn, and where a rate varies one write before it. */
    @ParameterizedTest
    @CsvSource({
        "DEEP, false",
        "DEEP, true",
        "DEEP_ON_POPULATION, false",
        "DEEP_ON_POPULATION, true",
        "FLOW, false",
        "FLOW, true",
        "DEEP_WITH_DRIFT, false",
        "DEEP_WITH_DRIFT, true",
        "NORMALIZED, false",
        "SCALE_INVARIANT, false",
        "SCALE_INVARIANT, true",
        "SCALE_INVARIANT_ON_POPULATION, false"
    })
    void smallModelsTakeOneLaunchForManySteps(String kind, boolean scheduled) {
        Model net =
                switch (kind) {
                    case "DEEP", "DEEP_ON_POPULATION", "DEEP_WITH_DRIFT" ->
                        new DeepLinearNet(List.of(5, 7, 4, 3), Loss.SUM);
                    case "SCALE_INVARIANT", "SCALE_INVARIANT_ON_POPULATION" -> new ScaleInvariantModel(5, Loss.SUM);
                    case "NORMALIZED" -> new NormalizedNet(NormalizedNet.Variant.B, 5, 7, 3, Loss.SUM);
                    default -> new TwoLayerNet(5, 7, 3, Activation.TANH, Loss.SUM);
                };
        GaussianTask task = new Problems(3).task(5, net.outputs(), false, false);
        BatchSource source = kind.endsWith("POPULATION")
                ? new BatchSource.Fixed(new Batch.Population(task))
                : new BatchSource.Fresh(task, 4);
        List<Replica> replicas = LongStream.range(0, REPLICAS)
                .mapToObj(seed -> replica(net, task, source, seed))
                .map(replica -> replica.with(
                        switch (kind) {
                            case "FLOW" -> new Dynamics.MinibatchFlow(0.5);
                            case "DEEP_WITH_DRIFT" -> new Dynamics.Flow(0.5, new Batch.Population(task));
                            default -> Dynamics.DESCENT;
                        }))
                .map(replica -> scheduled ? replica.with(new LearningRate.Cosine(0.01, 2 * STEPS)) : replica)
                .toList();
        Run run = new Run(net, Precision.FLOAT, replicas, 1);
        try (OpenClStepper stepper = OpenClStepper.open(Devices.found().list().getFirst(), run)) {
            stepper.advance(STEPS, () -> false);
            stepper.commands();
            stepper.advance(2 * STEPS, () -> false);
            List<CommandLog.Command> commands = stepper.commands();
            long kernels = count(commands, CommandLog.Kind.KERNEL);
            assertThat(kernels).isPositive().isLessThan(STEPS / 8);
            assertThat(count(commands, CommandLog.Kind.READ)).isEqualTo(2 * kernels);
            assertThat(count(commands, CommandLog.Kind.WRITE)).isEqualTo(scheduled ? kernels : 0);
        }
    }
}
