package dev.noether.theory;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.GaussianTask;
import org.ojalgo.matrix.store.MatrixStore;

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
        requireSymmetric("Gamma_U", gammaU);
        requireSymmetric("Gamma_W", gammaW);
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

    /**
     * Traces of the gradient-noise covariance of the blocks U and W under the loss {@code c |r|^2}, exactly:
     *
     * <pre>
     * Tr Sigma_U = 4 c^2 Tr(W Gamma_W W^T) - |gU|^2      Tr Sigma_W = 4 c^2 Tr(U^T Gamma_U U) - |gW|^2
     * </pre>
     *
     * @param theta where the gammas were taken
     * @param gradient mean gradient of the data loss there, without weight decay
     */
    public double[] blockTraces(Parameters theta, Parameters gradient) {
        MatrixStore<Double> u = Dense.of(theta.block(TwoLayerNet.U));
        MatrixStore<Double> w = Dense.of(theta.block(TwoLayerNet.W));
        MatrixStore<Double> gradientU = Dense.of(gradient.block(TwoLayerNet.U));
        MatrixStore<Double> gradientW = Dense.of(gradient.block(TwoLayerNet.W));
        double c = theta.model().lossScale();
        double ofU = 4 * c * c * Dense.inner(w.multiply(Dense.of(gammaW)), w) - Dense.inner(gradientU, gradientU);
        double ofW = 4 * c * c * Dense.inner(Dense.of(gammaU).multiply(u), u) - Dense.inner(gradientW, gradientW);
        // Both are variances: below zero only by rounding.
        return new double[] {Math.max(ofU, 0), Math.max(ofW, 0)};
    }

    /**
     * The fixed point along {@code U -> exp(lambda) U, W -> exp(-lambda) W}; the arguments are those of
     * {@link #blockTraces}.
     */
    public NoiseFixedPoint fixedPoint(Parameters theta, Parameters gradient, SgdSettings settings) {
        MatrixStore<Double> u = Dense.of(theta.block(TwoLayerNet.U));
        MatrixStore<Double> w = Dense.of(theta.block(TwoLayerNet.W));
        double[] squares = {Dense.inner(u, u), Dense.inner(w, w)};
        return NoiseFixedPoint.of(new double[] {1, -1}, blockTraces(theta, gradient), squares, settings);
    }

    private static Matrix scaled(Matrix matrix, double factor) {
        return Dense.toMatrix(Dense.of(matrix).multiply(factor));
    }

    private static void requireSymmetric(String name, Matrix matrix) {
        matrix.requireShape(name, matrix.rows(), matrix.rows());
        double scale = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            scale = Math.max(scale, Math.abs(matrix.get(i, i)));
        }
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j <= i; j++) {
                // Written so that NaN is refused too.
                if (!(Math.abs(matrix.get(i, j) - matrix.get(j, i)) <= 1e-9 * scale)
                        || Double.isInfinite(matrix.get(i, j))) {
                    throw new IllegalArgumentException(name + " is symmetric and finite, but elements (" + (i + 1)
                            + ", " + (j + 1) + ") and (" + (j + 1) + ", " + (i + 1) + ") are " + matrix.get(i, j)
                            + " and " + matrix.get(j, i));
                }
            }
        }
    }
}
