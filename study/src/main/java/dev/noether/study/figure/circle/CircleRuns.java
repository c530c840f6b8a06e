package dev.noether.study.figure.circle;

import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;

/**
 * The trajectories of figure 1.
 *
 * @param recordings SGD, then GD slow and fast
 */
record CircleRuns(List<Experiment.Recording> recordings) {

    static final ScaleInvariantModel MODEL = new ScaleInvariantModel(2, Loss.SUM);

    /** y = t . x + e with t = (1, 0). */
    static final double NOISE_VARIANCE = 0.25;

    static final double START_ANGLE = 2.5;
    static final int SEEDS = 4;
    static final double RATE = 0.05;
    static final long STEPS = 10_000;
    static final double SLOW = 0.001;
    static final long SLOW_STEPS = 20_000;
    static final double FAST = 0.1;
    static final long FAST_STEPS = 2000;

    static final Measure FIRST =
            Measure.ofParameters("theta_1", theta -> theta.block(0).get(0, 0));

    static final Measure SECOND =
            Measure.ofParameters("theta_2", theta -> theta.block(0).get(0, 1));

    private static final List<Measure> MEASURES = List.of(Measure.SQUARED_NORM, Measure.LOSS, FIRST, SECOND);

    static GaussianTask task() {
        return new GaussianTask(
                Covariance.isotropic(2, 1), Covariance.isotropic(1, NOISE_VARIANCE), Matrix.of(new double[][] {{1, 0}
                }));
    }

    static long work() {
        return SEEDS * STEPS * Experiment.cost(MODEL, 1) + (SLOW_STEPS + FAST_STEPS) * Experiment.cost(MODEL, 0);
    }

    static List<Experiment> experiments(long seed) {
        Parameters start = Parameters.of(MODEL, Matrix.of(new double[][] {
            {StrictMath.cos(START_ANGLE), StrictMath.sin(START_ANGLE)}
        }));
        Batch population = new Batch.Population(task());
        List<Experiment.Member> sgd = LongStream.range(seed, seed + SEEDS)
                .mapToObj(k -> new Experiment.Member(
                        "SGD, eta " + RATE,
                        new Replica(k, RATE, 0, new BatchSource.Fresh(task(), 1), population, start)))
                .toList();
        // Every step: the charge may never fall.
        return List.of(
                new Experiment(sgd, STEPS, 1, MEASURES),
                gd(seed, SLOW, SLOW_STEPS, start, population),
                gd(seed, FAST, FAST_STEPS, start, population));
    }

    private static Experiment gd(long seed, double rate, long steps, Parameters start, Batch population) {
        Replica replica = new Replica(seed, rate, 0, new BatchSource.Fixed(population), population, start);
        String name = String.format(Locale.ROOT, "GD, eta %s", rate);
        return new Experiment(List.of(new Experiment.Member(name, replica)), steps, 20, MEASURES);
    }

    static CircleRuns of(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        return new CircleRuns(Recordings.of(experiments(request.seed()), request, done, cancelled));
    }

    /** One a seed. */
    List<History> sgd() {
        return recordings.getFirst().histories();
    }

    History slow() {
        return recordings.get(1).histories().getFirst();
    }

    History fast() {
        return recordings.get(2).histories().getFirst();
    }

    /**
     * Expected charge of SGD at the minimum of the loss, from C = 1 on: there {@code E[|g|^2] = 4 s^2 / C}, s^2 the
     * variance of the label noise, so that {@code (C^2)' = 8 eta^2 s^2 / S} a step.
     */
    static double theory(double step) {
        return Math.sqrt(1 + 8 * RATE * RATE * NOISE_VARIANCE * step);
    }
}
