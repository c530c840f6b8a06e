package dev.noether.task;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import java.util.Arrays;

/** A covariance matrix: diagonal, or full. */
public sealed interface Covariance {

    /** Number of components. */
    int size();

    /** Element (i, j). */
    double get(int i, int j);

    /** Element (i, j) of the lower triangular factor F, {@code F F^T} the covariance; diagonal if this is. */
    double factor(int i, int j);

    /** Whether every element off the diagonal is zero. */
    boolean isDiagonal();

    /** Trace. */
    default double trace() {
        double sum = 0;
        for (int i = 0; i < size(); i++) {
            sum += get(i, i);
        }
        return sum;
    }

    /** Whether every element is zero. */
    default boolean isZero() {
        return trace() == 0;
    }

    /** The matrix, in double. */
    default Matrix toMatrix() {
        Matrix matrix = Matrix.allocate(Precision.DOUBLE, size(), size());
        for (int i = 0; i < size(); i++) {
            for (int j = 0; j < size(); j++) {
                matrix.set(i, j, get(i, j));
            }
        }
        return matrix;
    }

    /** Independent components with these variances, each finite and at least 0. */
    static Covariance diagonal(double... variances) {
        return new Diagonal(variances.clone());
    }

    /** n independent components of one variance. */
    static Covariance isotropic(int n, double variance) {
        double[] variances = new double[n];
        Arrays.fill(variances, variance);
        return new Diagonal(variances);
    }

    /** A symmetric positive semi-definite matrix; the lower triangle is read, the upper must equal it. */
    static Covariance full(Matrix matrix) {
        return matrix.isDiagonal() ? Diagonal.of(matrix) : new Full(matrix);
    }

    /** Independent components. */
    final class Diagonal implements Covariance {

        private final double[] variances;

        private Diagonal(double[] variances) {
            if (variances.length == 0) {
                throw new IllegalArgumentException("a covariance needs at least one component");
            }
            for (int i = 0; i < variances.length; i++) {
                if (!(variances[i] >= 0) || Double.isInfinite(variances[i])) {
                    throw new IllegalArgumentException(
                            "variance " + (i + 1) + " is " + variances[i] + ", it must be finite and at least 0");
                }
            }
            this.variances = variances;
        }

        private static Diagonal of(Matrix matrix) {
            double[] variances = new double[matrix.rows()];
            for (int i = 0; i < variances.length; i++) {
                variances[i] = matrix.get(i, i);
            }
            return new Diagonal(variances);
        }

        @Override
        public int size() {
            return variances.length;
        }

        @Override
        public double get(int i, int j) {
            return i == j ? variances[i] : 0;
        }

        @Override
        public double factor(int i, int j) {
            return i == j ? Math.sqrt(variances[i]) : 0;
        }

        @Override
        public boolean isDiagonal() {
            return true;
        }
    }

    /** Correlated components, with the Cholesky factor of their covariance. */
    final class Full implements Covariance {

        private final double[][] matrix;
        private final double[][] factor;

        private Full(Matrix source) {
            matrix = source.toRows();
            factor = Cholesky.factor(matrix);
        }

        @Override
        public int size() {
            return matrix.length;
        }

        @Override
        public double get(int i, int j) {
            return matrix[i][j];
        }

        @Override
        public double factor(int i, int j) {
            return factor[i][j];
        }

        @Override
        public boolean isDiagonal() {
            return false;
        }
    }
}
