package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.LearningRate;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.SteadyAllocation;
import dev.noether.simd.SteadyAllocation.Work;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianTask;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Steps and evaluations of a linear net allocate nothing: vectors stay in registers, workspaces are kept. */
class StepAllocationTest {

    private static final TwoLayerNet NET = Cases.net(5, 7, 3);

    private static final GaussianTask TASK = Cases.task(NET, true, 1);

    @Test
    void stepsAllocateNoMoreThanTheCallThatMakesThem() throws IOException, InterruptedException {
        SteadyAllocation.requireNone(Steps.class);
    }

    @Test
    void schedulesAllocateNothing() throws IOException, InterruptedException {
        assertThat(Steps.SCHEDULES.stream().<Class<?>>map(Object::getClass))
                .containsExactlyInAnyOrder(LearningRate.class.getPermittedSubclasses());
        SteadyAllocation.requireNone(Schedules.class);
    }

    @Test
    void evaluationsAllocateNothing() throws IOException, InterruptedException {
        SteadyAllocation.requireNone(Evaluations.class);
    }

    /** Steps on batches that are drawn from a task and from data, and on a population. */
    public static final class Steps implements Supplier<List<Work>> {

        private static final int STEPS = 200;

        /** What one call of {@code advance} may allocate: less than the smallest object a step. */
        private static final long BYTES_PER_CALL = 1000;

        private static final double RATE = 0.001;

        /** One of each kind, none of which has done all its changes after a few thousand steps. */
        private static final List<LearningRate> SCHEDULES = List.of(
                LearningRate.constant(RATE),
                new LearningRate.Warmup(RATE, 1_000_000_000, 0),
                new LearningRate.Piecewise(
                        RATE,
                        LongStream.range(1, 100)
                                .mapToObj(k -> new LearningRate.Change(1000 * k, RATE / k))
                                .toList()),
                new LearningRate.Cosine(RATE, 1_000_000_000),
                new LearningRate.StepDecay(RATE, 1000, 0.99));

        @Override
        public List<Work> get() {
            return Stream.of(Precision.values())
                    .flatMap(precision -> Stream.of(
                            steps("fresh", precision, new BatchSource.Fresh(TASK, 4)),
                            steps("drawn", precision, new BatchSource.Drawn(Cases.samples(NET, 19, 2), 4)),
                            steps("moments", precision, new BatchSource.Fixed(new Batch.Population(TASK)))))
                    .toList();
        }

        private static Work steps(String name, Precision precision, BatchSource source) {
            return steps(name, precision, source, SCHEDULES.getFirst());
        }

        private static Work steps(String name, Precision precision, BatchSource source, LearningRate rate) {
            Replica replica = new Replica(7, RATE, 0.001, source, new Batch.Population(TASK), Cases.parameters(NET, 3))
                    .with(rate);
            Stepper stepper = new SimdBackend().stepper(new Run(NET, precision, List.of(replica), 1));
            return new Work(name + " " + precision, BYTES_PER_CALL, () -> {
                stepper.advance(stepper.step(0) + STEPS, () -> false);
                if (stepper.diverged(0)) {
                    throw new IllegalStateException("a run that has diverged makes no steps");
                }
            });
        }
    }

    /** Steps whose learning rate each schedule gives. */
    public static final class Schedules implements Supplier<List<Work>> {

        @Override
        public List<Work> get() {
            return Steps.SCHEDULES.stream()
                    .map(rate -> Steps.steps(
                            rate.getClass().getSimpleName(), Precision.FLOAT, new BatchSource.Fresh(TASK, 4), rate))
                    .toList();
        }
    }

    /** Every quantity and product at a point, on samples that are fewer than the inputs, and more, and on a population. */
    public static final class Evaluations implements Supplier<List<Work>> {

        @Override
        public List<Work> get() {
            return Stream.of(Precision.values())
                    .flatMap(precision -> Stream.of(
                            evaluation("few", precision, Cases.samples(NET, 2, 2), 2),
                            evaluation("many", precision, Cases.samples(NET, 19, 2), 19),
                            evaluation("population", precision, new Batch.Population(TASK), 0)))
                    .toList();
        }

        private static Work evaluation(String name, Precision precision, Batch batch, int samples) {
            Parameters theta = Cases.parameters(NET, 3);
            Set<Quantity> quantities = Quantity.definedOn(NET, batch);
            Result result = new Result(NET, precision, quantities, samples);
            Parameters image = theta.copy(precision);
            Evaluator evaluator = new SimdBackend().evaluator(NET, precision);
            return new Work(name + " " + precision, () -> {
                Evaluation evaluation = evaluator.at(theta, batch, 0.5);
                evaluation.compute(quantities, result);
                evaluation.hessianVectorProduct(theta, image);
                evaluation.noiseCovarianceVectorProduct(theta, image);
            });
        }
    }
}
