package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.backend.BackendException;
import dev.noether.backend.Dynamics;
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
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Which engine a run gets where the data of its drift are larger than all else. */
final class EngineChoiceTest {

    private static final TwoLayerNet NET = new TwoLayerNet(7, 11, 3, Activation.TANH, Loss.MEAN);

    private static final int SAMPLES = 500;

    private static final DeviceHandle DEVICE = Devices.found().list().getFirst();

    private static Run flows(int replicas) {
        Batch.Samples data =
                GaussianSampler.dataSet(new Problems(5).task(7, 3, false, false), Precision.DOUBLE, 1, SAMPLES);
        List<Replica> all = LongStream.range(0, replicas)
                .mapToObj(seed -> new Replica(
                                seed,
                                0.01,
                                0,
                                new BatchSource.Drawn(data, 4),
                                data,
                                new Initialization.Kaiming().draw(NET, Precision.DOUBLE, seed))
                        .with(new Dynamics.Flow(0.5, data)))
                .toList();
        return new Run(NET, Precision.DOUBLE, all, 1);
    }

    /** The device with smaller buffers. */
    private static DeviceHandle allowing(long largestBuffer) {
        return new DeviceHandle(
                DEVICE.platform(),
                DEVICE.id(),
                DEVICE.description(),
                DEVICE.driver(),
                DEVICE.cpu(),
                DEVICE.floats(),
                DEVICE.roundedRoot(),
                largestBuffer);
    }

    private static double[][] firstAfter(Stepper stepper) {
        try (stepper) {
            assertThat(stepper.advance(5, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            Parameters theta = Parameters.allocate(NET, Precision.DOUBLE);
            stepper.read(0, theta);
            return theta.block(TwoLayerNet.U).toRows();
        }
    }

    @Test
    void aDriftCountsToWhatHasToFitLocalMemory() {
        Run run = flows(2);
        SourceLayout source =
                SourceLayout.of(NET, List.of(run.replicas().getFirst().source()), Tuning.CPU);
        Run descents = new Run(
                NET,
                Precision.DOUBLE,
                run.replicas().stream().map(r -> r.with(Dynamics.DESCENT)).toList(),
                1);
        assertThat(PersistentEngine.workBytes(descents, source, Tuning.CPU)).isLessThan(DeviceHandle.LOCAL_BYTES);
        assertThat(PersistentEngine.workBytes(run, source, Tuning.CPU)).isGreaterThan(DeviceHandle.LOCAL_BYTES);
        assertThat(firstAfter(OpenClStepper.open(DEVICE, run)))
                .isDeepEqualTo(firstAfter(OpenClStepper.open(DEVICE, run, Tuning.CPU, Engine.Choice.GRADIENT)));
    }

    /** One replica fits a buffer, all of them at once do not: their steps are enqueued, in one memory in turn. */
    @Test
    void manyReplicasWithLargeDriftsAreNotRefused() {
        Run run = flows(24);
        DeviceHandle small = allowing(1 << 20);
        assertThatThrownBy(() -> OpenClStepper.open(small, run, Tuning.CPU, Engine.Choice.GLOBAL))
                .isInstanceOf(BackendException.class);
        assertThat(firstAfter(OpenClStepper.open(small, run)))
                .isDeepEqualTo(firstAfter(OpenClStepper.open(DEVICE, flows(1))));
    }

    @Test
    void aDriftThatIsTooLargeIsRefusedBeforeTheFirstStep() {
        long hidden = (long) SAMPLES * NET.hidden() * Double.BYTES;
        Run run = flows(1);
        assertThatThrownBy(() -> OpenClStepper.open(allowing(hidden - 1), run, Tuning.CPU, Engine.Choice.GRADIENT))
                .isInstanceOf(BackendException.class)
                .hasMessageContaining("a buffer of 0 MiB is asked for, the device ");
        OpenClStepper.open(allowing(10 * hidden), run, Tuning.CPU, Engine.Choice.GRADIENT)
                .close();
    }
}
