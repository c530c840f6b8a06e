package dev.noether.study.figure.hidden;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The two second moments of the hidden units of a two-layer net, d x d, each divided by its trace:
 *
 * <pre>
 * A = W Sx W^T      what comes in: covariance of the preactivations
 * B = U^T Se U      what comes back: covariance of the label noise's gradient at the units' outputs, but for a factor
 * </pre>
 *
 * For a linear net on white data the noise equilibrium has A = B. Units are sorted by their weight to the noisiest
 * output, largest first, so that the leading direction of B shows as four blocks.
 *
 * @param a A
 * @param b B
 */
@SuppressWarnings("ArrayRecordComponent")
record Representation(double[][] a, double[][] b) {

    static Representation of(Parameters theta, GaussianTask task) {
        Matrix u = theta.block(TwoLayerNet.U);
        Matrix w = theta.block(TwoLayerNet.W);
        int noisiest = noisiest(task.noiseCovariance());
        int[] units = IntStream.range(0, w.rows())
                .boxed()
                .sorted(Comparator.comparingDouble(j -> -u.get(noisiest, j)))
                .mapToInt(Integer::intValue)
                .toArray();
        double[][] rows = new double[units.length][];
        double[][] columns = new double[units.length][];
        for (int k = 0; k < units.length; k++) {
            int unit = units[k];
            rows[k] = IntStream.range(0, w.columns())
                    .mapToDouble(i -> w.get(unit, i))
                    .toArray();
            columns[k] = IntStream.range(0, u.rows())
                    .mapToDouble(i -> u.get(i, unit))
                    .toArray();
        }
        return new Representation(
                normalised(rows, task.inputCovariance()), normalised(columns, task.noiseCovariance()));
    }

    private static int noisiest(Covariance noise) {
        return IntStream.range(0, noise.size())
                .boxed()
                .max(Comparator.comparingDouble(i -> noise.get(i, i)))
                .orElseThrow();
    }

    /** {@code m S m^T} over its trace. */
    private static double[][] normalised(double[][] m, Covariance s) {
        int d = m.length;
        int n = s.size();
        double[][] ms = new double[d][n];
        for (int k = 0; k < d; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    ms[k][i] += m[k][j] * s.get(j, i);
                }
            }
        }
        double[][] product = new double[d][d];
        double trace = 0;
        for (int k = 0; k < d; k++) {
            for (int l = 0; l <= k; l++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += ms[k][i] * m[l][i];
                }
                product[k][l] = sum;
                product[l][k] = sum;
            }
            trace += product[k][k];
        }
        for (double[] row : product) {
            for (int l = 0; l < d; l++) {
                row[l] /= trace;
            }
        }
        return product;
    }

    /** {@code <A, B> / (|A| |B|)}. */
    double cosine() {
        return inner(a, b) / Math.sqrt(inner(a, a) * inner(b, b));
    }

    /** {@code |A - B|} over the root mean square of {@code |A|} and {@code |B|}. */
    double distance() {
        double aa = inner(a, a);
        double bb = inner(b, b);
        return Math.sqrt((aa + bb - 2 * inner(a, b)) / ((aa + bb) / 2));
    }

    /** Correlation of the diagonals of A and B. */
    double diagonalCorrelation() {
        int d = a.length;
        double meanA = 0;
        double meanB = 0;
        for (int k = 0; k < d; k++) {
            meanA += a[k][k] / d;
            meanB += b[k][k] / d;
        }
        double aa = 0;
        double ab = 0;
        double bb = 0;
        for (int k = 0; k < d; k++) {
            aa += (a[k][k] - meanA) * (a[k][k] - meanA);
            ab += (a[k][k] - meanA) * (b[k][k] - meanB);
            bb += (b[k][k] - meanB) * (b[k][k] - meanB);
        }
        return ab / Math.sqrt(aa * bb);
    }

    private static double inner(double[][] a, double[][] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            for (int l = 0; l < a.length; l++) {
                sum += a[k][l] * b[k][l];
            }
        }
        return sum;
    }
}
