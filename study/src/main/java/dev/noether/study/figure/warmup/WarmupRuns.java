package dev.noether.study.figure.warmup;

import dev.noether.backend.Dynamics;
import dev.noether.backend.LearningRate;
import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The trajectories of figure 4.
 *
 * @param recordings SGD, then GD
 */
record WarmupRuns(List<Experiment.Recording> recordings) {

    static final TwoLayerNet MODEL = TwoLayerNet.linear(1, 100, 1, Loss.SUM);
    static final int BATCH = 4;
    static final int SEEDS = 10;

    /**
     * Seeds of claims about a share or a mean, which do not hang on the first seed then: from Kaiming about 91 % diverge, so
     * that of ten seeds fewer than seven do in one case of a hundred, of so many fewer than seven tenths in one of 30 000; and
     * the means of two groups of so many trajectories differ by 0.018 (standard deviation 0.081 each), of ten by 0.036.
     */
    static final int SAMPLE = 40;

    static final double RATE = 0.008;
    static final double SLOW = 0.001;
    static final long WARMUP = 5000;
    static final long STEPS = 25_000;
    static final long INTERVAL = 50;
    static final double INPUT_VARIANCE = 5;

    /** y = x + e, with much label noise, and y = 2 x + e with half of it. */
    enum Task {
        ONE(1, 100),
        TWO(2, 50);

        final double target;
        final double noise;

        Task(double target, double noise) {
            this.target = target;
            this.noise = noise;
        }

        GaussianTask task() {
            return new GaussianTask(
                    Covariance.isotropic(1, INPUT_VARIANCE),
                    Covariance.isotropic(1, noise),
                    Matrix.of(new double[][] {{target}}));
        }

        String label() {
            return this == ONE ? "y = x + e" : "y = 2x + e";
        }
    }

    /** Initialisation and learning rate of a trajectory. */
    enum Way {
        KAIMING("Kaiming, eta 0.008", new Initialization.Kaiming(), LearningRate.constant(RATE)),
        WARMUP(
                "Kaiming, warmup",
                new Initialization.Kaiming(),
                new LearningRate.Piecewise(SLOW, List.of(new LearningRate.Change(WarmupRuns.WARMUP, RATE)))),
        XAVIER("Xavier, eta 0.008", new Initialization.Xavier(), LearningRate.constant(RATE));

        final String label;
        final Initialization start;
        final LearningRate rate;

        Way(String label, Initialization start, LearningRate rate) {
            this.label = label;
            this.start = start;
            this.rate = rate;
        }
    }

    /** What all steps cost. */
    static long work() {
        int ways = Task.values().length * Way.values().length;
        long sgd = Arrays.stream(Task.values())
                .flatMapToLong(task -> Arrays.stream(Way.values())
                        .mapToLong(way -> places(task, way).count()))
                .sum();
        return STEPS * (sgd * Experiment.cost(MODEL, BATCH) + ways * Experiment.cost(MODEL, 0));
    }

    /** Seeds of a way, less the first: those below {@link #SEEDS} are drawn. */
    private static IntStream places(Task task, Way way) {
        if (task == Task.TWO) {
            return IntStream.range(0, SEEDS);
        }
        return switch (way) {
            case KAIMING, WARMUP -> IntStream.range(0, SAMPLE);
            // On the data of the first ones, and on data that no warmed net has seen.
            case XAVIER -> IntStream.concat(IntStream.range(0, SEEDS), IntStream.range(SAMPLE, 2 * SAMPLE));
        };
    }

    static List<Experiment> experiments(FigureRequest request) {
        List<Experiment.Member> sgd = new ArrayList<>();
        List<Experiment.Member> gd = new ArrayList<>();
        for (Task task : Task.values()) {
            Batch population = new Batch.Population(task.task());
            BatchSource minibatches = new BatchSource.Fresh(task.task(), BATCH);
            for (Way way : Way.values()) {
                places(task, way)
                        .forEach(place ->
                                sgd.add(member("SGD", task, way, request.seed() + place, minibatches, population)));
                gd.add(member("GD", task, way, request.seed(), new BatchSource.Fixed(population), population));
            }
        }
        List<Measure> measures = List.of(Measure.HESSIAN_TRACE, Measure.SQUARED_NORM);
        return List.of(new Experiment(sgd, STEPS, INTERVAL, measures), new Experiment(gd, STEPS, INTERVAL, measures));
    }

    private static Experiment.Member member(
            String algorithm, Task task, Way way, long seed, BatchSource source, Batch population) {
        return new Experiment.Member(
                name(algorithm, task, way),
                new Replica(
                        seed,
                        way.rate,
                        0,
                        Dynamics.DESCENT,
                        source,
                        population,
                        way.start.draw(MODEL, Precision.DOUBLE, seed)));
    }

    private static String name(String algorithm, Task task, Way way) {
        return algorithm + ", " + task.label() + ", " + way.label;
    }

    static WarmupRuns of(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        return new WarmupRuns(Recordings.of(experiments(request), request, done, cancelled));
    }

    /** All seeds of a way, in order; those after the first {@link #SEEDS} are not drawn. */
    List<History> sgd(Task task, Way way) {
        return named(0, name("SGD", task, way));
    }

    History gd(Task task, Way way) {
        return named(1, name("GD", task, way)).getFirst();
    }

    private List<History> named(int recording, String name) {
        return recordings.get(recording).histories().stream()
                .filter(history -> history.name().equals(name))
                .toList();
    }
}
