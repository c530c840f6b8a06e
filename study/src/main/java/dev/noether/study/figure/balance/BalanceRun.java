package dev.noether.study.figure.balance;

import dev.noether.backend.Backend;
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
import dev.noether.study.figure.FigureCancelledException;
import dev.noether.study.figure.FigureRequest;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The trajectories of one learning rate: SGD for some patterns at once, or GD for one.
 *
 * @param learningRate eta
 * @param histories one a pattern
 * @param charges the checked steps of the first pattern
 */
record BalanceRun(double learningRate, List<BalanceHistory> histories, List<ChargeCheck.Step> charges) {

    static final int HIDDEN = 40;

    static final int BATCH = 10;

    static final TwoLayerNet MODEL = TwoLayerNet.linear(NoisePattern.OUTPUTS, HIDDEN, NoisePattern.OUTPUTS, Loss.SUM);

    /** Parameters are kept this often in a run, to check the charges from there. */
    private static final int SNAPSHOTS = 5;

    /**
     * How long, and how often to look.
     *
     * @param learningRate eta
     * @param steps number of the last step
     * @param interval steps between two observations
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
        return run(request, schedule, replicas, done, cancelled);
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
        return run(request, schedule, List.of(replica), done, cancelled);
    }

    private static Parameters start(FigureRequest request) {
        return new Initialization.Kaiming().draw(MODEL, Precision.DOUBLE, request.seed());
    }

    private static BalanceRun run(
            FigureRequest request,
            Schedule schedule,
            List<Replica> replicas,
            LongConsumer done,
            BooleanSupplier cancelled) {
        Backend backend = request.backend();
        List<BalanceHistory> histories = IntStream.range(0, replicas.size())
                .mapToObj(r -> new BalanceHistory(schedule.steps()))
                .toList();
        List<ChargeCheck.Snapshot> snapshots = new ArrayList<>();
        long between = Math.max(1, schedule.steps() / SNAPSHOTS);
        try (Stepper stepper = backend.stepper(new Run(MODEL, Precision.DOUBLE, replicas, request.threads()))) {
            Trajectory.Observer observer = (replica, step, result) -> {
                histories.get(replica).add(step, HIDDEN, result);
                if (replica == 0 && step % between == 0 && snapshots.size() < SNAPSHOTS) {
                    Parameters theta = Parameters.allocate(MODEL, Precision.DOUBLE);
                    stepper.read(0, theta);
                    snapshots.add(new ChargeCheck.Snapshot(step, theta));
                }
                done.accept(step * replicas.size());
            };
            Trajectory trajectory = new Trajectory(
                    schedule.steps(), ObservationTimes.every(schedule.interval()), BalanceHistory.QUANTITIES);
            Trajectory.Ending ending = trajectory.run(stepper, MODEL, observer, cancelled);
            if (ending.outcome() == Stepper.Outcome.CANCELLED) {
                throw new FigureCancelledException();
            }
        }
        return new BalanceRun(
                schedule.learningRate(), histories, ChargeCheck.check(backend, replicas.getFirst(), snapshots));
    }
}
