package dev.noether.validate.traced;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * A matrix that was computed in floating point: its values (in double), and how far rounding may have moved them.
 *
 * <pre>
 * |error_ij| &lt;= lambda deviation magnitude_ij          (but for a probability of 2 exp(-lambda^2 / 2))
 * </pre>
 *
 * The magnitude of an element is the sum of the magnitudes of all products of inputs that it is a sum of, whether
 * or not they cancel; so it does not depend on the order in which a chain of sums and products was taken. The deviation is
 * one standard deviation of the rounding errors: those of one sum behave as independent numbers of mean zero (Higham and
 * Mary, "A new approach to probabilistic rounding error analysis", SIAM J. Sci. Comput. 41, 2019), each at most u, half the
 * distance from 1 to the next number. To first order in u, where {@code +} joins errors that may have one cause and
 * {@code (+)} independent ones ({@code a (+) b = sqrt(a^2 + b^2)}):
 *
 * <pre>
 *             magnitude               deviation
 * A + B       |A| + |B|               max(dA, dB) (+) u
 * A B         |A| |B|                 (dA + dB) (+) sqrt(k) u        a sum of k products
 * phi(A)      terms + |phi'(A)| |A|   dA (+) u_phi                   what phi is a sum of, and its condition
 * sum of A    sum of |A|              dA (+) sqrt(n) u_double        sums to one number are in double
 * </pre>
 */
public final class Traced {

    private static final double DOUBLE_UNIT = Precision.DOUBLE.epsilon() / 2;

    private final int rows;
    private final int columns;
    private final double[] values;
    private final double[] magnitudes;
    private final double deviation;
    private final double unit;

    private Traced(int rows, int columns, double[] values, double[] magnitudes, double deviation, double unit) {
        this.rows = rows;
        this.columns = columns;
        this.values = values;
        this.magnitudes = magnitudes;
        this.deviation = deviation;
        this.unit = unit;
    }

    private Traced(int rows, int columns, double deviation, double unit) {
        this(rows, columns, new double[rows * columns], new double[rows * columns], deviation, unit);
    }

    /** An input without error, of computations in {@code precision}. */
    public static Traced of(Matrix matrix, Precision precision) {
        double[] values = new double[matrix.rows() * matrix.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            matrix.copyRow(i, values, i * matrix.columns());
        }
        return exact(matrix.rows(), matrix.columns(), values, precision.epsilon() / 2);
    }

    private static Traced exact(int rows, int columns, double[] values, double unit) {
        double[] magnitudes = Arrays.stream(values).map(Math::abs).toArray();
        return new Traced(rows, columns, values, magnitudes, 0, unit);
    }

    /** The identity of n rows, of computations in {@code precision}. */
    public static Traced identity(int n, Precision precision) {
        return of(Matrix.identity(n), precision);
    }

    /** A matrix of one number, without error, of the same computations as this. */
    Traced constant(int ofRows, int ofColumns, double value) {
        double[] all = new double[ofRows * ofColumns];
        Arrays.fill(all, value);
        return exact(ofRows, ofColumns, all, unit);
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

    /** One standard deviation of the errors, relative to the magnitudes. */
    public double deviation() {
        return deviation;
    }

    /** The same matrix, of computations that go on in double. */
    Traced inDouble() {
        return new Traced(rows, columns, values, magnitudes, deviation, DOUBLE_UNIT);
    }

    /** The matrix product. */
    Traced times(Traced other) {
        require(columns == other.rows, other);
        double rounded = Math.hypot(deviation + other.deviation, Math.sqrt(columns) * unit);
        Traced product = new Traced(rows, other.columns, rounded, unit);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                double value = values[i * columns + k];
                double magnitude = magnitudes[i * columns + k];
                for (int j = 0; j < other.columns; j++) {
                    product.values[i * other.columns + j] += value * other.values[k * other.columns + j];
                    product.magnitudes[i * other.columns + j] += magnitude * other.magnitudes[k * other.columns + j];
                }
            }
        }
        return product;
    }

    /** The transpose. */
    Traced transpose() {
        Traced result = new Traced(columns, rows, deviation, unit);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                result.values[j * rows + i] = values[i * columns + j];
                result.magnitudes[j * rows + i] = magnitudes[i * columns + j];
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
        Traced sum = new Traced(rows, columns, Math.hypot(Math.max(deviation, other.deviation), unit), unit);
        for (int i = 0; i < values.length; i++) {
            sum.values[i] = values[i] + sign * other.values[i];
            sum.magnitudes[i] = magnitudes[i] + other.magnitudes[i];
        }
        return sum;
    }

    /** The product of elements; a column is repeated along the rows of this matrix, a single number everywhere. */
    Traced hadamard(Traced other) {
        require(other.columns == columns && other.rows == rows || other.isRepeatedIn(this), other);
        Traced product = new Traced(rows, columns, Math.hypot(deviation + other.deviation, unit), unit);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                int at = i * columns + j;
                int from = (other.rows == 1 ? 0 : i) * other.columns + (other.columns == 1 ? 0 : j);
                product.values[at] = values[at] * other.values[from];
                product.magnitudes[at] = magnitudes[at] * other.magnitudes[from];
            }
        }
        return product;
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
        return hadamard(constant(1, 1, factor));
    }

    /** The sum of each row: a column. */
    Traced rowSums() {
        return times(constant(columns, 1, 1));
    }

    /** The sum of all elements, in double. */
    Traced total() {
        return weightedTotal(List.of(this), (b, i, j) -> 1);
    }

    /** Frobenius norm, in double: its error is at most the norm of the errors. */
    Traced norm() {
        Traced norm = new Traced(1, 1, Math.hypot(deviation, Math.sqrt(values.length) * DOUBLE_UNIT), DOUBLE_UNIT);
        for (int i = 0; i < values.length; i++) {
            norm.values[0] = Math.hypot(norm.values[0], values[i]);
            norm.magnitudes[0] = Math.hypot(norm.magnitudes[0], magnitudes[i]);
        }
        return norm;
    }

    /**
     * A function of each element.
     *
     * @param function phi
     * @param condition magnitude of phi'
     * @param terms sum of the magnitudes of what phi is a sum of, at least |phi|
     * @param rounding deviation of phi relative to its terms, in units of u
     */
    Traced map(
            DoubleUnaryOperator function, DoubleUnaryOperator condition, DoubleUnaryOperator terms, double rounding) {
        Traced image = new Traced(rows, columns, Math.hypot(deviation, rounding * unit), unit);
        for (int i = 0; i < values.length; i++) {
            image.values[i] = function.applyAsDouble(values[i]);
            image.magnitudes[i] =
                    terms.applyAsDouble(values[i]) + Math.abs(condition.applyAsDouble(values[i])) * magnitudes[i];
        }
        return image;
    }

    /** Weight of element (row, column) of a matrix of a list. */
    @FunctionalInterface
    interface Weight {

        /** 1, -1 or 0. */
        int of(int matrix, int row, int column);
    }

    /** The weighted sum of all elements of all matrices, in double. */
    static Traced weightedTotal(List<Traced> matrices, Weight weight) {
        double deviation = 0;
        long count = 0;
        double value = 0;
        double magnitude = 0;
        for (int b = 0; b < matrices.size(); b++) {
            Traced matrix = matrices.get(b);
            deviation = Math.max(deviation, matrix.deviation);
            for (int i = 0; i < matrix.rows; i++) {
                for (int j = 0; j < matrix.columns; j++) {
                    int sign = weight.of(b, i, j);
                    if (sign != 0) {
                        value += sign * matrix.values[i * matrix.columns + j];
                        magnitude += matrix.magnitudes[i * matrix.columns + j];
                        count++;
                    }
                }
            }
        }
        double rounded = Math.hypot(deviation, Math.sqrt(count) * DOUBLE_UNIT);
        return new Traced(1, 1, new double[] {value}, new double[] {magnitude}, rounded, matrices.getFirst().unit);
    }

    private void require(boolean fits, Traced other) {
        if (!fits) {
            throw new IllegalArgumentException(
                    rows + " x " + columns + " does not go with " + other.rows + " x " + other.columns);
        }
    }
}
