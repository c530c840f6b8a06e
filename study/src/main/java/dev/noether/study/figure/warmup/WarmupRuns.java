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
     * How many seeds start from Kaiming at the full rate, which is cheap, since most of them diverge soon. About 91 % do: of
     * ten seeds fewer than seven in one case of a hundred, of so many fewer than seven tenths in one of 30 000.
     */
    static final int STARTS = 40;

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
                .flatMapToLong(task -> Arrays.stream(Way.values()).mapToLong(way -> seeds(task, way)))
                .sum();
        return STEPS * (sgd * Experiment.cost(MODEL, BATCH) + ways * Experiment.cost(MODEL, 0));
    }

    private static int seeds(Task task, Way way) {
        if (task == Task.TWO) {
            return SEEDS;
        }
        return switch (way) {
            case KAIMING -> STARTS;
            case WARMUP -> SEEDS;
            // Also on seeds of its own, to be compared with other data.
            case XAVIER -> 2 * SEEDS;
        };
    }

    static List<Experiment> experiments(FigureRequest request) {
        List<Experiment.Member> sgd = new ArrayList<>();
        List<Experiment.Member> gd = new ArrayList<>();
        for (Task task : Task.values()) {
            Batch population = new Batch.Population(task.task());
            BatchSource minibatches = new BatchSource.Fresh(task.task(), BATCH);
            for (Way way : Way.values()) {
                for (int k = 0; k < seeds(task, way); k++) {
                    sgd.add(member("SGD", task, way, request.seed() + k, minibatches, population));
                }
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
