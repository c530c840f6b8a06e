package dev.noether.study.figure.deep;

import dev.noether.backend.Replica;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
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
import dev.noether.task.GaussianTask;
import dev.noether.theory.BalancedDeepNet;
import dev.noether.theory.DeepEquilibrium;
import dev.noether.theory.SgdSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The trajectories of the figure.
 *
 * @param recordings one a depth
 */
record DeepRuns(List<Experiment.Recording> recordings) {

    static final int SIZE = 6;
    static final int BATCH = 5;
    static final int SEEDS = 16;

    /** A start is so many times smaller and larger in turn than the identity ... */
    static final double UNEQUAL = 1.4;

    /**
     * ... with so much of Kaiming's random layers added. From random layers alone a deep net may learn a mode too few for
     * ever, and end at another closed form.
     */
    static final double RANDOM = 0.5;

    private static final int OBSERVATIONS = 500;

    /** A depth D, with its learning rate and length. */
    enum Depth {
        THREE(3, 0.02, 30_000, 0.02),
        FOUR(4, 0.01, 100_000, 0.03),
        FIVE(5, 0.01, 100_000, 0.04);

        final int layers;
        final double eta;
        final long steps;

        /** How far s^2 may be from the closed form. */
        final double tolerance;

        Depth(int layers, double eta, long steps, double tolerance) {
            this.layers = layers;
            this.eta = eta;
            this.steps = steps;
            this.tolerance = tolerance;
        }

        String label() {
            return "SGD, D = " + layers;
        }

        DeepLinearNet model() {
            return new DeepLinearNet(Collections.nCopies(layers + 1, SIZE), Loss.SUM);
        }

        /** s^2 at the target. */
        double prediction() {
            return Math.pow(equilibrium(this).scale().orElseThrow(), 2);
        }

        /** {@code s^2} of each layer: {@code |W_i|^2 / r}, and of the ends {@code Tr(W_1 Sx W_1^T) / Tr Sx} and {@code Tr(W_D^T Se W_D) / Tr Se}. */
        List<Measure> measures() {
            return IntStream.range(0, layers)
                    .mapToObj(i -> Measure.ofParameters("s^2 of W" + (i + 1), theta -> square(theta, i)))
                    .toList();
        }

        private double square(Parameters theta, int layer) {
            Covariance inputs = task().inputCovariance();
            Covariance noise = task().noiseCovariance();
            Matrix w = theta.block(layer);
            double sum = 0;
            for (int i = 0; i < w.rows(); i++) {
                for (int j = 0; j < w.columns(); j++) {
                    double weight = layer == 0 ? inputs.get(j, j) : layer == layers - 1 ? noise.get(i, i) : 1;
                    sum += weight * w.get(i, j) * w.get(i, j);
                }
            }
            return sum / (layer == 0 ? inputs.trace() : layer == layers - 1 ? noise.trace() : SIZE);
        }
    }

    /** The closed form at the target. */
    static BalancedDeepNet equilibrium(Depth depth) {
        SgdSettings settings = new SgdSettings(depth.eta, 0, BATCH, Loss.SUM);
        return switch (DeepEquilibrium.of(depth.model(), task(), settings)) {
            case BalancedDeepNet net -> net;
            case DeepEquilibrium.Degenerate none -> throw new IllegalStateException(none.reason());
        };
    }

    static GaussianTask task() {
        return new GaussianTask(
                Covariance.diagonal(linear(1, 0.5, 1.5)),
                Covariance.diagonal(linear(0.3, 0.4, 1.6)),
                Covariance.diagonal(linear(1, 0.8, 1.6)).toMatrix());
    }

    private static double[] linear(double factor, double from, double to) {
        return IntStream.range(0, SIZE)
                .mapToDouble(k -> factor * (from + (to - from) * k / (SIZE - 1)))
                .toArray();
    }

    static long work() {
        long cost = 0;
        for (Depth depth : Depth.values()) {
            cost += SEEDS * depth.steps * Experiment.cost(depth.model(), BATCH);
        }
        return cost;
    }

    static Experiment experiment(Depth depth, long seed, long steps) {
        Batch population = new Batch.Population(task());
        List<Experiment.Member> members = new ArrayList<>();
        for (long k = seed; k < seed + SEEDS; k++) {
            members.add(new Experiment.Member(
                    depth.label(),
                    new Replica(k, depth.eta, 0, new BatchSource.Fresh(task(), BATCH), population, start(depth, k))));
        }
        return new Experiment(members, steps, Math.max(1, steps / OBSERVATIONS), depth.measures());
    }

    private static Parameters start(Depth depth, long seed) {
        Parameters theta = new Initialization.Kaiming().draw(depth.model(), Precision.DOUBLE, seed);
        for (int b = 0; b < theta.blocks(); b++) {
            Matrix layer = theta.block(b);
            double factor = b % 2 == 0 ? 1 / UNEQUAL : UNEQUAL;
            for (int i = 0; i < layer.rows(); i++) {
                for (int j = 0; j < layer.columns(); j++) {
                    layer.set(i, j, factor * ((i == j ? 1 : 0) + RANDOM * layer.get(i, j)));
                }
            }
        }
        return theta;
    }

    static DeepRuns of(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        List<Experiment> experiments = List.of(Depth.values()).stream()
                .map(depth -> experiment(depth, request.seed(), depth.steps))
                .toList();
        return new DeepRuns(Recordings.of(experiments, request, done, cancelled));
    }

    List<History> histories(Depth depth) {
        return recordings.get(depth.ordinal()).histories();
    }

    /** What was recorded: one number a layer, from the input on. */
    List<Measure> layers(Depth depth) {
        return histories(depth).getFirst().measures();
    }

    /** s^2 of a layer: mean over seeds and the last fifth. */
    double measured(Depth depth, Measure layer) {
        return histories(depth).stream()
                .mapToDouble(history -> history.late(layer))
                .average()
                .orElse(Double.NaN);
    }
}
