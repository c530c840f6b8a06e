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
     * <p>Where the samples have nearly equal gradients the two terms cancel, and what is left is rounding. A difference
     * is zero unless it is above {@code roundoff} times the magnitudes that its first term adds up,
     * {@code 4 c^2 sum |W| |Gamma_W| |W|^T}: those of the gradient's entries are no larger.
     *
     * @param theta where the gammas were taken
     * @param gradient mean gradient of the data loss there, without weight decay
     * @param roundoff relative error of the sums that gammas and gradient are, for example {@code sqrt(n)} units in the
     *     last place for sums of n terms; at least 0
     */
    public double[] blockTraces(Parameters theta, Parameters gradient, double roundoff) {
        MatrixStore<Double> u = Dense.of(theta.block(TwoLayerNet.U));
        MatrixStore<Double> w = Dense.of(theta.block(TwoLayerNet.W));
        MatrixStore<Double> gradientU = Dense.of(gradient.block(TwoLayerNet.U));
        MatrixStore<Double> gradientW = Dense.of(gradient.block(TwoLayerNet.W));
        double c = theta.model().lossScale();
        MatrixStore<Double> rows = u.transpose();
        return new double[] {
            trace(4 * c * c, w, Dense.of(gammaW), gradientU, roundoff),
            trace(4 * c * c, rows, Dense.of(gammaU), gradientW, roundoff)
        };
    }

    /** {@code scale Tr(a gamma a^T) - |gradient|^2}, a variance: zero where it is not above its rounding. */
    private static double trace(
            double scale,
            MatrixStore<Double> a,
            MatrixStore<Double> gamma,
            MatrixStore<Double> gradient,
            double roundoff) {
        double difference = scale * Dense.inner(a.multiply(gamma), a) - Dense.inner(gradient, gradient);
        MatrixStore<Double> size = Dense.magnitudes(a);
        double magnitude = scale * Dense.inner(size.multiply(Dense.magnitudes(gamma)), size);
        // Written so that NaN, of an overflow, is handed on.
        return Double.isFinite(magnitude) && difference <= roundoff * magnitude ? 0 : difference;
    }

    /**
     * The fixed point along {@code U -> exp(lambda) U, W -> exp(-lambda) W}; the arguments are those of
     * {@link #blockTraces}.
     *
     * @throws IllegalArgumentException if a trace or a square of theta is not finite
     */
    public NoiseFixedPoint fixedPoint(Parameters theta, Parameters gradient, double roundoff, SgdSettings settings) {
        MatrixStore<Double> u = Dense.of(theta.block(TwoLayerNet.U));
        MatrixStore<Double> w = Dense.of(theta.block(TwoLayerNet.W));
        double[] squares = {Dense.inner(u, u), Dense.inner(w, w)};
        return NoiseFixedPoint.of(new double[] {1, -1}, blockTraces(theta, gradient, roundoff), squares, settings);
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
