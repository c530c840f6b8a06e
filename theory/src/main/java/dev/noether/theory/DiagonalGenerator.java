package dev.noether.theory;

import dev.noether.model.CompensatedSum;
import dev.noether.model.Matrix;

/** A generator whose eigenvectors are the parameters themselves. */
final class DiagonalGenerator implements Generator {

    private final double[] weights;

    DiagonalGenerator(double[] weights) {
        if (weights.length == 0) {
            throw new IllegalArgumentException("a generator needs at least one parameter");
        }
        for (int j = 0; j < weights.length; j++) {
            if (!Double.isFinite(weights[j])) {
                throw new IllegalArgumentException(
                        "entry " + (j + 1) + " of the diagonal is " + weights[j] + ", it must be finite");
            }
        }
        this.weights = weights.clone();
    }

    @Override
    public int size() {
        return weights.length;
    }

    @Override
    public double[] eigenvalues() {
        return weights.clone();
    }

    @Override
    public void coordinates(double[] vector, double[] out) {
        requireSize("the vector", vector.length);
        System.arraycopy(vector, 0, out, 0, weights.length);
    }

    @Override
    public void coordinateBounds(double[] vector, double[] out) {
        coordinates(vector, out);
    }

    @Override
    public void apply(double[] vector, double[] out) {
        requireSize("the vector", vector.length);
        for (int j = 0; j < weights.length; j++) {
            out[j] = weights[j] * vector[j];
        }
    }

    @Override
    public double[] diagonalOf(Matrix symmetric) {
        requireSize("the matrix", symmetric.rows());
        double[] diagonal = new double[weights.length];
        for (int j = 0; j < diagonal.length; j++) {
            diagonal[j] = symmetric.get(j, j);
        }
        return diagonal;
    }

    @Override
    public void move(double lambda, double[] theta) {
        requireSize("theta", theta.length);
        for (int j = 0; j < weights.length; j++) {
            // A parameter of zero stays there however far the others go.
            if (weights[j] != 0 && theta[j] != 0) {
                theta[j] *= Math.exp(lambda * weights[j]);
            }
        }
    }

    /** Compensated, for a charge is the small difference of large norms. */
    @Override
    public double charge(double[] theta) {
        requireSize("theta", theta.length);
        CompensatedSum sum = new CompensatedSum();
        for (int j = 0; j < weights.length; j++) {
            if (weights[j] != 0) {
                sum.addProduct(weights[j] * theta[j], theta[j]);
            }
        }
        return sum.value();
    }
}
