package dev.noether.theory;

import dev.noether.model.Matrix;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.ojalgo.matrix.decomposition.Eigenvalue;
import org.ojalgo.matrix.decomposition.SingularValue;
import org.ojalgo.matrix.store.MatrixStore;
import org.ojalgo.matrix.store.R064Store;

/** Dense linear algebra in double: a few phrases of ojAlgo, and the way to and from the engine's matrices. */
final class Dense {

    private Dense() {}

    /** A copy. */
    static MatrixStore<Double> of(Matrix matrix) {
        R064Store store = R064Store.FACTORY.make(matrix.rows(), matrix.columns());
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                store.set(i, j, matrix.get(i, j));
            }
        }
        return store;
    }

    /** A copy. */
    static Matrix toMatrix(MatrixStore<Double> store) {
        return Matrix.of(store.toRawCopy2D());
    }

    /** n x n with these values on the diagonal. */
    static MatrixStore<Double> diagonal(double... values) {
        R064Store store = R064Store.FACTORY.make(values.length, values.length);
        for (int i = 0; i < values.length; i++) {
            store.set(i, i, values[i]);
        }
        return store;
    }

    /**
     * The elements of a sum, difference or multiple, computed once. ojAlgo computes them anew at each use, and a product with one
     * takes a path that is many times slower.
     */
    static MatrixStore<Double> evaluated(MatrixStore<Double> a) {
        return a instanceof R064Store ? a : a.copy();
    }

    /** Sum of the products of equal elements, {@code Tr(a b^T)}. */
    static double inner(MatrixStore<Double> a, MatrixStore<Double> b) {
        double sum = 0;
        for (int i = 0; i < a.getRowDim(); i++) {
            for (int j = 0; j < a.getColDim(); j++) {
                sum += a.doubleValue(i, j) * b.doubleValue(i, j);
            }
        }
        return sum;
    }

    /** Trace. */
    static double trace(MatrixStore<Double> a) {
        double sum = 0;
        for (int i = 0; i < a.getRowDim(); i++) {
            sum += a.doubleValue(i, i);
        }
        return sum;
    }

    /** Whether no element is infinite or NaN. */
    static boolean isFinite(MatrixStore<Double> a) {
        for (int i = 0; i < a.getRowDim(); i++) {
            for (int j = 0; j < a.getColDim(); j++) {
                if (!Double.isFinite(a.doubleValue(i, j))) {
                    return false;
                }
            }
        }
        return true;
    }

    /** @throws IllegalArgumentException unless the matrix is square, finite, and symmetric to 1e-9 of its largest entry */
    static void requireSymmetric(String name, Matrix matrix) {
        matrix.requireShape(name, matrix.rows(), matrix.rows());
        double scale = 0;
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                double size = Math.abs(matrix.get(i, j));
                scale = size > scale ? size : scale;
            }
        }
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j <= i; j++) {
                // Written so that NaN is refused too.
                if (!(Math.abs(matrix.get(i, j) - matrix.get(j, i)) <= 1e-9 * scale)
                        || Double.isInfinite(matrix.get(i, j))) {
                    throw new IllegalArgumentException(name + " must be symmetric and finite, but elements (" + (i + 1)
                            + ", " + (j + 1) + ") and (" + (j + 1) + ", " + (i + 1) + ") are " + matrix.get(i, j)
                            + " and " + matrix.get(j, i));
                }
            }
        }
    }

    /** Singular values below this are zero to rounding, for matrices of these dimensions. */
    static double negligible(int rows, int columns, double largest) {
        return Math.max(rows, columns) * Math.ulp(1.0) * largest;
    }

    /** Singular values of {@code a}, largest first. */
    static double[] singularValues(MatrixStore<Double> a) {
        return Svd.of(a).values;
    }

    /**
     * {@code a = left diag(values) right}, values largest first, k = min(rows, columns) of them.
     *
     * @param left rows x k
     * @param values k
     * @param right k x columns
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Svd(MatrixStore<Double> left, double[] values, MatrixStore<Double> right) {

        static Svd of(MatrixStore<Double> a) {
            int count = Math.min(a.getRowDim(), a.getColDim());
            SingularValue<Double> decomposition = SingularValue.R064.make(a);
            decomposition.decompose(a);
            return new Svd(
                    decomposition.getU().limits(-1, count).copy(),
                    Arrays.copyOf(decomposition.getSingularValues().toRawCopy1D(), count),
                    decomposition.getV().limits(-1, count).transpose().copy());
        }

        /** The first {@code count} terms. */
        Svd first(int count) {
            return new Svd(
                    left.limits(-1, count).copy(),
                    Arrays.copyOf(values, count),
                    right.limits(count, -1).copy());
        }

        /** Number of values that are not zero to rounding. */
        int rank() {
            double bound = negligible(left.getRowDim(), right.getColDim(), values[0]);
            return (int) Arrays.stream(values).filter(value -> value > bound).count();
        }

        MatrixStore<Double> product() {
            return left.multiply(diagonal(values)).multiply(right);
        }
    }

    /**
     * Eigenvalues and eigenvectors of a symmetric matrix, {@code a = vectors diag(values) vectors^T}.
     *
     * @param values in no particular order
     * @param vectors n x n, orthogonal
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Eigen(double[] values, MatrixStore<Double> vectors) {

        static Eigen of(MatrixStore<Double> a) {
            Eigenvalue<Double> decomposition = Eigenvalue.R064.make(a, true);
            decomposition.decompose(a);
            double[] values = new double[a.getRowDim()];
            MatrixStore<Double> diagonal = decomposition.getD();
            for (int i = 0; i < values.length; i++) {
                values[i] = diagonal.doubleValue(i, i);
            }
            return new Eigen(values, decomposition.getV().copy());
        }

        double smallest() {
            return Arrays.stream(values).min().orElseThrow();
        }

        double largest() {
            return Arrays.stream(values).max().orElseThrow();
        }

        /** What is zero to rounding. */
        double negligible() {
            return Dense.negligible(values.length, values.length, largest());
        }

        /** {@code vectors diag(f(values)) vectors^T}. */
        MatrixStore<Double> apply(DoubleUnaryOperator f) {
            return vectors.multiply(diagonal(Arrays.stream(values).map(f).toArray()))
                    .multiply(vectors.transpose());
        }
    }
}
