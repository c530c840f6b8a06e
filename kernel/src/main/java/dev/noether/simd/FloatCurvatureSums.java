package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
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
        int block = FloatLaneSums.rowsOfBlock(b.columns());
        for (int from = 0; from < b.rows(); from += block) {
            curvature(rowWeights, units, first, b, second, from, Math.min(from + block, b.rows()));
            total += FloatLaneSums.sumOf(lanes);
        }
        return total;
    }

    private void curvature(
            double[] rowWeights,
            FloatMatrix units,
            FloatMatrix first,
            FloatMatrix b,
            FloatMatrix second,
            int from,
            int to) {
        float[] us = units.data();
        float[] fs = first.data();
        float[] bs = b.data();
        float[] ss = second.data();
        int unit = units.at(0);
        int columns = b.columns();
        int whole = LANES.loopBound(columns);
        VectorMask<Float> rest = LANES.indexInRange(whole, columns);
        FloatVector sum = FloatVector.zero(LANES);
        for (int i = from; i < to; i++) {
            FloatVector weight = FloatVector.broadcast(LANES, (float) rowWeights[i]);
            int f = first.at(i);
            int p = b.at(i);
            int s = second.at(i);
            int j = 0;
            for (; j < whole; j += L) {
                FloatVector slope = FloatVector.fromArray(LANES, fs, f + j);
                FloatVector bend =
                        FloatVector.fromArray(LANES, bs, p + j).mul(FloatVector.fromArray(LANES, ss, s + j));
                FloatVector curvature =
                        FloatVector.fromArray(LANES, us, unit + j).mul(slope).fma(slope, bend);
                sum = weight.fma(curvature, sum);
            }
            if (j < columns) {
                FloatVector slope = FloatVector.fromArray(LANES, fs, f + j);
                FloatVector bend =
                        FloatVector.fromArray(LANES, bs, p + j).mul(FloatVector.fromArray(LANES, ss, s + j));
                FloatVector curvature =
                        FloatVector.fromArray(LANES, us, unit + j).mul(slope).fma(slope, bend);
                sum = sum.blend(weight.fma(curvature, sum), rest);
            }
        }
        sum.intoArray(lanes, 0);
    }

    /** {@code sum_ij b_ij second_ij h_ij^2}; the shapes are the same. */
    public double along(FloatMatrix h, FloatMatrix b, FloatMatrix second) {
        double total = 0;
        int block = FloatLaneSums.rowsOfBlock(b.columns());
        for (int from = 0; from < b.rows(); from += block) {
            along(h, b, second, from, Math.min(from + block, b.rows()));
            total += FloatLaneSums.sumOf(lanes);
        }
        return total;
    }

    private void along(FloatMatrix h, FloatMatrix b, FloatMatrix second, int from, int to) {
        float[] hs = h.data();
        float[] bs = b.data();
        float[] ss = second.data();
        int columns = b.columns();
        int whole = LANES.loopBound(columns);
        VectorMask<Float> rest = LANES.indexInRange(whole, columns);
        FloatVector sum = FloatVector.zero(LANES);
        for (int i = from; i < to; i++) {
            int q = h.at(i);
            int p = b.at(i);
            int s = second.at(i);
            int j = 0;
            for (; j < whole; j += L) {
                FloatVector x = FloatVector.fromArray(LANES, hs, q + j);
                FloatVector bend =
                        FloatVector.fromArray(LANES, bs, p + j).mul(FloatVector.fromArray(LANES, ss, s + j));
                sum = bend.mul(x).fma(x, sum);
            }
            if (j < columns) {
                FloatVector x = FloatVector.fromArray(LANES, hs, q + j);
                FloatVector bend =
                        FloatVector.fromArray(LANES, bs, p + j).mul(FloatVector.fromArray(LANES, ss, s + j));
                sum = sum.blend(bend.mul(x).fma(x, sum), rest);
            }
        }
        sum.intoArray(lanes, 0);
    }
}
