package dev.noether.validate.reference;

import dev.noether.model.ScaleInvariantModel;

/**
 * The function {@code f(x) = t.x} of the direction {@code t = theta / |theta|}. With {@code n = |theta|}, the derivative
 * {@code dt = (I - t t^T) dtheta / n} gives
 *
 * <pre>
 * df/dtheta        = (I - t t^T) x / n = (x - f t) / n
 * d^2f/dtheta^2    = (3 f t t^T - f I - x t^T - t x^T) / n^2
 *                  = -(f (I - t t^T) + (x - f t) t^T + t (x - f t)^T) / n^2
 * </pre>
 *
 * the second by the product rule: {@code d(1/n) = -(t.dtheta) / n^2}, {@code df = (x - f t).dtheta / n}. Its second form, of
 * the diagonal, does not cancel: with one input it is 0 exactly.
 */
final class ReferenceScaleInvariantModel implements ReferenceLinearFunction {

    private final double[] t;
    private final double n;

    ReferenceScaleInvariantModel(ScaleInvariantModel model, double[][][] theta) {
        double[] vector = theta[ScaleInvariantModel.THETA][0];
        double square = Dense.square(vector);
        // Of a square that overflowed, theta/|theta| would be zero: finite and wrong.
        n = Double.isFinite(square) ? Math.sqrt(square) : Double.NaN;
        t = new double[model.inputs()];
        for (int i = 0; i < t.length; i++) {
            t[i] = vector[i] / n;
        }
    }

    private static double[][][] block(double[] values) {
        return new double[][][] {{values}};
    }

    private double f(double[] x) {
        return Dense.inner(t, x);
    }

    @Override
    public double[] output(double[] x) {
        return new double[] {f(x)};
    }

    @Override
    public double[][][] gradient(double[] x, double[] w) {
        return block(Dense.scaled(w[0] / n, Dense.sum(1, x, -f(x), t)));
    }

    @Override
    public double[] derivative(double[] x, double[][][] v) {
        return new double[] {
            Dense.inner(gradient(x, new double[] {1})[ScaleInvariantModel.THETA][0], v[ScaleInvariantModel.THETA][0])
        };
    }

    @Override
    public double[][][] gradientDerivative(double[] x, double[] w, double[][][] v) {
        double[] direction = v[ScaleInvariantModel.THETA][0];
        double along = Dense.inner(t, direction);
        double scale = w[0] / (n * n);
        double[] result = new double[t.length];
        for (int i = 0; i < t.length; i++) {
            double second = 3 * f(x) * t[i] * along - f(x) * direction[i] - x[i] * along;
            result[i] = scale * (second - t[i] * Dense.inner(x, direction));
        }
        return block(result);
    }

    @Override
    public double[][][] squaredDerivatives(double[] x) {
        double[] gradient = gradient(x, new double[] {1})[ScaleInvariantModel.THETA][0];
        return block(Dense.times(gradient, gradient));
    }

    @Override
    public double[][][] secondDerivatives(double[] x, double[] w) {
        double[] across = Dense.sum(1, x, -f(x), t);
        double[] result = new double[t.length];
        for (int i = 0; i < t.length; i++) {
            result[i] = -w[0] / (n * n) * (f(x) * (1 - t[i] * t[i]) + 2 * across[i] * t[i]);
        }
        return block(result);
    }

    /** {@code (I - t t^T) / n}: {@code dP = dtheta (I - t t^T) / n}. */
    @Override
    public double[][] before(int block) {
        double[][] projection = Dense.identity(t.length);
        Dense.addOuterProduct(projection, -1, t, t);
        return Dense.scaled(1 / n, projection);
    }

    @Override
    public double[][] after(int block) {
        return Dense.identity(1);
    }
}
