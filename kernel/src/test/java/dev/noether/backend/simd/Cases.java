package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.SplittableRandom;

/** Random nets, tasks and batches for the tests of this package, and plain matrix arithmetic in double. */
final class Cases {

    private Cases() {}

    /** Parameters whose values are floats, so that both precisions start at the same point. */
    static Parameters parameters(Model net, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Parameters theta = Parameters.allocate(net, Precision.DOUBLE);
        for (int b = 0; b < theta.blocks(); b++) {
            fill(theta.block(b), 1 / Math.sqrt(theta.block(b).columns()), random);
        }
        return theta;
    }

    static Batch.Samples samples(Model net, int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Matrix x = Matrix.allocate(Precision.DOUBLE, size, net.inputs());
        Matrix y = Matrix.allocate(Precision.DOUBLE, size, net.outputs());
        fill(x, 1, random);
        fill(y, 1, random);
        return new Batch.Samples(x, y);
    }

    /** A task with full covariances, or with diagonal ones. */
    static GaussianTask task(Model net, boolean full, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Matrix target = Matrix.allocate(Precision.DOUBLE, net.outputs(), net.inputs());
        fill(target, 1, random);
        return new GaussianTask(
                covariance(net.inputs(), full, random), covariance(net.outputs(), full, random), target);
    }

    private static Covariance covariance(int n, boolean full, SplittableRandom random) {
        Matrix factor = Matrix.allocate(Precision.DOUBLE, n, n);
        fill(factor, 1 / Math.sqrt(n), random);
        if (full) {
            double[][] f = factor.toRows();
            return Covariance.full(Matrix.of(symmetric(times(f, transpose(f)))));
        }
        double[] variances = new double[n];
        for (int i = 0; i < n; i++) {
            variances[i] = 0.5 + random.nextInt(0, 8) / 8.0;
        }
        return Covariance.diagonal(variances);
    }

    private static void fill(Matrix matrix, double scale, SplittableRandom random) {
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                matrix.set(i, j, (float) (scale * random.nextGaussian()));
            }
        }
    }

    static TwoLayerNet net(int inputs, int hidden, int outputs) {
        return TwoLayerNet.linear(inputs, hidden, outputs, Loss.SUM);
    }

    static double[][] times(double[][] a, double[][] b) {
        double[][] product = new double[a.length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < b[0].length; j++) {
                for (int k = 0; k < b.length; k++) {
                    product[i][j] += a[i][k] * b[k][j];
                }
            }
        }
        return product;
    }

    static double[][] transpose(double[][] a) {
        double[][] transpose = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                transpose[j][i] = a[i][j];
            }
        }
        return transpose;
    }

    static double[][] plus(double[][] a, double factor, double[][] b) {
        double[][] sum = new double[a.length][a[0].length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[0].length; j++) {
                sum[i][j] = a[i][j] + factor * b[i][j];
            }
        }
        return sum;
    }

    static double[][] scaled(double factor, double[][] a) {
        return plus(new double[a.length][a[0].length], factor, a);
    }

    static double squares(double[][] a) {
        double sum = 0;
        for (double[] row : a) {
            for (double value : row) {
                sum += value * value;
            }
        }
        return sum;
    }

    /** The average of a matrix and its transpose: exactly symmetric. */
    static double[][] symmetric(double[][] a) {
        return scaled(0.5, plus(a, 1, transpose(a)));
    }

    static double[][] rows(double[] array, int columns) {
        return Matrix.view(array, array.length / columns, columns).toRows();
    }

    /** Requires every element to agree, relative to {@code scale}. */
    static void requireNear(String what, double[][] actual, double[][] expected, double tolerance, double scale) {
        for (int i = 0; i < expected.length; i++) {
            for (int j = 0; j < expected[i].length; j++) {
                if (!(Math.abs(actual[i][j] - expected[i][j]) <= tolerance * scale)) {
                    assertThat(actual[i][j])
                            .as("%s, element (%d, %d)", what, i, j)
                            .isCloseTo(expected[i][j], within(tolerance * scale));
                }
            }
        }
    }

    static double largest(double[][] a) {
        double largest = 0;
        for (double[] row : a) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    /** Requires the same bits in every element. */
    static void requireSameBits(Parameters actual, Parameters expected) {
        for (int b = 0; b < expected.blocks(); b++) {
            assertThat(actual.block(b).toRows()).isDeepEqualTo(expected.block(b).toRows());
        }
    }
}
