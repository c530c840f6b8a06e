package dev.noether.validate.traced;

import dev.noether.model.CompensatedSum;
import java.util.List;

/**
 * Sums to a single number. They are made in double, or in pairs in the precision of the elements ({@link PairedSum}), and
 * the number is kept in double; errors of the elements may have one cause.
 */
final class Totals {

    /** The norm of a difference below this share of its terms must not come from their squares. */
    private static final double LEAST_DIFFERENCE = 5e-5;

    private Totals() {}

    /** Weight of element (row, column) of a matrix of a list. */
    @FunctionalInterface
    interface Weight {

        /** 1, -1 or 0. */
        int of(int matrix, int row, int column);
    }

    /** The sum of the diagonal. */
    static Traced trace(Traced matrix) {
        return weighted(List.of(matrix), (b, i, j) -> i == j ? 1 : 0);
    }

    /** The weighted sum of all elements of all matrices; each matrix is summed for itself. */
    static Traced weighted(List<Traced> matrices, Weight weight) {
        long count = 0;
        double pairs = 0;
        CompensatedSum sum = new CompensatedSum();
        double magnitude = 0;
        double deviation = 0;
        for (int b = 0; b < matrices.size(); b++) {
            Traced matrix = matrices.get(b);
            double[] terms = new double[matrix.values().length];
            for (int i = 0; i < matrix.rows(); i++) {
                for (int j = 0; j < matrix.columns(); j++) {
                    int sign = weight.of(b, i, j);
                    if (sign != 0) {
                        int at = i * matrix.columns() + j;
                        sum.add(sign * matrix.values()[at]);
                        terms[at] = matrix.magnitudes()[at];
                        magnitude += terms[at];
                        deviation += matrix.deviations()[at];
                        count++;
                    }
                }
            }
            pairs = Math.hypot(pairs, pairs(matrix, terms));
        }
        return number(matrices.getFirst(), sum.value(), magnitude, Math.hypot(deviation, pairs))
                .rounded(Math.sqrt(count) * Arithmetic.DOUBLE_UNIT);
    }

    private static double pairs(Traced matrix, double[] terms) {
        Arithmetic arithmetic = matrix.arithmetic();
        return arithmetic.pairUnit() == 0 ? 0 : PairedSum.deviation(terms, matrix.rows(), matrix.columns(), arithmetic);
    }

    private static Traced number(Traced of, double value, double magnitude, double deviation) {
        double[] values = {value};
        double[] magnitudes = {magnitude};
        double[] deviations = {deviation};
        return new Traced(1, 1, values, magnitudes, deviations, of.arithmetic().inDouble());
    }

    /** Frobenius norm, from the sum of squares: its error is at most the norm of the errors. */
    static Traced norm(Traced matrix) {
        double norm = norm(matrix.values());
        double magnitude = norm(matrix.magnitudes());
        double[] squares = matrix.magnitudes().clone();
        for (int i = 0; i < squares.length; i++) {
            squares[i] *= squares[i];
        }
        double pairs = magnitude == 0 ? 0 : pairs(matrix, squares) / (2 * magnitude);
        return number(matrix, norm, magnitude, Math.hypot(norm(matrix.deviations()), pairs))
                .rounded(Math.sqrt(squares.length) * Arithmetic.DOUBLE_UNIT);
    }

    private static double norm(double[] elements) {
        double norm = 0;
        for (double element : elements) {
            norm = Math.hypot(norm, element);
        }
        return norm;
    }

    /**
     * Frobenius norm of a difference {@code D = A - B}, which a backend may take from {@code |A|^2 + |B|^2 - 2 <A, B>}, in
     * double: a rounding e of these squares, of size m^2, is {@code e m^2 / 2 |D|} of the norm. Each of the three is a product
     * of four matrices, {@code e = 2 sqrt(n) u_double}. Where D is so small that this leaves nothing, it has to come from its
     * elements.
     */
    static Traced normOfDifference(Traced difference) {
        Traced norm = norm(difference);
        double magnitude = norm.magnitudes()[0];
        double least = Math.max(Math.abs(norm.values()[0]), LEAST_DIFFERENCE * magnitude);
        double cancelled = magnitude == 0
                ? 0
                : Math.sqrt(difference.rows()) * Arithmetic.DOUBLE_UNIT * magnitude * magnitude / least;
        return number(norm, norm.values()[0], magnitude, Math.hypot(norm.deviations()[0], cancelled));
    }
}
