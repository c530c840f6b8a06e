package dev.noether.validate.traced;

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
 * A sum to a single number is made in double, or in pairs of a sum and of the sum of its errors ({@link Totals}).
 *
 * Where a backend may take sums and products in any order, as in a chain of matrices, [A] is the magnitude of A: nothing then
 * is assumed to have cancelled. Where there is one order, [A] is |A|.
 */
public final class Traced {

    private final int rows;
    private final int columns;
    private final double[] values;
    private final double[] magnitudes;
    private final double[] deviations;
    private final Arithmetic arithmetic;

    Traced(int rows, int columns, double[] values, double[] magnitudes, double[] deviations, Arithmetic arithmetic) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
        this.magnitudes = magnitudes;
        this.deviations = deviations;
        this.arithmetic = arithmetic;
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
        Traced traced = new Traced(matrix.rows(), matrix.columns(), Arithmetic.in(precision));
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

    Arithmetic arithmetic() {
        return arithmetic;
    }

    /** The same matrix, of other computations. */
    private Traced with(Arithmetic other) {
        return new Traced(rows, columns, values, magnitudes, deviations, other);
    }

    /** The same matrix, of computations whose elements are in double. */
    Traced inDouble() {
        return with(arithmetic.inDouble());
    }

    /** The same matrix, of computations whose elements and sums are in double. */
    Traced summedInDouble() {
        return with(arithmetic.summedInDouble());
    }

    /** The same matrix, of computations that are done as they are written. */
    Traced asWritten() {
        return with(arithmetic.asWritten());
    }

    /** The same vector, of computations whose lanes go along it. */
    Traced alongVector() {
        return with(arithmetic.alongVector());
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
        return product.rounded(Math.sqrt(columns) * arithmetic.unit());
    }

    /** Adds a rounding of each element, relative to its magnitude, independent of errors before. */
    Traced rounded(double relative) {
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
        return sum.rounded(arithmetic.unit());
    }

    /**
     * The product of elements; a column is repeated along the rows of this matrix, a single number everywhere. A factor in
     * double is rounded to the precision of this matrix first.
     */
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
        boolean shortened = other.arithmetic.unit() < arithmetic.unit();
        return product.rounded(shortened ? Math.sqrt(2) * arithmetic.unit() : arithmetic.unit());
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
        return product.rounded(arithmetic.unit());
    }

    /** The sum of each row: a column. */
    Traced rowSums() {
        return times(constant(columns, 1, 1));
    }

    /** The sum of the products of elements, to a single number: the products are exact, or in double. */
    Traced inner(Traced other) {
        return inDouble().hadamard(other).total();
    }

    /** The sum of all elements, to a single number. */
    Traced total() {
        return Totals.weighted(List.of(this), (b, i, j) -> 1);
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
        return image.rounded(rounding * arithmetic.unit());
    }

    private void require(boolean fits, Traced other) {
        if (!fits) {
            throw new IllegalArgumentException(
                    rows + " x " + columns + " does not go with " + other.rows + " x " + other.columns);
        }
    }
}
