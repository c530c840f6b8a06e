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
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Minibatches drawn on the device have the bits of the scalar stream. */
final class MinibatchTest {

    /** The last sizes take many normals: enough to meet every branch of the logarithm and every quadrant. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT, 1, 1, 1, false, 0",
        "FLOAT, 13, 5, 7, true, 3",
        "FLOAT, 33, 40, 17, false, 4294967299",
        "FLOAT, 500, 300, 400, false, 77",
        "DOUBLE, 1, 1, 1, true, 0",
        "DOUBLE, 13, 5, 7, true, 3",
        "DOUBLE, 33, 40, 17, false, 4294967299",
        "DOUBLE, 500, 300, 400, false, 77"
    })
    void haveTheBitsOfTheScalarStream(
            Precision precision, int samples, int inputs, int outputs, boolean full, long step) {
        long seed = -0x1234_5678_9ABCL - step;
        GaussianTask task = new Problems(3).task(inputs, outputs, full, full);
        TwoLayerNet net = TwoLayerNet.linear(inputs, 2, outputs, Loss.SUM);
        Replica replica = new Replica(
                seed,
                0,
                0,
                new BatchSource.Fresh(task, samples),
                new Batch.Population(task),
                Parameters.allocate(net, precision));
        Run run = new Run(net, precision, List.of(replica), 1);
        try (Session session = new Session(Devices.found().list().getFirst(), precision)) {
            Toolbox tools = new Toolbox(session, Tuning.CPU);
            Transfer transfer = tools.transfer();
            ReplicaState state = new ReplicaState(session, transfer, run);
            state.set(0, replica.start(), step, false);
            SourceData source = new SourceData(session, transfer, net, List.of(replica.source()), Tuning.CPU);
            DeviceBatch.Samples drawn = (DeviceBatch.Samples) new Minibatches(tools, state, source).next(0);
            Matrix x = Matrix.allocate(precision, samples, inputs);
            Matrix y = Matrix.allocate(precision, samples, outputs);
            transfer.download(drawn.x(), x);
            transfer.download(drawn.y(), y);
            Batch.Samples expected = GaussianSampler.minibatch(task, precision, seed, step, samples);
            assertThat(x.toRows()).isDeepEqualTo(expected.x().toRows());
            assertThat(y.toRows()).isDeepEqualTo(expected.y().toRows());
        }
    }

    /**
     * With U = 0, W = 1 and eta = 1/2, one step of one sample leaves the persistent kernel's label times its input in U: enough
     * of them, over many steps, to meet every branch of the logarithm and every quadrant.
     */
    @ParameterizedTest
    @CsvSource({"FLOAT, false", "FLOAT, true", "DOUBLE, false", "DOUBLE, true"})
    void areTheSameInThePersistentKernelAfterManySteps(Precision precision, boolean gpu) {
        int outputs = 67;
        GaussianTask task = new Problems(4).task(1, outputs, false, false);
        TwoLayerNet net = TwoLayerNet.linear(1, 1, outputs, Loss.SUM);
        Parameters start = Parameters.of(net, Matrix.of(new double[outputs][1]), Matrix.of(new double[][] {{1}}));
        Replica replica = new Replica(9, 0.5, 0, new BatchSource.Fresh(task, 1), new Batch.Population(task), start);
        Run run = new Run(net, precision, List.of(replica), 1);
        Parameters end = Parameters.allocate(net, precision);
        try (Stepper stepper = OpenClStepper.open(
                Devices.found().list().getFirst(), run, gpu ? Tuning.GPU : Tuning.CPU, Engine.Choice.LOCAL)) {
            for (long step = (1L << 40) + 12345; step < (1L << 40) + 12845; step++) {
                stepper.restore(0, new Stepper.State(start.copy(precision), step, false));
                stepper.advance(step + 1, () -> false);
                stepper.read(0, end);
                Batch.Samples batch = GaussianSampler.minibatch(task, precision, 9, step, 1);
                double x = batch.x().get(0, 0);
                for (int i = 0; i < outputs; i++) {
                    // U' = -1/2 (2 (0 - y) x) = x y, rounded once.
                    assertThat(end.block(TwoLayerNet.U).get(i, 0))
                            .isEqualTo(precision.round(x * batch.y().get(0, i)));
                }
            }
        }
    }
}
