package dev.noether.study.figure.layers;

import dev.noether.backend.Replica;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.random.RandomStream;
import dev.noether.sgd.Initialization;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.experiment.Average;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.theory.BalancedDeepNet;
import dev.noether.theory.LiveLayers;
import dev.noether.theory.SingularValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;

/**
 * The trajectories of figure 5.
 *
 * @param data what they are trained on
 * @param product average of the product of the layers, as the inputs see it
 * @param recordings one a kind
 */
record LayersRuns(LayersData data, Average product, List<Experiment.Recording> recordings) {

    static final int SEEDS = 10;

    /** {@code |W_i|^2} of equal starts, and the middle of unequal ones. */
    static final double SQUARED_NORM = 5;

    /** Unequal starts lie within this factor of it. */
    private static final double FACTOR = 3;

    private static final int OBSERVATIONS = 200;

    private static final long STEPS = 100_000;

    private static final long STEPS_OF_GD = 5000;

    /** A mode counts that is larger than this share of the largest. */
    private static final double REACHED = 0.1;

    /** A net has settled if each mode that its width allows is at its target to a tenth, on the average of the last fifth ... */
    private static final double SETTLED = 0.9;

    /** ... or has not begun. One that the last fifth learns lies between, and so do the norms of the layers. */
    private static final double NOT_BEGUN = 0.05;

    /** ... and if no layer's norm differs by more than this from one half of the last fifth to the other. */
    private static final double AT_REST = 0.03;

    /** A step of the random stream of which no minibatch is. */
    private static final long START_STEP = 1L << 40;

    /** Nets, starts and algorithms. */
    enum Kind {
        EQUAL("SGD, width 5, equal start", 5, 5, STEPS),
        RANDOM("SGD, width 5, random start", 5, 5, STEPS),
        TEN("SGD, width 10, random start", 5, 10, STEPS),
        WIDE("SGD, width 32, unequal start", 4, 32, STEPS),
        GD("GD, width 10, random start", 5, 10, STEPS_OF_GD);

        final String label;
        final int depth;
        final int width;
        final long steps;

        Kind(String label, int depth, int width, long steps) {
            this.label = label;
            this.depth = depth;
            this.width = width;
            this.steps = steps;
        }
    }

    static LayersData data(FigureRequest request) {
        return request.mnist()
                .<LayersData>map(LayersData.Given::new)
                .orElseGet(() -> LayersData.Gaussian.of(request.seed()));
    }

    static long work(FigureRequest request) {
        // Only the shape counts.
        LayersData data =
                request.mnist().<LayersData>map(LayersData.Given::new).orElseGet(() -> LayersData.Gaussian.of(0));
        long cost = 0;
        for (Kind kind : Kind.values()) {
            int batch = kind == Kind.GD ? LayersData.FIXED : LayersData.BATCH;
            cost += SEEDS * kind.steps * Experiment.cost(data.model(kind.depth, kind.width), batch);
        }
        return cost;
    }

    static Experiment experiment(LayersData data, Kind kind, long seed, long steps, Average product) {
        DeepLinearNet model = data.model(kind.depth, kind.width);
        Batch observed = data.observed();
        List<Experiment.Member> members = new ArrayList<>();
        for (long k = seed; k < seed + SEEDS; k++) {
            BatchSource source = kind == Kind.GD ? new BatchSource.Fixed(data.fixed(seed)) : data.minibatches();
            members.add(new Experiment.Member(
                    kind.label, new Replica(k, LayersData.RATE, 0, source, observed, start(model, kind, k))));
        }
        List<Measure> norms = IntStream.range(0, kind.depth)
                .mapToObj(i -> Measure.squaredNorm(i, "W" + (i + 1)))
                .toList();
        return new Experiment(members, steps, Math.max(1, steps / OBSERVATIONS), norms, List.of(product));
    }

    static Average product(LayersData data) {
        return Average.ofParameters("W_D...W_1 Sx^1/2", theta -> data.seen(product(theta)));
    }

    private static double[][] product(Parameters theta) {
        double[][] product = theta.block(0).toRows();
        for (int b = 1; b < theta.blocks(); b++) {
            Matrix w = theta.block(b);
            double[][] next = new double[w.rows()][product[0].length];
            for (int i = 0; i < w.rows(); i++) {
                for (int k = 0; k < w.columns(); k++) {
                    for (int j = 0; j < next[i].length; j++) {
                        next[i][j] += w.get(i, k) * product[k][j];
                    }
                }
            }
            product = next;
        }
        return product;
    }

    /**
     * Gaussian layers, each rescaled: {@code |W_i|^2 = 5}, or {@code 5 exp(u ln 3)} with u uniform on [-1, 1]; of the wide
     * net with u = 1 and -1 in turn.
     */
    private static Parameters start(DeepLinearNet model, Kind kind, long seed) {
        Parameters theta = new Initialization.Kaiming().draw(model, Precision.DOUBLE, seed);
        RandomStream stream = new RandomStream(seed);
        int parts = 1 << 30;
        for (int b = 0; b < theta.blocks(); b++) {
            double uniform = 2 * (stream.index(START_STEP, b, parts) + 0.5) / parts - 1;
            double u =
                    switch (kind) {
                        case EQUAL -> 0;
                        case WIDE -> b % 2 == 0 ? 1 : -1;
                        case RANDOM, TEN, GD -> uniform;
                    };
            double wanted = SQUARED_NORM * Math.pow(FACTOR, u);
            Matrix w = theta.block(b);
            double[][] rows = w.toRows();
            double square = Arrays.stream(rows)
                    .flatMapToDouble(Arrays::stream)
                    .map(v -> v * v)
                    .sum();
            double factor = Math.sqrt(wanted / square);
            for (int i = 0; i < w.rows(); i++) {
                for (int j = 0; j < w.columns(); j++) {
                    w.set(i, j, factor * rows[i][j]);
                }
            }
        }
        return theta;
    }

    static LayersRuns of(FigureRequest request, LongConsumer done, BooleanSupplier cancelled) {
        LayersData data = data(request);
        Average product = product(data);
        List<Experiment> experiments = Arrays.stream(Kind.values())
                .map(kind -> experiment(data, kind, request.seed(), kind.steps, product))
                .toList();
        return new LayersRuns(data, product, Recordings.of(experiments, request, done, cancelled));
    }

    List<History> histories(Kind kind) {
        return recordings.get(kind.ordinal()).histories();
    }

    /** Singular values of the averaged product as the inputs see it, largest first. */
    double[] modes(History history) {
        return singularValues(history.late(product));
    }

    /** Those of the target, if it is known. */
    Optional<double[]> targetModes() {
        return data.target().map(target -> singularValues(data.seen(target.toRows())));
    }

    /** Whether a trajectory learns nothing more in its last fifth; not known without a target. */
    boolean settled(Kind kind, History history) {
        if (history.diverged() || targetModes().isEmpty()) {
            return false;
        }
        return settled(modes(history), targetModes().get(), kind.width) && drift(history) <= AT_REST;
    }

    /** The largest relative change of a layer's mean norm from one half of the last fifth to the other. */
    static double drift(History history) {
        long end = history.lastStep();
        return history.measures().stream()
                .mapToDouble(layer -> history.mean(layer, 0.9 * end, end) / history.mean(layer, 0.8 * end, 0.9 * end))
                .map(ratio -> Math.abs(ratio - 1))
                .max()
                .orElseThrow();
    }

    /** How many trajectories diverged. */
    long diverged() {
        return recordings.stream()
                .flatMap(recording -> recording.histories().stream())
                .filter(History::diverged)
                .count();
    }

    /** Of modes that were reached and wanted ones, the first {@code width} count. */
    static boolean settled(double[] modes, double[] target, int width) {
        return IntStream.range(0, Math.min(width, modes.length))
                .mapToDouble(k -> modes[k] / target[k])
                .allMatch(share -> share > SETTLED || share < NOT_BEGUN);
    }

    private static double[] singularValues(double[] flat) {
        int columns = flat.length / LayersData.OUTPUTS;
        double[][] rows = new double[LayersData.OUTPUTS][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = Arrays.copyOfRange(flat, i * columns, (i + 1) * columns);
        }
        return SingularValues.of(Matrix.of(rows));
    }

    /** How many modes were reached. */
    int rank(History history) {
        double[] modes = modes(history);
        return (int)
                Arrays.stream(modes).filter(mode -> mode > REACHED * modes[0]).count();
    }

    /** The closed form at the rank that a trajectory reached. */
    Optional<BalancedDeepNet> prediction(Kind kind, History history) {
        return history.diverged()
                ? Optional.empty()
                : data.prediction(data.model(kind.depth, kind.width), rank(history));
    }

    /** Squared norms of live parts at the end of a trajectory. */
    double[] live(Kind kind, int member) {
        Parameters end = recordings.get(kind.ordinal()).ends().get(member);
        return LiveLayers.of(end, rank(histories(kind).get(member))).liveSquaredNorms();
    }

    /** Squared norms of live parts, mean over the last fifth: the rest of a layer stays as it is at the end. */
    double[] liveLate(Kind kind, int member) {
        History history = histories(kind).get(member);
        double[] live = live(kind, member);
        double[] last = last(history);
        double[] late = late(history);
        return IntStream.range(0, live.length)
                .mapToDouble(i -> late[i] - (last[i] - live[i]))
                .toArray();
    }

    /** {@code |W_i|^2} at the start. */
    static double[] first(History history) {
        return history.measures().stream().mapToDouble(history::first).toArray();
    }

    /** {@code |W_i|^2} at the end. */
    static double[] last(History history) {
        return history.measures().stream().mapToDouble(history::last).toArray();
    }

    /** {@code |W_i|^2}, mean over the last fifth. */
    static double[] late(History history) {
        return history.measures().stream().mapToDouble(history::late).toArray();
    }

    /** The largest over the smallest of the middle layers. */
    static double spread(double[] layers) {
        double[] middle = Arrays.copyOfRange(layers, 1, layers.length - 1);
        return Arrays.stream(middle).max().orElseThrow()
                / Arrays.stream(middle).min().orElseThrow();
    }

    /** The geometric mean of the middle layers. */
    static double middle(double[] layers) {
        return Math.exp(Arrays.stream(layers, 1, layers.length - 1)
                .map(Math::log)
                .average()
                .orElseThrow());
    }
}
