package dev.noether.validate.traced;

/**
 * The rounding error of a sum in pairs: a sum, and beside it, in the same precision, the sum of the rounding errors of terms
 * and sums (Ogita, Rump, Oishi, "Accurate sum and dot product", 2005). With s the deviation of one rounding, S the sums and
 * p the terms:
 *
 * <pre>
 * what step i leaves          e_i, of variance s^2 (S_i^2 + p_i^2)
 * the sum of what was left    of variance V_i = V_{i-1} + s^2 (S_i^2 + p_i^2)
 * error of that sum           of variance E_i = E_{i-1} + s^2 (s^2 (S_i^2 + p_i^2) + V_i)     two additions round
 * </pre>
 *
 * The first term leaves only its own rounding, exactly. As everywhere here, s is u.
 */
final class PairedSum {

    /** A backend has at least this many lanes or work items, each with a pair of its own, for the columns of a matrix. */
    private static final int LANES = 4;

    private final double square;
    private double sum;
    private double left;
    private double error;

    private PairedSum(double square) {
        this.square = square;
    }

    /**
     * The deviation of the sum of a matrix. Lanes go over its columns, or over its rows where a backend holds the transpose, or
     * along a vector.
     *
     * @param terms magnitudes by rows; what is 0 is not added
     */
    static double deviation(double[] terms, int rows, int columns, Arithmetic arithmetic) {
        double square = arithmetic.pairUnit() * arithmetic.pairUnit();
        if (arithmetic.vector()) {
            return inLanes(terms, 1, terms.length, 0, 1, square);
        }
        return Math.max(
                inLanes(terms, rows, columns, columns, 1, square), inLanes(terms, columns, rows, 1, columns, square));
    }

    private static double inLanes(double[] terms, int steps, int width, int step, int next, double square) {
        PairedSum[] lanes = new PairedSum[LANES];
        for (int k = 0; k < LANES; k++) {
            lanes[k] = new PairedSum(square);
        }
        for (int i = 0; i < steps; i++) {
            for (int j = 0; j < width; j++) {
                lanes[j % LANES].add(terms[i * step + j * next]);
            }
        }
        for (int k = 1; k < LANES; k++) {
            lanes[0].join(lanes[k]);
        }
        return Math.sqrt(lanes[0].error);
    }

    private void add(double term) {
        step(term, square * term * term, 0);
    }

    private void join(PairedSum other) {
        step(other.sum, other.left, other.error);
    }

    private void step(double term, double leftOfTerm, double errorOfTerm) {
        if (term == 0) {
            return;
        }
        boolean first = sum == 0;
        sum += term;
        double rounding = (first ? 0 : square * sum * sum) + leftOfTerm;
        left += rounding;
        error += errorOfTerm + (first ? 0 : square * (rounding + left));
    }
}
