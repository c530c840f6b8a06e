package dev.noether.gpu;

import dev.noether.model.Matrix;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.Random;

/** Random problems from a seed. */
final class Problems {

    private final Random random;

    Problems(long seed) {
        random = new Random(seed);
    }

    Matrix matrix(int rows, int columns) {
        double[][] a = new double[rows][columns];
        for (double[] row : a) {
            for (int j = 0; j < columns; j++) {
                row[j] = random.nextGaussian();
            }
        }
        return Matrix.of(a);
    }

    /** A A^T / n plus something on the diagonal. */
    Covariance full(int n) {
        double[][] a = matrix(n, n).toRows();
        double[][] c = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double sum = i == j ? 0.1 : 0;
                for (int k = 0; k < n; k++) {
                    sum += a[i][k] * a[j][k] / n;
                }
                c[i][j] = sum;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                c[i][j] = c[j][i];
            }
        }
        return Covariance.full(Matrix.of(c));
    }

    Covariance diagonal(int n) {
        double[] variances = new double[n];
        for (int i = 0; i < n; i++) {
            variances[i] = 0.2 + random.nextDouble();
        }
        return Covariance.diagonal(variances);
    }

    GaussianTask task(int inputs, int outputs, boolean fullInputs, boolean fullNoise) {
        return new GaussianTask(
                fullInputs ? full(inputs) : diagonal(inputs),
                fullNoise ? full(outputs) : diagonal(outputs),
                matrix(outputs, inputs));
    }
}
