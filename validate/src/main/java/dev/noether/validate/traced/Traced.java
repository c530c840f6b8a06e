package dev.noether.validate.traced;

import dev.noether.model.CompensatedSum;
import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A matrix that was computed in floating point: its values (in double), the magnitudes of what they are sums of, and one
 * standard deviation of the rounding errors, so that, but for a probability of {@code 2 exp(-lambda^2 / 2)},
 *
 * <pre>
 * |error_ij| &lt;= lambda deviation_ij
 * </pre>
 *
 * Rounding errors of one sum behave as independent numbers of mean zero (Higham and Mary, "A new approach to probabilistic
 * rounding error analysis", SIAM J. Sci. Comput. 41, 2019), each at most u, half the distance from 1 to the next number. To
 * first order in u, where {@code +} joins errors that may have one cause and {@code (+)} independent ones
 * ({@code a (+) b = sqrt(a^2 + b^2)}), with d a deviation, m a magnitude:
 *
 * <pre>
 *             m                    d
 * A + B       [A] + [B]            (dA + dB) (+) u m
 * A B         [A] [B]              ([A] dB + dA [B]) (+) sqrt(k) u m      a sum of k products
 * phi(A)      terms                |phi'(A)| dA (+) u_phi m               what phi itself is a sum of
 * sum of A    sum of [A]           sum of dA (+) sqrt(n) u_double m (+) pairs
 * </pre>
 *
 * A sum to a single number is made in double, or in pairs of a sum and of the sum of its errors, in the precision of the
 * elements, several of them side by side (see {@link #pairs}).
 *
 * Where a backend may take sums and products in any order, as in a chain of matrices, [A] is the magnitude of A: nothing then
 * is assumed to have cancelled. Where there is one order, [A] is |A|.
 */
public final class Traced {

    private static final double DOUBLE_UNIT = Precision.DOUBLE.epsilon() / 2;

    /** A backend has at least this many lanes or work items, each with a pair of its own, for the columns of a matrix. */
    private static final int LANES = 4;

    /** The norm of a difference below this share of its terms must not come from their squares. */
    private static final double LEAST_DIFFERENCE = 5e-5;

    /** How a computation rounds: elements, and the pairs of sums to a single number, 0 where these are in double. */
    private record Arithmetic(double unit, double pairUnit, boolean anyOrder) {

        double size(double value, double magnitude) {
            return anyOrder ? magnitude : Math.abs(value);
        }
    }

    private final int rows;
    private final int columns;
    private final double[] values;
    private final double[] magnitudes;
    private final double[] deviations;
    private final Arithmetic arithmetic;

    private Traced(int rows, int columns, double[] values, double[] magnitudes, double[] deviations, Arithmetic a) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
        this.magnitudes = magnitudes;
        this.deviations = deviations;
        this.arithmetic = a;
    }

    private Traced(int rows, int columns, Arithmetic arithmetic) {
        this(
                rows,
                columns,
                new double[rows * columns],
                new double[rows * columns],
                new double[rows * columns],
                arithmetic);
    }

    /** An input without error, of computations in {@code precision}. */
    public static Traced of(Matrix matrix, Precision precision) {
        double unit = precision.epsilon() / 2;
        Arithmetic arithmetic = new Arithmetic(unit, unit, true);
        Traced traced = new Traced(matrix.rows(), matrix.columns(), arithmetic);
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.copyRow(i, traced.values, i * matrix.columns());
        }
        Arrays.setAll(traced.magnitudes, i -> Math.abs(traced.values[i]));
        return traced;
    }

    /** The identity of n rows, of computations in {@code precision}. */
    public static Traced identity(int n, Precision precision) {
        return of(Matrix.identity(n), precision);
    }

    /** A matrix of one number, without error, of the same computations as this. */
    Traced constant(int ofRows, int ofColumns, double value) {
        Traced all = new Traced(ofRows, ofColumns, arithmetic);
        Arrays.fill(all.values, value);
        Arrays.fill(all.magnitudes, Math.abs(value));
        return all;
    }

    int rows() {
        return rows;
    }

    int columns() {
        return columns;
    }

    /** The elements by rows; not to be modified. */
    public double[] values() {
        return values;
    }

    /** Sum of the magnitudes of all terms of each element, by rows; not to be modified. */
    public double[] magnitudes() {
        return magnitudes;
    }

    /** One standard deviation of the error of each element, by rows; not to be modified. */
    public double[] deviations() {
        return deviations;
    }

    private Traced with(Arithmetic other) {
        return new Traced(rows, columns, values, magnitudes, deviations, other);
    }

    /** The same matrix, of computations whose elements are in double. */
    Traced inDouble() {
        return with(new Arithmetic(DOUBLE_UNIT, arithmetic.pairUnit, arithmetic.anyOrder));
    }

    /** The same matrix, of computations whose elements and sums are in double. */
    Traced summedInDouble() {
        return with(new Arithmetic(DOUBLE_UNIT, 0, arithmetic.anyOrder));
    }

    /** The same matrix, of computations that are done as they are written. */
    Traced asWritten() {
        return with(new Arithmetic(arithmetic.unit, arithmetic.pairUnit, false));
    }

    /** The same matrix, of the same computations as another. */
    Traced as(Traced other) {
        return with(other.arithmetic);
    }

    private double size(int at) {
        return arithmetic.size(values[at], magnitudes[at]);
    }

    /** The matrix product. */
    Traced times(Traced other) {
        require(columns == other.rows, other);
        Traced product = new Traced(rows, other.columns, arithmetic);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                int left = i * columns + k;
                double size = size(left);
                for (int j = 0; j < other.columns; j++) {
                    int right = k * other.columns + j;
                    int at = i * other.columns + j;
                    double otherSize = other.size(right);
                    product.values[at] += values[left] * other.values[right];
                    product.magnitudes[at] += size * otherSize;
                    product.deviations[at] += size * other.deviations[right] + deviations[left] * otherSize;
                }
            }
        }
        return product.rounded(Math.sqrt(columns) * arithmetic.unit);
    }

    /** Adds a rounding of each element, relative to its magnitude, independent of errors before. */
    private Traced rounded(double relative) {
        for (int i = 0; i < values.length; i++) {
            deviations[i] = Math.hypot(deviations[i], relative * magnitudes[i]);
        }
        return this;
    }

    /** The transpose. */
    Traced transpose() {
        Traced result = new Traced(columns, rows, arithmetic);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result.values[j * rows + i] = values[i * columns + j];
                result.magnitudes[j * rows + i] = magnitudes[i * columns + j];
                result.deviations[j * rows + i] = deviations[i * columns + j];
            }
        }
        return result;
    }

    /** The sum. */
    Traced plus(Traced other) {
        return added(1, other);
    }

    /** The difference. */
    Traced minus(Traced other) {
        return added(-1, other);
    }

    private Traced added(int sign, Traced other) {
        require(rows == other.rows && columns == other.columns, other);
        Traced sum = new Traced(rows, columns, arithmetic);
        for (int i = 0; i < values.length; i++) {
            sum.values[i] = values[i] + sign * other.values[i];
            sum.magnitudes[i] = size(i) + other.size(i);
            sum.deviations[i] = deviations[i] + other.deviations[i];
        }
        return sum.rounded(arithmetic.unit);
    }

    /** The product of elements; a column is repeated along the rows of this matrix, a single number everywhere. */
    Traced hadamard(Traced other) {
        require((other.columns == columns && other.rows == rows) || other.isRepeatedIn(this), other);
        Traced product = new Traced(rows, columns, arithmetic);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int at = i * columns + j;
                int from = (other.rows == 1 ? 0 : i) * other.columns + (other.columns == 1 ? 0 : j);
                product.values[at] = values[at] * other.values[from];
                product.magnitudes[at] = size(at) * other.size(from);
                product.deviations[at] = size(at) * other.deviations[from] + deviations[at] * other.size(from);
            }
        }
        return product.rounded(arithmetic.unit);
    }

    private boolean isRepeatedIn(Traced matrix) {
        return columns == 1 && (rows == 1 || rows == matrix.rows);
    }

    /** The square of each element. */
    Traced squared() {
        return hadamard(this);
    }

    /** This matrix times a number without error. */
    Traced scaled(double factor) {
        Traced product = new Traced(rows, columns, arithmetic);
        for (int i = 0; i < values.length; i++) {
            product.values[i] = values[i] * factor;
            product.magnitudes[i] = magnitudes[i] * Math.abs(factor);
            product.deviations[i] = deviations[i] * Math.abs(factor);
        }
        return product.rounded(arithmetic.unit);
    }

    /** The sum of each row: a column. */
    Traced rowSums() {
        return times(constant(columns, 1, 1));
    }

    /** The sum of all elements, to a single number. */
    Traced total() {
        return weightedTotal(List.of(this), (b, i, j) -> 1);
    }

    /** The sum of the diagonal, to a single number. */
    static Traced trace(Traced matrix) {
        return weightedTotal(List.of(matrix), (b, i, j) -> i == j ? 1 : 0);
    }

    /** Frobenius norm: its error is at most the norm of the errors. */
    Traced norm() {
        Traced norm = new Traced(1, 1, arithmetic);
        for (int i = 0; i < values.length; i++) {
            norm.values[0] = Math.hypot(norm.values[0], values[i]);
            norm.magnitudes[0] = Math.hypot(norm.magnitudes[0], magnitudes[i]);
            norm.deviations[0] = Math.hypot(norm.deviations[0], deviations[i]);
        }
        return norm.rounded(Math.hypot(Math.sqrt(values.length) * DOUBLE_UNIT, pairs()));
    }

    /**
     * Frobenius norm of this difference {@code D = A - B}, which a backend may take from {@code |A|^2 + |B|^2 - 2 <A, B>}, in
     * double: a rounding e of these squares, of size m^2, is {@code e m^2 / 2 |D|} of the norm. Each of the three is a product of
     * four matrices, {@code e = 2 sqrt(n) u_double}. Where D is so small that this leaves nothing, it has to come from its
     * elements.
     */
    Traced normOfDifference() {
        Traced norm = norm();
        double magnitude = norm.magnitudes[0];
        double least = Math.max(Math.abs(norm.values[0]), LEAST_DIFFERENCE * magnitude);
        double cancelled = magnitude == 0 ? 0 : Math.sqrt(rows) * DOUBLE_UNIT * magnitude * magnitude / least;
        norm.deviations[0] = Math.hypot(norm.deviations[0], cancelled);
        return norm;
    }

    /**
     * A function of each element.
     *
     * @param function phi
     * @param slope phi'
     * @param terms sum of the magnitudes of what phi is a sum of, at least |phi|
     * @param rounding deviation of phi relative to its terms, in units of u
     */
    Traced map(DoubleUnaryOperator function, DoubleUnaryOperator slope, DoubleUnaryOperator terms, double rounding) {
        Traced image = new Traced(rows, columns, arithmetic);
        for (int i = 0; i < values.length; i++) {
            image.values[i] = function.applyAsDouble(values[i]);
            image.magnitudes[i] = terms.applyAsDouble(values[i]);
            image.deviations[i] = Math.abs(slope.applyAsDouble(values[i])) * deviations[i];
        }
        return image.rounded(rounding * arithmetic.unit);
    }

    /** Weight of element (row, column) of a matrix of a list. */
    @FunctionalInterface
    interface Weight {

        /** 1, -1 or 0. */
        int of(int matrix, int row, int column);
    }

    /**
     * The deviation of the sum of all elements in pairs, relative to their magnitudes. A lane adds k terms. The error of each
     * sum, of deviation {@code s = u / sqrt(6)} where leading digits are of any size, goes into the second half of the pair,
     * which after i of k steps of equal size is {@code s sqrt(i^3 / 3 k^2)} of the whole and rounds by s of that, in all
     * {@code s^2 k / sqrt(12)}. Of few terms more counts that what is added to it has rounded twice, by {@code 2 s^2} of the
     * first half where leading digits are 1. The errors of lanes side by side are independent. The first term of a pair is
     * exact. A backend may hold the transpose.
     */
    private double pairs() {
        double square = arithmetic.pairUnit * arithmetic.pairUnit / 6;
        return square * Math.max(roundings(rows, columns), roundings(columns, rows));
    }

    private static double roundings(int rows, int columns) {
        int lanes = Math.min(LANES, columns);
        double steps = (double) rows * Math.ceilDiv(columns, lanes) - 1;
        return (steps / Math.sqrt(12) + 2 * Math.sqrt(2 * steps)) / Math.sqrt(lanes);
    }

    /** The weighted sum of all elements of all matrices, to a single number; each matrix is summed for itself. */
    static Traced weightedTotal(List<Traced> matrices, Weight weight) {
        long count = 0;
        double pairs = 0;
        CompensatedSum values = new CompensatedSum();
        Traced sum = new Traced(1, 1, matrices.getFirst().arithmetic);
        for (int b = 0; b < matrices.size(); b++) {
            Traced matrix = matrices.get(b);
            double before = sum.magnitudes[0];
            for (int i = 0; i < matrix.rows; i++) {
                for (int j = 0; j < matrix.columns; j++) {
                    int sign = weight.of(b, i, j);
                    if (sign != 0) {
                        int at = i * matrix.columns + j;
                        values.add(sign * matrix.values[at]);
                        sum.magnitudes[0] += matrix.magnitudes[at];
                        sum.deviations[0] += matrix.deviations[at];
                        count++;
                    }
                }
            }
            pairs = Math.hypot(pairs, matrix.pairs() * (sum.magnitudes[0] - before));
        }
        sum.values[0] = values.value();
        sum.deviations[0] = Math.hypot(sum.deviations[0], pairs);
        return sum.rounded(Math.sqrt(count) * DOUBLE_UNIT);
    }

    private void require(boolean fits, Traced other) {
        if (!fits) {
            throw new IllegalArgumentException(
                    rows + " x " + columns + " does not go with " + other.rows + " x " + other.columns);
        }
    }
}
