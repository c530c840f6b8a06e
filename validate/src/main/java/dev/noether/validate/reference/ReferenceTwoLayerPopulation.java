package dev.noether.validate.reference;

import dev.noether.task.GaussianTask;

/**
 * Averages over the population of a Gaussian task with input covariance Sx, label-noise covariance Se and target V*.
 * With {@code E = U W - V*}, the residual is {@code r = E x - e}, e the label noise, independent of x:
 *
 * <pre>
 * E[r x^T] = E Sx          E[r r^T] = E Sx E^T + Se
 * E[|r|^2 x x^T] = (Tr Se + Tr(E Sx E^T)) Sx + 2 Sx E^T E Sx
 * E[|x|^2 r r^T] = Tr(Sx) (Se + E Sx E^T) + 2 E Sx^2 E^T
 * </pre>
 */
final class ReferenceTwoLayerPopulation implements ReferenceTwoLayerAverages {

    private final double[][] u;
    private final double[][] w;
    private final double[][] sx;
    private final double[][] se;
    private final double[][] error;

    ReferenceTwoLayerPopulation(double[][] u, double[][] w, GaussianTask task) {
        this.u = u;
        this.w = w;
        sx = task.inputCovariance().toMatrix().toRows();
        se = task.noiseCovariance().toMatrix().toRows();
        error = Dense.sum(1, Dense.product(u, w), -1, task.target().toRows());
    }

    @Override
    public double loss() {
        return Dense.trace(residualCovariance());
    }

    @Override
    public double[][] gradientU() {
        return Dense.scaled(2, Dense.product(error, sx, Dense.transpose(w)));
    }

    @Override
    public double[][] gradientW() {
        return Dense.scaled(2, Dense.product(Dense.transpose(u), error, sx));
    }

    @Override
    public double hiddenSquare() {
        return Dense.trace(Dense.product(w, sx, Dense.transpose(w)));
    }

    @Override
    public double inputSquare() {
        return Dense.trace(sx);
    }

    @Override
    public double[][] gammaW() {
        double[][] cross = Dense.product(error, sx);
        double[][] square = Dense.product(Dense.transpose(cross), cross);
        return Dense.sum(Dense.trace(residualCovariance()), sx, 2, square);
    }

    @Override
    public double[][] gammaU() {
        double[][] cross = Dense.product(error, sx);
        double[][] square = Dense.product(cross, Dense.transpose(cross));
        return Dense.sum(Dense.trace(sx), residualCovariance(), 2, square);
    }

    private double[][] residualCovariance() {
        return Dense.sum(1, Dense.product(error, sx, Dense.transpose(error)), 1, se);
    }
}
