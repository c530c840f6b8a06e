package dev.noether.validate;

import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.List;

/**
 * Random cases of a family of models: case number n of a seed is a pure function of both. Sizes are 1, primes, lane counts and
 * their neighbours, up to 200 in the first 256 cases, up to 19 in others; values are standard normals, parameters scaled to keep outputs near 1.
 *
 * <p>A ReLU has no derivative at 0, so no case asks for one: a sample is drawn again while one of its preactivations
 * {@code h = w^T x} is within twice the bound of its own rounding error of 0, {@code 4 sqrt(dx) eps sum |w_l x_l|}. Beyond that,
 * rounding cannot change the side of the kink on which it is.
 */
public final class ModelCases {

    private static final int[] TINY_SIZES = {1, 1, 2, 3};
    private static final int[] SIZES = {1, 1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 15, 16, 17, 19, 23, 31, 33, 61, 65, 127, 200
    };
    private static final int[] BATCH_SIZES = {1, 1, 2, 3, 7, 8, 10, 15, 17, 33, 64, 101};
    private static final int[] SMALL_SIZES = {1, 1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 15, 16, 17, 19};
    private static final int[] SMALL_BATCH_SIZES = {1, 1, 2, 3, 7, 8, 10, 15, 17, 33};
    private static final double[] WEIGHT_DECAYS = {0, 0.0078125, 0.375};

    /**
     * Cases of any size: from this number on they are small, and cost a hundredth. Tiles and tails have been met by then,
     * and errors come nearest to their bounds in sums of few terms.
     */
    static final int FIRST_SMALL = 256;

    /** Parameters above which a case is drawn smaller: the reference takes a second there. */
    private static final long LARGEST = 6_000;

    private static final Shape[] TRAJECTORY_SHAPES = {
        new Shape(1, 1, 1, 1),
        new Shape(3, 5, 2, 4),
        new Shape(7, 3, 5, 1),
        new Shape(2, 1, 3, 7),
        new Shape(8, 17, 9, 10),
        new Shape(13, 9, 1, 16)
    };
    private static final int DATA_SET_SIZE = 23;

    /** Number of a sample that is drawn again, less that of the sample in its place before. */
    private static final int NEXT_SAMPLE = 1 << 16;

    private final ModelFamily family;
    private final Precision precision;
    private final long seed;
    private final RandomStream stream;

    /** The cases of a family and seed, with numbers of the given precision. */
    public ModelCases(ModelFamily family, Precision precision, long seed) {
        this.family = family;
        this.precision = precision;
        this.seed = seed;
        stream = new RandomStream(seed);
    }

    /** The kinds of batch on which the models of the family are defined. */
    public List<BatchKind> batchKinds() {
        boolean linear = family.model(new Shape(1, 1, 1, 1), Loss.SUM, 0).linearInInputs();
        return linear ? List.of(BatchKind.values()) : List.of(BatchKind.SAMPLES);
    }

    /** Case {@code number}, at least 0. */
    public AgreementCase draw(int number) {
        // Few terms come nearest to their bounds: errors of long sums cancel.
        boolean tiny = number % 3 == 0;
        Shape shape = shape(number, tiny);
        List<BatchKind> kinds = batchKinds();
        BatchKind kind = kinds.get(stream.index(number, 4, kinds.size()));
        Loss loss = Loss.values()[stream.index(number, 5, Loss.values().length)];
        double weightDecay = WEIGHT_DECAYS[stream.index(number, 6, WEIGHT_DECAYS.length)];
        return of(shape, kind, loss, weightDecay, number);
    }

    private Shape shape(int number, boolean tiny) {
        boolean small = number >= FIRST_SMALL;
        int[] sizes = tiny ? TINY_SIZES : small ? SMALL_SIZES : SIZES;
        int[] batchSizes = tiny ? TINY_SIZES : small ? SMALL_BATCH_SIZES : BATCH_SIZES;
        Shape shape = new Shape(
                choice(sizes, number, 0),
                choice(sizes, number, 1),
                choice(sizes, number, 2),
                choice(batchSizes, number, 3));
        boolean large = family.model(shape, Loss.SUM, number).parameterCount() > LARGEST;
        return large && number % 8 != 1 ? shape(number, true) : shape;
    }

    /** A case of given sizes, with the values of case {@code number}. */
    public AgreementCase of(Shape shape, BatchKind kind, Loss loss, double weightDecay, int number) {
        Model model = family.model(shape, loss, number);
        Parameters theta = parameters(model, number);
        Batch batch =
                switch (kind) {
                    case SAMPLES -> samples(theta, shape.batchSize(), number);
                    case MOMENTS -> moments(model, number);
                    case POPULATION -> new Batch.Population(task(model, number));
                };
        return new AgreementCase(theta, batch, weightDecay);
    }

    /** Normal parameters of variance 1 / columns. */
    public Parameters parameters(Model model, int number) {
        return parameters(model, 0, number);
    }

    /** A direction in which products are taken: as parameters, independent of them. */
    public Parameters direction(Model model, int number) {
        return parameters(model, model.blocks().size(), number);
    }

    private Parameters parameters(Model model, int first, int number) {
        Matrix[] blocks = new Matrix[model.blocks().size()];
        for (int b = 0; b < blocks.length; b++) {
            int rows = model.blocks().get(b).rows();
            int columns = model.blocks().get(b).columns();
            blocks[b] = normals(Purpose.initialValues(first + b), number, rows, columns, 1 / Math.sqrt(columns));
        }
        return Parameters.of(model, blocks);
    }

    /** Independent normal inputs and labels, no preactivation of {@code theta} at a kink. */
    public Batch.Samples samples(Parameters theta, int size, int number) {
        Model model = theta.model();
        Matrix x = normals(Purpose.EVALUATION_INPUTS, number, size, model.inputs(), 1);
        Matrix y = normals(Purpose.EVALUATION_LABEL_NOISE, number, size, model.outputs(), 1);
        if (family.hasKinks()) {
            double[][] w = theta.block(TwoLayerNet.W).toRows();
            double[] row = new double[model.inputs()];
            for (int i = 0; i < size; i++) {
                x.copyRow(i, row, 0);
                for (int again = i + NEXT_SAMPLE; isAtKink(w, row); again += NEXT_SAMPLE) {
                    stream.normals(Purpose.EVALUATION_INPUTS, number, again, row.length, row, 0);
                    x.setRow(i, row, 0);
                    x.copyRow(i, row, 0);
                }
            }
        }
        return new Batch.Samples(x, y);
    }

    private boolean isAtKink(double[][] w, double[] x) {
        double bound = 2 * Roundoff.LAMBDA * Math.sqrt(x.length) * precision.epsilon() / 2;
        return Kinks.distance(w, x) <= bound;
    }

    /** Positive definite Cx and Cyy, any Cyx. */
    public Batch.Moments moments(Model model, int number) {
        int dx = model.inputs();
        int dy = model.outputs();
        Matrix cx = covariance(Purpose.DATA_INPUTS, number, dx);
        Matrix cyx = normals(Purpose.TARGET, number, dy, dx, 1 / Math.sqrt(dx));
        Matrix cyy = covariance(Purpose.DATA_LABEL_NOISE, number, dy);
        return new Batch.Moments(cx, cyx, cyy);
    }

    /** A task with full covariances in even cases and diagonal ones in odd cases. */
    public GaussianTask task(Model model, int number) {
        int dx = model.inputs();
        int dy = model.outputs();
        Matrix sx = covariance(Purpose.DATA_INPUTS, number, dx);
        Matrix se = covariance(Purpose.DATA_LABEL_NOISE, number, dy);
        Matrix v = normals(Purpose.TARGET, number, dy, dx, 1 / Math.sqrt(dx));
        boolean full = number % 2 == 0;
        return new GaussianTask(
                full ? Covariance.full(sx) : diagonal(sx), full ? Covariance.full(se) : diagonal(se), v);
    }

    /**
     * The start of a trajectory: sizes, loss, weight decay and the kind of the batches go through all kinds. The rates are
     * powers of two, so that they are the same numbers in every precision.
     *
     * @param number of the trajectory
     * @param rate share of the learning rate at which SGD from here becomes unstable, a power of two
     */
    public Replica trajectory(int number, double rate) {
        Shape shape = TRAJECTORY_SHAPES[number % TRAJECTORY_SHAPES.length];
        Loss loss = Loss.values()[number % Loss.values().length];
        Model model = family.model(shape, loss, number);
        Parameters theta = parameters(model, number);
        double length = smallestLength(theta);
        return new Replica(
                seed + number,
                rate * length * stableRate(model, shape) / powerOfTwo(model.lossScale()),
                number % 2 == 0 ? 0.0078125 / length : 0,
                source(theta, shape.batchSize(), number),
                model.linearInInputs()
                        ? new Batch.Population(task(model, number))
                        : samples(theta, shape.batchSize(), number),
                theta);
    }

    private BatchSource source(Parameters theta, int batchSize, int number) {
        Model model = theta.model();
        return switch (number % 6) {
            case 3 -> new BatchSource.Drawn(samples(theta, DATA_SET_SIZE, number), batchSize);
            case 4 ->
                new BatchSource.Fixed(
                        model.linearInInputs()
                                ? new Batch.Population(task(model, number))
                                : samples(theta, batchSize, number));
            case 5 -> new BatchSource.Fixed(samples(theta, batchSize, number));
            default -> new BatchSource.Fresh(task(model, number), batchSize);
        };
    }

    /** The rate at which SGD from a start of this variance becomes unstable, rounded down to a power of two. */
    private static double stableRate(Model model, Shape shape) {
        double widths = 1 + (double) shape.hidden() / model.inputs();
        double limit = 1
                / (widths
                        * (1 + (double) model.inputs() / shape.batchSize())
                        * model.blocks().size()
                        / 2);
        return powerOfTwo(limit);
    }

    /**
     * What a model that does not change with the length of a block divides its learning rate by: it feels
     * {@code eta / |block|^2}, and {@code eta gamma}. At most 1/4, a power of two; 1 for other models.
     */
    private static double smallestLength(Parameters theta) {
        double smallest = 1;
        if (theta.model().symmetries().stream().anyMatch(Symmetry.Scaling.class::isInstance)) {
            for (int b = 0; b < theta.blocks(); b++) {
                double length = Arrays.stream(theta.block(b).toRows())
                        .flatMapToDouble(Arrays::stream)
                        .map(value -> value * value)
                        .sum();
                smallest = Math.min(smallest, length);
            }
            smallest /= 4;
        }
        return powerOfTwo(smallest);
    }

    private static double powerOfTwo(double value) {
        return Math.scalb(1.0, Math.getExponent(value));
    }

    private static Covariance diagonal(Matrix matrix) {
        double[] variances = new double[matrix.rows()];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = matrix.get(i, i);
        }
        return Covariance.diagonal(variances);
    }

    /** A symmetric matrix whose diagonal dominates, so that it and the matrix of its magnitudes are covariances. */
    private Matrix covariance(int purpose, int number, int n) {
        Matrix matrix = normals(purpose, number, n, n, 0.25 / n);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                matrix.set(i, j, Math.clamp(matrix.get(i, j), -0.5 / n, 0.5 / n));
                matrix.set(j, i, matrix.get(i, j));
            }
            matrix.set(i, i, 0.5 + Math.abs(matrix.get(i, i)) * n);
        }
        return matrix;
    }

    private Matrix normals(int purpose, int number, int rows, int columns, double scale) {
        Matrix matrix = Matrix.allocate(precision, rows, columns);
        double[] row = new double[columns];
        for (int i = 0; i < rows; i++) {
            stream.normals(purpose, number, i, columns, row, 0);
            for (int j = 0; j < columns; j++) {
                row[j] *= scale;
            }
            matrix.setRow(i, row, 0);
        }
        return matrix;
    }

    private int choice(int[] values, int number, int place) {
        return values[stream.index(number, place, values.length)];
    }
}
