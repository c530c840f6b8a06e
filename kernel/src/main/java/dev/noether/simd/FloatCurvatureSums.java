package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums that the Hessian of a layer of hidden units is made of, in one pass over its operands, in lanes as those of
 * {@link FloatLaneSums}. The padding is left out.
 *
 * <p>Holds the lanes being added up, so each thread needs its own. Allocates nothing.
 */
public final class FloatCurvatureSums {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    private final float[] lanes = new float[L];

    /**
     * {@code sum_i w_i sum_j (units_j first_ij^2 + b_ij second_ij)}.
     *
     * @param rowWeights w, at least one a row
     * @param units one row
     */
    public double curvature(
            double[] rowWeights, FloatMatrix units, FloatMatrix first, FloatMatrix b, FloatMatrix second) {
        double total = 0;
        for (int from = 0; from < b.rows(); from += FloatLaneSums.TERMS) {
            int to = Math.min(from + FloatLaneSums.TERMS, b.rows());
            for (int j = 0; j < b.columns(); j += L) {
                curvature(rowWeights, units, first, b, second, from, to, j);
                total += FloatLaneSums.sumOf(lanes, b.columns() - j);
            }
        }
        return total;
    }

    /** Rows {@code from ... to - 1} of the columns from j on that fill a vector. */
    private void curvature(
            double[] rowWeights,
            FloatMatrix units,
            FloatMatrix first,
            FloatMatrix b,
            FloatMatrix second,
            int from,
            int to,
            int j) {
        float[] fs = first.data();
        float[] bs = b.data();
        float[] ss = second.data();
        FloatVector unit = FloatVector.fromArray(LANES, units.data(), units.at(0) + j);
        FloatVector sum = FloatVector.zero(LANES);
        for (int i = from; i < to; i++) {
            FloatVector slope = FloatVector.fromArray(LANES, fs, first.at(i) + j);
            FloatVector bend = FloatVector.fromArray(LANES, bs, b.at(i) + j)
                    .mul(FloatVector.fromArray(LANES, ss, second.at(i) + j));
            FloatVector weight = FloatVector.broadcast(LANES, (float) rowWeights[i]);
            sum = weight.fma(unit.mul(slope).fma(slope, bend), sum);
        }
        sum.intoArray(lanes, 0);
    }

    /**
     * {@code sum_i w_i sum_j units_j first_ij^2}: {@link #curvature} where the second derivative is zero.
     *
     * @param rowWeights w, at least one a row
     * @param units one row
     */
    public double slopes(double[] rowWeights, FloatMatrix units, FloatMatrix first) {
        double total = 0;
        for (int from = 0; from < first.rows(); from += FloatLaneSums.TERMS) {
            int to = Math.min(from + FloatLaneSums.TERMS, first.rows());
            for (int j = 0; j < first.columns(); j += L) {
                slopes(rowWeights, units, first, from, to, j);
                total += FloatLaneSums.sumOf(lanes, first.columns() - j);
            }
        }
        return total;
    }

    private void slopes(double[] rowWeights, FloatMatrix units, FloatMatrix first, int from, int to, int j) {
        float[] fs = first.data();
        FloatVector sum = FloatVector.zero(LANES);
        for (int i = from; i < to; i++) {
            FloatVector slope = FloatVector.fromArray(LANES, fs, first.at(i) + j);
            sum = slope.mul((float) rowWeights[i]).fma(slope, sum);
        }
        sum.mul(FloatVector.fromArray(LANES, units.data(), units.at(0) + j)).intoArray(lanes, 0);
    }

    /** {@code sum_ij b_ij second_ij h_ij^2}; the shapes are the same. */
    public double along(FloatMatrix h, FloatMatrix b, FloatMatrix second) {
        double total = 0;
        for (int from = 0; from < b.rows(); from += FloatLaneSums.TERMS) {
            int to = Math.min(from + FloatLaneSums.TERMS, b.rows());
            for (int j = 0; j < b.columns(); j += L) {
                along(h, b, second, from, to, j);
                total += FloatLaneSums.sumOf(lanes, b.columns() - j);
            }
        }
        return total;
    }

    private void along(FloatMatrix h, FloatMatrix b, FloatMatrix second, int from, int to, int j) {
        float[] hs = h.data();
        float[] bs = b.data();
        float[] ss = second.data();
        FloatVector sum = FloatVector.zero(LANES);
        for (int i = from; i < to; i++) {
            FloatVector x = FloatVector.fromArray(LANES, hs, h.at(i) + j);
            FloatVector bend = FloatVector.fromArray(LANES, bs, b.at(i) + j)
                    .mul(FloatVector.fromArray(LANES, ss, second.at(i) + j));
            sum = bend.mul(x).fma(x, sum);
        }
        sum.intoArray(lanes, 0);
    }
}
