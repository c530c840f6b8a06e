package dev.noether.study.figure.normalized;

import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.sgd.Initialization;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * The trajectories of figure 7.
 *
 * @param recordings of each net: SGD, its noise, GD
 */
record NormalizedRuns(List<Experiment.Recording> recordings) {

    static final int SIZE = 10;
    static final int HIDDEN = 20;
    static final int SEEDS = 2;
    static final int SAMPLES = 1000;
    static final double RATE = 0.01;
    static final long STEPS = 10_000;

    static final Measure OF_U = Measure.squaredNorm(NormalizedNet.U, "U");

    static final Measure OF_W = Measure.squaredNorm(NormalizedNet.W, "W");

    /** Trace of the covariance of the gradient noise. */
    static final Measure NOISE = new Measure(
            "Tr Sigma",
            Quantity.NOISE_TRACE,
            result -> Arrays.stream(result.noiseTraceByBlock()).sum());

    /** {@code |grad L|^2}. */
    static final Measure GRADIENT = new Measure(
            "|grad L|^2", Quantity.GRADIENT, result -> result.gradient().squaredNorm());

    private static final int EXPERIMENTS = 3;

    private static final int NOISE_OBSERVATIONS = 50;

    private static final List<Measure> NORMS = List.of(Measure.SQUARED_NORM, OF_U, OF_W);

    /** The two nets. */
    enum Net {
        A("Net-A"),
        B("Net-B");

        final String label;

        Net(String label) {
            this.label = label;
        }

        NormalizedNet model() {
            return new NormalizedNet(NormalizedNet.Variant.valueOf(name()), SIZE, HIDDEN, SIZE, Loss.SUM);
        }
    }

    static GaussianTask task() {
        return new GaussianTask(Covariance.isotropic(SIZE, 1), Covariance.isotropic(SIZE, 1), Matrix.identity(SIZE));
    }

    static long work() {
        NormalizedNet model = Net.A.model();
        long sgd = 2L * SEEDS * Experiment.cost(model, 1);
        return Net.values().length * STEPS * (sgd + Experiment.cost(model, SAMPLES));
    }

    static List<Experiment> experiments(long seed) {
        Batch data = GaussianSampler.dataSet(task(), Precision.DOUBLE, seed, SAMPLES);
        Batch evaluation = GaussianSampler.evaluationBatch(task(), Precision.DOUBLE, seed, SAMPLES);
        List<Experiment> experiments = new ArrayList<>();
        for (Net net : Net.values()) {
            List<Experiment.Member> sgd = new ArrayList<>();
            for (long k = seed; k < seed + SEEDS; k++) {
                Replica replica = new Replica(k, RATE, 0, new BatchSource.Fresh(task(), 1), evaluation, start(net, k));
                sgd.add(new Experiment.Member("SGD, " + net.label, replica));
            }
            // Every step: the norms may never fall. The noise, which takes a whole batch to see, in a run of its own.
            experiments.add(new Experiment(sgd, STEPS, 1, NORMS));
            experiments.add(new Experiment(sgd, STEPS, STEPS / NOISE_OBSERVATIONS, List.of(NOISE, GRADIENT)));
            Replica gd = new Replica(seed, RATE, 0, new BatchSource.Fixed(data), data, start(net, seed));
            experiments.add(new Experiment(
                    List.of(new Experiment.Member("GD, " + net.label, gd)),
                    STEPS,
                    STEPS / NOISE_OBSERVATIONS,
                    List.of(Measure.SQUARED_NORM, OF_U, OF_W, Measure.LOSS)));
        }
        return experiments;
    }

    private static Parameters start(Net net, long seed) {
        return new Initialization.Kaiming().draw(net.model(), Precision.DOUBLE, seed);
    }

    static NormalizedRuns of(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        return new NormalizedRuns(Recordings.of(experiments(request.seed()), request, done, cancelled));
    }

    /** SGD on a net. */
    Experiment.Recording recording(Net net) {
        return recordings.get(EXPERIMENTS * net.ordinal());
    }

    /** SGD on a net, one a seed. */
    List<History> sgd(Net net) {
        return recording(net).histories();
    }

    /** The same with its noise. */
    List<History> noise(Net net) {
        return recordings.get(EXPERIMENTS * net.ordinal() + 1).histories();
    }

    History gd(Net net) {
        return recordings.get(EXPERIMENTS * net.ordinal() + 2).histories().getFirst();
    }

    /** Steps of the points of {@link #theory}. */
    double[] theorySteps(Net net) {
        return noise(net).getFirst().steps();
    }

    /**
     * The Noether flow {@code C' = eta^2 (Tr Sigma / S + |grad L|^2)} a step along the run of the first seed, from samples
     * that are not its minibatches.
     */
    double[] theory(Net net) {
        History history = noise(net).getFirst();
        double[] traces = history.values(NOISE);
        double[] gradients = history.values(GRADIENT);
        double[] steps = history.steps();
        double[] charges = new double[steps.length];
        charges[0] = sgd(net).getFirst().first(Measure.SQUARED_NORM);
        for (int k = 1; k < steps.length; k++) {
            double before = traces[k - 1] + gradients[k - 1];
            double after = traces[k] + gradients[k];
            charges[k] = charges[k - 1] + RATE * RATE * (steps[k] - steps[k - 1]) * (before + after) / 2;
        }
        return charges;
    }
}
