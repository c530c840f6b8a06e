package dev.noether.validate;

import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;

/**
 * Random cases of the two-layer linear net: case number n of a seed is a pure function of both. Sizes are 1, primes,
 * lane counts and their neighbours, up to 200; values are standard normals, parameters scaled to keep outputs near 1.
 */
public final class TwoLayerCases {

    private static final int[] SIZES = {1, 1, 2, 3, 4, 5, 7, 8, 9, 11, 13, 15, 16, 17, 19, 23, 31, 33, 61, 65, 127, 200
    };
    private static final int[] BATCH_SIZES = {1, 1, 2, 3, 7, 8, 10, 15, 17, 33, 64, 101};
    private static final double[] WEIGHT_DECAYS = {0, 0.0078125, 0.375};

    private static final Shape[] TRAJECTORY_SHAPES = {
        new Shape(1, 1, 1, 1),
        new Shape(3, 5, 2, 4),
        new Shape(7, 3, 5, 1),
        new Shape(2, 1, 3, 7),
        new Shape(8, 17, 9, 10),
        new Shape(13, 9, 1, 16)
    };
    private static final int DATA_SET_SIZE = 23;

    private final Precision precision;
    private final long seed;
    private final RandomStream stream;

    /** The cases of a seed, with numbers of the given precision. */
    public TwoLayerCases(Precision precision, long seed) {
        this.precision = precision;
        this.seed = seed;
        stream = new RandomStream(seed);
    }

    /** Name of the model in tables. */
    public String model() {
        return "two-layer identity";
    }

    /** Case {@code number}, at least 0. */
    public AgreementCase draw(int number) {
        Shape shape = new Shape(
                choice(SIZES, number, 0),
                choice(SIZES, number, 1),
                choice(SIZES, number, 2),
                choice(BATCH_SIZES, number, 3));
        BatchKind kind = BatchKind.values()[stream.index(number, 4, BatchKind.values().length)];
        Loss loss = Loss.values()[stream.index(number, 5, Loss.values().length)];
        double weightDecay = WEIGHT_DECAYS[stream.index(number, 6, WEIGHT_DECAYS.length)];
        return of(shape, kind, loss, weightDecay, number);
    }

    /** A case of given sizes, with the values of case {@code number}. */
    public AgreementCase of(Shape shape, BatchKind kind, Loss loss, double weightDecay, int number) {
        TwoLayerNet net = TwoLayerNet.linear(shape.inputs(), shape.hidden(), shape.outputs(), loss);
        Batch batch =
                switch (kind) {
                    case SAMPLES -> samples(shape, number);
                    case MOMENTS -> moments(shape, number);
                    case POPULATION -> new Batch.Population(task(shape, number));
                };
        int batchSize = kind == BatchKind.SAMPLES ? shape.batchSize() : 1;
        return new AgreementCase(parameters(net, number), batch, weightDecay, batchSize);
    }

    /** Normal parameters of variance 1 / columns. */
    public Parameters parameters(TwoLayerNet net, int number) {
        Matrix[] blocks = new Matrix[net.blocks().size()];
        for (int b = 0; b < blocks.length; b++) {
            int rows = net.blocks().get(b).rows();
            int columns = net.blocks().get(b).columns();
            blocks[b] = normals(Purpose.initialValues(b), number, rows, columns, 1 / Math.sqrt(columns));
        }
        return Parameters.of(net, blocks);
    }

    /** Independent normal inputs and labels. */
    public Batch.Samples samples(Shape shape, int number) {
        Matrix x = normals(Purpose.EVALUATION_INPUTS, number, shape.batchSize(), shape.inputs(), 1);
        Matrix y = normals(Purpose.EVALUATION_LABEL_NOISE, number, shape.batchSize(), shape.outputs(), 1);
        return new Batch.Samples(x, y);
    }

    /** Positive definite Cx and Cyy, any Cyx. */
    public Batch.Moments moments(Shape shape, int number) {
        Matrix cx = covariance(Purpose.DATA_INPUTS, number, shape.inputs());
        Matrix cyx = normals(Purpose.TARGET, number, shape.outputs(), shape.inputs(), 1 / Math.sqrt(shape.inputs()));
        Matrix cyy = covariance(Purpose.DATA_LABEL_NOISE, number, shape.outputs());
        return new Batch.Moments(cx, cyx, cyy);
    }

    /** A task with full covariances in even cases and diagonal ones in odd cases. */
    public GaussianTask task(Shape shape, int number) {
        Matrix sx = covariance(Purpose.DATA_INPUTS, number, shape.inputs());
        Matrix se = covariance(Purpose.DATA_LABEL_NOISE, number, shape.outputs());
        Matrix v = normals(Purpose.TARGET, number, shape.outputs(), shape.inputs(), 1 / Math.sqrt(shape.inputs()));
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
        TwoLayerNet net = TwoLayerNet.linear(shape.inputs(), shape.hidden(), shape.outputs(), loss);
        return new Replica(
                seed + number,
                rate * stableRate(shape) / Math.scalb(1.0, Math.getExponent(net.lossScale())),
                number % 2 == 0 ? 0.0078125 : 0,
                source(shape, number),
                new Batch.Population(task(shape, number)),
                parameters(net, number));
    }

    private BatchSource source(Shape shape, int number) {
        return switch (number % 6) {
            case 3 -> new BatchSource.Drawn(samples(shape.withBatchSize(DATA_SET_SIZE), number), shape.batchSize());
            case 4 -> new BatchSource.Fixed(new Batch.Population(task(shape, number)));
            case 5 -> new BatchSource.Fixed(samples(shape, number));
            default -> new BatchSource.Fresh(task(shape, number), shape.batchSize());
        };
    }

    /** The rate at which SGD from a start of this variance becomes unstable, rounded down to a power of two. */
    private static double stableRate(Shape shape) {
        double widths = 1 + (double) shape.hidden() / shape.inputs();
        double limit = 1 / (widths * (1 + (double) shape.inputs() / shape.batchSize()));
        return Math.scalb(1.0, Math.getExponent(limit));
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
