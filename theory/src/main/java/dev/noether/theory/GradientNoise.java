package dev.noether.theory;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.task.GaussianTask;

/**
 * What of the gradient noise of a two-layer linear net enters its balance, with the residual {@code r = f(x) - y}
 * itself (no scale of the loss):
 *
 * <pre>
 * Gamma_U = E[|x|^2 r r^T]      Gamma_W = E[|r|^2 x x^T]
 * </pre>
 *
 * @param gammaU dy x dy, symmetric and positive semi-definite
 * @param gammaW dx x dx, symmetric and positive semi-definite
 */
public record GradientNoise(Matrix gammaU, Matrix gammaW) {

    /** @throws IllegalArgumentException if a matrix is not square, finite and symmetric */
    public GradientNoise {
        Dense.requireSymmetric("Gamma_U", gammaU);
        Dense.requireSymmetric("Gamma_W", gammaW);
    }

    /** The gammas of a task, at its global minimum: {@code Gamma_U = Tr(Sx) Se}, {@code Gamma_W = Tr(Se) Sx}. */
    public static GradientNoise of(GaussianTask task) {
        return withResidual(task, task.noiseCovariance().trace());
    }

    /** No noise: that of gradient descent. */
    public static GradientNoise none(int inputs, int outputs) {
        return new GradientNoise(
                Matrix.allocate(Precision.DOUBLE, outputs, outputs), Matrix.allocate(Precision.DOUBLE, inputs, inputs));
    }

    /** Those of a task whose residual has variance {@code Tr Sr = residualTrace}, label noise included. */
    static GradientNoise withResidual(GaussianTask task, double residualTrace) {
        return new GradientNoise(
                scaled(task.noiseCovariance().toMatrix(), task.inputCovariance().trace()),
                scaled(task.inputCovariance().toMatrix(), residualTrace));
    }

    private static Matrix scaled(Matrix matrix, double factor) {
        return Dense.toMatrix(Dense.of(matrix).multiply(factor));
    }
}
