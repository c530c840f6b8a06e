package dev.noether.study.figure.balance;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Loss;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.sgd.ObservationTimes;
import dev.noether.sgd.Trajectory;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.experiment.ChargeCheck;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The trajectories of one learning rate: SGD for all patterns at once, or GD for one.
 *
 * @param algorithm "SGD" or "GD"
 * @param learningRate eta
 * @param complete whether it was not cancelled before its end
 * @param histories one a pattern
 * @param charges the checked steps of each of them
 */
record BalanceRun(
        String algorithm,
        double learningRate,
        boolean complete,
        List<BalanceHistory> histories,
        List<List<ChargeCheck.Step>> charges) {

    static final int HIDDEN = 40;

    static final int BATCH = 10;

    static final TwoLayerNet MODEL = TwoLayerNet.linear(NoisePattern.OUTPUTS, HIDDEN, NoisePattern.OUTPUTS, Loss.SUM);

    /**
     * How long, and how often to look.
     *
     * @param learningRate eta
     * @param steps number of the last step
     * @param interval steps between two observations; divides the number of steps
     */
    record Schedule(double learningRate, long steps, long interval) {}

    /** SGD with fresh minibatches for all patterns, from one start. */
    static BalanceRun sgd(FigureRequest request, Schedule schedule, LongConsumer done, BooleanSupplier cancelled) {
        List<Replica> replicas = Arrays.stream(NoisePattern.values())
                .map(pattern -> new Replica(
                        request.seed(),
                        schedule.learningRate(),
                        0,
                        new BatchSource.Fresh(pattern.task(), BATCH),
                        new Batch.Population(pattern.task()),
                        start(request)))
                .toList();
        return run("SGD", request, schedule, replicas, done, cancelled);
    }

    /** GD from the same start. The population gradient does not know the label noise: one run is that of all patterns. */
    static BalanceRun gd(FigureRequest request, Schedule schedule, LongConsumer done, BooleanSupplier cancelled) {
        Batch population = new Batch.Population(NoisePattern.EQUAL.task());
        Replica replica = new Replica(
                request.seed(),
                schedule.learningRate(),
                0,
                new BatchSource.Fixed(population),
                population,
                start(request));
        return run("GD", request, schedule, List.of(replica), done, cancelled);
    }

    private static Parameters start(FigureRequest request) {
        return new Initialization.Kaiming().draw(MODEL, Precision.DOUBLE, request.seed());
    }

    private static BalanceRun run(
            String algorithm,
            FigureRequest request,
            Schedule schedule,
            List<Replica> replicas,
            LongConsumer done,
            BooleanSupplier cancelled) {
        Backend backend = request.backend();
        List<BalanceHistory> histories = IntStream.range(0, replicas.size())
                .mapToObj(r -> new BalanceHistory(schedule.steps()))
                .toList();
        ChargeCheck.Points points = ChargeCheck.Points.along(schedule.steps());
        try (Stepper stepper = backend.stepper(new Run(MODEL, Precision.DOUBLE, replicas, request.threads()));
                Evaluator evaluator = backend.evaluator(MODEL, Precision.DOUBLE)) {
            List<ChargeCheck> checks = replicas.stream()
                    .map(replica -> new ChargeCheck(replica, evaluator, points))
                    .toList();
            Parameters theta = Parameters.allocate(MODEL, Precision.DOUBLE);
            Trajectory.Observer observer = (replica, step, result) -> {
                if (step % schedule.interval() == 0) {
                    histories.get(replica).add(step, HIDDEN, result);
                }
                if (checks.get(replica).needs(step)) {
                    stepper.read(replica, theta);
                    checks.get(replica).reached(step, theta);
                }
                done.accept(step * replicas.size());
            };
            ObservationTimes times = points.with(ObservationTimes.every(schedule.interval()));
            Trajectory trajectory = new Trajectory(schedule.steps(), times, BalanceHistory.QUANTITIES);
            Trajectory.Ending ending = trajectory.run(stepper, MODEL, observer, cancelled);
            return new BalanceRun(
                    algorithm,
                    schedule.learningRate(),
                    ending.outcome() != Stepper.Outcome.CANCELLED,
                    histories,
                    checks.stream().map(ChargeCheck::steps).toList());
        }
    }
}
