package dev.noether.study.figure.decay;

import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import dev.noether.theory.BalancedNet;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.TwoLayerEquilibrium;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

/**
 * The trajectories of the figure: SGD at falling learning rates, with and without weight decay, from the prediction.
 *
 * @param rates the learning rates that were run, each half of the one before
 * @param recordings one a rate
 */
record DecayRuns(List<Rate> rates, List<Experiment.Recording> recordings) {

    static final int SIZE = 10;
    static final int BATCH = 10;
    static final int SEEDS = 16;
    static final double LOW = 0.3;
    static final double HIGH = 1.7;
    static final double NOISE_VARIANCE = 0.2;

    /** gamma/eta: g = 0.5 at every learning rate. */
    static final double DECAY_OVER_RATE = 0.05;

    /** Of the run, as in {@link History#mean}. */
    static final int FIFTHS = 3;

    private static final int OBSERVATIONS = 300;

    static final TwoLayerNet MODEL = TwoLayerNet.linear(SIZE, SIZE, SIZE, Loss.SUM);

    static final Measure OF_U = Measure.squaredNorm(TwoLayerNet.U, "U");

    static final Measure OF_W = Measure.squaredNorm(TwoLayerNet.W, "W");

    /** A learning rate, and how long it runs. */
    enum Rate {
        COARSE(0.04, 30_000),
        MIDDLE(0.02, 60_000),
        FINE(0.01, 240_000);

        final double eta;
        final long steps;

        Rate(double eta, long steps) {
            this.eta = eta;
            this.steps = steps;
        }

        static List<Rate> of(FigureSize size) {
            return size == FigureSize.QUICK ? List.of(COARSE, MIDDLE) : List.of(values());
        }
    }

    static GaussianTask task() {
        double[] variances = new double[SIZE];
        Arrays.fill(variances, 0, SIZE / 2, LOW);
        Arrays.fill(variances, SIZE / 2, SIZE, HIGH);
        return new GaussianTask(
                Covariance.diagonal(variances), Covariance.isotropic(SIZE, NOISE_VARIANCE), Matrix.identity(SIZE));
    }

    static double weightDecay(Rate rate, boolean decays) {
        return decays ? DECAY_OVER_RATE * rate.eta : 0;
    }

    static String name(Rate rate, boolean decays) {
        return String.format(Locale.ROOT, "SGD, eta %s, gamma %s", rate.eta, decays ? "eta/20" : "0");
    }

    static long work(FigureSize size) {
        long steps = Rate.of(size).stream().mapToLong(rate -> rate.steps).sum();
        return 2 * SEEDS * steps * Experiment.cost(MODEL, BATCH);
    }

    static Experiment experiment(Rate rate, long seed, long steps) {
        Batch population = new Batch.Population(task());
        BatchSource source = new BatchSource.Fresh(task(), BATCH);
        List<Experiment.Member> members = new ArrayList<>();
        for (boolean decays : new boolean[] {true, false}) {
            double gamma = weightDecay(rate, decays);
            Parameters start = prediction(rate.eta, gamma).parameters();
            for (long k = seed; k < seed + SEEDS; k++) {
                members.add(new Experiment.Member(
                        name(rate, decays), new Replica(k, rate.eta, gamma, source, population, start)));
            }
        }
        return new Experiment(members, steps, Math.max(1, steps / OBSERVATIONS), List.of(OF_U, OF_W));
    }

    static DecayRuns of(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        List<Rate> rates = Rate.of(request.size());
        List<Experiment> experiments = rates.stream()
                .map(rate -> experiment(rate, request.seed(), rate.steps))
                .toList();
        return new DecayRuns(rates, Recordings.of(experiments, request, done, cancelled));
    }

    /** The closed form. */
    static BalancedNet prediction(double eta, double weightDecay) {
        SgdSettings settings = new SgdSettings(eta, weightDecay, BATCH, Loss.SUM);
        return switch (TwoLayerEquilibrium.of(task(), SIZE, settings)) {
            case BalancedNet net -> net;
            case TwoLayerEquilibrium.Degenerate none -> throw new IllegalStateException(none.reason());
        };
    }

    /** {@code |U|^2 / |W|^2} of the closed form with weight decay {@code factor eta/20} at the finest learning rate. */
    static double predictedRatio(double factor) {
        double gamma = factor * weightDecay(Rate.FINE, true);
        BalancedNet net = prediction(Rate.FINE.eta, gamma);
        return net.squaredNormU() / net.squaredNormW();
    }

    /** The same with the constant that the paper prints, 2 gamma in the place of g = gamma S/eta. */
    static double printedRatio() {
        return predictedRatio(2 * Rate.FINE.eta / BATCH);
    }

    /** All seeds of a rate. */
    List<History> histories(Rate rate, boolean decays) {
        List<History> all = recordings.get(rates.indexOf(rate)).histories();
        return decays ? all.subList(0, SEEDS) : all.subList(SEEDS, 2 * SEEDS);
    }

    /** {@code |U|^2 / |W|^2} of means over seeds and the last three fifths. */
    double ratio(Rate rate, boolean decays) {
        return mean(rate, decays, history -> history.mean(OF_U, FIFTHS))
                / mean(rate, decays, history -> history.mean(OF_W, FIFTHS));
    }

    private double mean(Rate rate, boolean decays, ToDoubleFunction<History> of) {
        return histories(rate, decays).stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    /** {@code 2 R(eta/2) - R(eta)} for the rate at a place and the one after. */
    double richardson(int place, boolean decays) {
        return 2 * ratio(rates.get(place + 1), decays) - ratio(rates.get(place), decays);
    }
}
