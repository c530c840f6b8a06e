package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianTask;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A step allocates nothing once it is compiled: vectors stay in registers, workspaces are kept. */
class StepAllocationTest {

    private static final int STEPS = 20_000;

    /** What one call of {@code advance} may allocate, however many steps it makes. */
    private static final long BYTES_PER_CALL = 1000;

    private static final int EVALUATIONS = 1000;

    /** Less than any object: what the measuring thread itself allocates now and then. */
    private static final long BYTES_PER_EVALUATION = 8;

    /** The compiler works in the background; until it is done, vectors are objects. */
    private static final int ATTEMPTS = 100;

    record Setting(Precision precision, String source) {}

    static Stream<Setting> settings() {
        return Stream.of(Precision.values())
                .flatMap(p -> Stream.of("fresh", "drawn", "moments").map(s -> new Setting(p, s)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void twentyThousandStepsAllocateNoMoreThanOneCallMay(Setting setting) {
        TwoLayerNet net = Cases.net(5, 7, 3);
        GaussianTask task = Cases.task(net, true, 1);
        BatchSource source =
                switch (setting.source) {
                    case "fresh" -> new BatchSource.Fresh(task, 4);
                    case "drawn" -> new BatchSource.Drawn(Cases.samples(net, 19, 2), 4);
                    default -> new BatchSource.Fixed(new Batch.Population(task));
                };
        Replica replica = new Replica(7, 0.001, 0.001, source, new Batch.Population(task), Cases.parameters(net, 3));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Stepper stepper = new SimdBackend().stepper(new Run(net, setting.precision, List.of(replica), 1))) {
            long allocated = Long.MAX_VALUE;
            for (int attempt = 0; attempt < ATTEMPTS && allocated > BYTES_PER_CALL; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                stepper.advance(stepper.step(0) + STEPS, () -> false);
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(stepper.diverged(0)).isFalse();
            assertThat(allocated).isLessThanOrEqualTo(BYTES_PER_CALL);
        }
    }

    /** Every quantity and product at a point, on each kind of batch. */
    @ParameterizedTest
    @MethodSource("settings")
    void evaluationsAllocateNothing(Setting setting) {
        TwoLayerNet net = Cases.net(5, 7, 3);
        GaussianTask task = Cases.task(net, true, 1);
        Batch batch =
                switch (setting.source) {
                    case "fresh" -> Cases.samples(net, 2, 2);
                    case "drawn" -> Cases.samples(net, 19, 2);
                    default -> new Batch.Population(task);
                };
        Parameters theta = Cases.parameters(net, 3);
        Set<Quantity> quantities = Quantity.definedOn(net, batch);
        Result result = new Result(net, setting.precision, quantities, 19);
        if (batch instanceof Batch.Samples samples) {
            result = new Result(net, setting.precision, quantities, samples.size());
        }
        Parameters image = theta.copy(setting.precision);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (Evaluator evaluator = new SimdBackend().evaluator(net, setting.precision)) {
            Evaluation evaluation = evaluator.at(theta, batch, 0.5);
            long allocated = Long.MAX_VALUE;
            for (int attempt = 0; attempt < ATTEMPTS && allocated > BYTES_PER_EVALUATION * EVALUATIONS; attempt++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                for (int i = 0; i < EVALUATIONS; i++) {
                    evaluation = evaluator.at(theta, batch, 0.5);
                    evaluation.compute(quantities, result);
                    evaluation.hessianVectorProduct(theta, image);
                    evaluation.noiseCovarianceVectorProduct(theta, image);
                }
                allocated = threads.getCurrentThreadAllocatedBytes() - before;
            }
            assertThat(allocated / EVALUATIONS).isLessThanOrEqualTo(BYTES_PER_EVALUATION);
        }
    }
}
