package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GradientNoiseTest {

    private static final int DX = 3;
    private static final int D = 4;
    private static final int DY = 2;
    private static final int SAMPLES = 7;

    /** Against the covariance of the per-sample gradients, summed element by element; |gU| and |gW| differ. */
    @ParameterizedTest
    @EnumSource(Loss.class)
    void blockTracesAreThoseOfThePerSampleGradients(Loss loss) {
        TwoLayerNet net = TwoLayerNet.linear(DX, D, DY, loss);
        Random random = new Random(21);
        double[][] u = gaussian(random, DY, D, 1);
        double[][] w = gaussian(random, D, DX, 0.4);
        double[][] x = gaussian(random, SAMPLES, DX, 1);
        double[][] y = gaussian(random, SAMPLES, DY, 2);
        double[][][] gradientsU = new double[SAMPLES][DY][D];
        double[][][] gradientsW = new double[SAMPLES][D][DX];
        double[][] gammaU = new double[DY][DY];
        double[][] gammaW = new double[DX][DX];
        for (int s = 0; s < SAMPLES; s++) {
            double[] h = new double[D];
            for (int j = 0; j < D; j++) {
                for (int k = 0; k < DX; k++) {
                    h[j] += w[j][k] * x[s][k];
                }
            }
            double[] r = new double[DY];
            for (int i = 0; i < DY; i++) {
                r[i] = -y[s][i];
                for (int j = 0; j < D; j++) {
                    r[i] += u[i][j] * h[j];
                }
            }
            double twoC = 2 * net.lossScale();
            for (int i = 0; i < DY; i++) {
                for (int j = 0; j < D; j++) {
                    gradientsU[s][i][j] = twoC * r[i] * h[j];
                    for (int k = 0; k < DX; k++) {
                        gradientsW[s][j][k] += twoC * u[i][j] * r[i] * x[s][k];
                    }
                }
            }
            addOuter(gammaU, r, square(x[s]) / SAMPLES);
            addOuter(gammaW, x[s], square(r) / SAMPLES);
        }
        double[][] meanU = mean(gradientsU);
        double[][] meanW = mean(gradientsW);
        GradientNoise noise = new GradientNoise(Matrix.of(gammaU), Matrix.of(gammaW));
        double[] traces = noise.blockTraces(
                Parameters.of(net, Matrix.of(u), Matrix.of(w)),
                Parameters.of(net, Matrix.of(meanU), Matrix.of(meanW)),
                0);
        double expectedU = variance(gradientsU, meanU);
        double expectedW = variance(gradientsW, meanW);
        assertThat(traces[0]).isCloseTo(expectedU, within(1e-12 * expectedU));
        assertThat(traces[1]).isCloseTo(expectedW, within(1e-12 * expectedW));
    }

    @Test
    void gammasThatAreNotFiniteAreRefused() {
        Matrix broken = Matrix.identity(2);
        broken.set(1, 1, Double.NaN);
        assertThatThrownBy(() -> new GradientNoise(broken, Matrix.identity(3))).hasMessageStartingWith("Gamma_U");
        assertThatThrownBy(() -> new GradientNoise(Matrix.identity(3), Matrix.allocate(Precision.DOUBLE, 2, 3)))
                .hasMessageStartingWith("Gamma_W is 2 x 3");
    }

    private static double[][] gaussian(Random random, int rows, int columns, double deviation) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            for (int j = 0; j < columns; j++) {
                row[j] = deviation * random.nextGaussian();
            }
        }
        return values;
    }

    private static void addOuter(double[][] matrix, double[] v, double factor) {
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < v.length; j++) {
                matrix[i][j] += factor * v[i] * v[j];
            }
        }
    }

    private static double square(double[] v) {
        double sum = 0;
        for (double value : v) {
            sum += value * value;
        }
        return sum;
    }

    private static double[][] mean(double[][][] gradients) {
        double[][] mean = new double[gradients[0].length][gradients[0][0].length];
        for (double[][] gradient : gradients) {
            for (int i = 0; i < mean.length; i++) {
                for (int j = 0; j < mean[i].length; j++) {
                    mean[i][j] += gradient[i][j] / gradients.length;
                }
            }
        }
        return mean;
    }

    /** {@code (1/S) sum_s |g_s - g|^2}. */
    private static double variance(double[][][] gradients, double[][] mean) {
        double sum = 0;
        for (double[][] gradient : gradients) {
            for (int i = 0; i < mean.length; i++) {
                for (int j = 0; j < mean[i].length; j++) {
                    double deviation = gradient[i][j] - mean[i][j];
                    sum += deviation * deviation;
                }
            }
        }
        return sum / gradients.length;
    }
}
