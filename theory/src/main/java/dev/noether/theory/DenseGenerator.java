package dev.noether.theory;

import dev.noether.model.Matrix;
import org.ojalgo.matrix.store.MatrixStore;

/** A generator with an eigenbasis of its own. */
final class DenseGenerator implements Generator {

    private final double[] mu;

    /** Row j is n_j. */
    private final double[][] vectors;

    DenseGenerator(Dense.Eigen eigen) {
        mu = eigen.values().clone();
        vectors = eigen.vectors().transpose().toRawCopy2D();
    }

    @Override
    public int size() {
        return mu.length;
    }

    @Override
    public double[] eigenvalues() {
        return mu.clone();
    }

    @Override
    public void coordinates(double[] vector, double[] out) {
        requireSize("the vector", vector.length);
        for (int j = 0; j < mu.length; j++) {
            double[] direction = vectors[j];
            double sum = 0;
            for (int i = 0; i < direction.length; i++) {
                sum += direction[i] * vector[i];
            }
            out[j] = sum;
        }
    }

    @Override
    public void coordinateBounds(double[] vector, double[] out) {
        requireSize("the vector", vector.length);
        for (int j = 0; j < mu.length; j++) {
            double[] direction = vectors[j];
            double sum = 0;
            for (int i = 0; i < direction.length; i++) {
                sum += Math.abs(direction[i]) * vector[i];
            }
            out[j] = sum;
        }
    }

    @Override
    public void apply(double[] vector, double[] out) {
        double[] coordinates = new double[mu.length];
        coordinates(vector, coordinates);
        for (int j = 0; j < mu.length; j++) {
            coordinates[j] *= mu[j];
        }
        combine(coordinates, out);
    }

    @Override
    public double[] diagonalOf(Matrix symmetric) {
        requireSize("the matrix", symmetric.rows());
        MatrixStore<Double> basis = Dense.of(Matrix.of(vectors));
        MatrixStore<Double> images = basis.multiply(Dense.of(symmetric));
        double[] diagonal = new double[mu.length];
        for (int j = 0; j < diagonal.length; j++) {
            for (int i = 0; i < mu.length; i++) {
                diagonal[j] += images.doubleValue(j, i) * vectors[j][i];
            }
        }
        return diagonal;
    }

    /** Adds {@code (exp(lambda mu_j) - 1) n_j n_j^T theta}: what A leaves alone keeps its bits. */
    @Override
    public void move(double lambda, double[] theta) {
        double[] coordinates = new double[mu.length];
        coordinates(theta, coordinates);
        for (int j = 0; j < mu.length; j++) {
            coordinates[j] *= Math.expm1(lambda * mu[j]);
        }
        double[] change = new double[mu.length];
        combine(coordinates, change);
        for (int i = 0; i < mu.length; i++) {
            theta[i] += change[i];
        }
    }

    /** {@code out = sum_j coordinates_j n_j}. */
    private void combine(double[] coordinates, double[] out) {
        for (int i = 0; i < mu.length; i++) {
            out[i] = 0;
        }
        for (int j = 0; j < mu.length; j++) {
            double[] direction = vectors[j];
            for (int i = 0; i < mu.length; i++) {
                out[i] += coordinates[j] * direction[i];
            }
        }
    }
}
