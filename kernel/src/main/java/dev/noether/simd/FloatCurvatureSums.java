package dev.noether.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums that the traces of the Hessian of a layer of hidden units are made of, in one pass over its matrices, in lanes as
 * those of {@link FloatLaneSums}: where matrices do not fit the caches, passes over them are what costs. For the same reason
 * the second derivative of tanh, {@code -2 phi phi'}, need not be a matrix: it is made for as many elements at a time as
 * stay in the first-level cache. The padding is left out.
 *
 * <p>Holds the lanes being added up, so each thread needs its own. Allocates nothing but for more rows than before.
 */
public final class FloatCurvatureSums {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    /** Rows of at most so many vectors are walked through down their columns: a loop over fewer costs more than its body. */
    private static final int NARROW = 4;

    private final float[] lanes = new float[L];
    private final Sums whole = new Sums();
    private final Sums edge = new Sums();
    private final float[] ofTanh = new float[FloatLaneSums.TERMS * NARROW * L];
    private float[] weights = new float[0];
    private double squares;
    private double curvature;
    private double along;

    /** Lanes of the three sums. */
    private static final class Sums {

        final float[] squares = new float[L];
        final float[] curvature = new float[L];
        final float[] along = new float[L];
    }

    /** {@code sum_ij phi_ij^2}, after {@link #add}. */
    public double squares() {
        return squares;
    }

    /** {@code sum_i w_i sum_j (units_j phi'_ij^2 + b_ij phi''_ij)}, after {@link #add}. */
    public double curvature() {
        return curvature;
    }

    /** {@code sum_ij b_ij phi''_ij h_ij^2}, after {@link #add} with h. */
    public double along() {
        return along;
    }

    /**
     * Computes the sums, and on the way the derivative by h, of which all operands are at hand. All matrices but units have one
     * shape, and none is a view: rows then are at the same places.
     *
     * @param rowWeights w, at least one a row
     * @param units one row
     * @param h or null if {@link #along} is not needed
     * @param phi of h
     * @param first phi' of h
     * @param second phi'' of h, or null for that of tanh
     * @param g becomes {@code b_ij phi'_ij}
     */
    public void add(
            double[] rowWeights,
            FloatMatrix units,
            FloatMatrix h,
            FloatMatrix phi,
            FloatMatrix first,
            FloatMatrix b,
            FloatMatrix second,
            FloatMatrix g) {
        g.reshape(b.rows(), b.columns());
        // In place of what nobody asks for comes what is loaded anyway.
        FloatMatrix x = h == null ? b : h;
        squares = 0;
        curvature = 0;
        along = 0;
        weigh(rowWeights, b.rows());
        if (b.columns() <= NARROW * L) {
            downColumns(units, x, phi, first, b, second, g);
        } else {
            alongRows(units, x, phi, first, b, second, g);
        }
        if (!FloatLaneSums.trusted(squares)) {
            squares = FloatSums.squares(phi);
        }
    }

    private void weigh(double[] rowWeights, int rows) {
        if (weights.length < rows) {
            weights = new float[rows];
        }
        for (int i = 0; i < rows; i++) {
            weights[i] = (float) rowWeights[i];
        }
    }

    /** Blocks of rows, vector by vector of their columns. */
    private void downColumns(
            FloatMatrix units,
            FloatMatrix h,
            FloatMatrix phi,
            FloatMatrix first,
            FloatMatrix b,
            FloatMatrix second,
            FloatMatrix g) {
        int stride = b.stride();
        for (int from = 0; from < b.rows(); from += FloatLaneSums.TERMS) {
            int rows = Math.min(FloatLaneSums.TERMS, b.rows() - from);
            int at = b.at(from);
            float[] ss = second(phi, first, second, at, rows * stride);
            int shift = second == null ? at : 0;
            for (int j = 0; j < b.columns(); j += L) {
                add(rows, h, phi, first, b, g, at + j, ss, at + j - shift, stride, from, 1, units, j, 0, whole);
                collect(whole, b.columns() - j);
            }
        }
    }

    /** Row by row, in pieces of as many vectors as a lane takes terms; what does not fill a vector has lanes of its own. */
    private void alongRows(
            FloatMatrix units,
            FloatMatrix h,
            FloatMatrix phi,
            FloatMatrix first,
            FloatMatrix b,
            FloatMatrix second,
            FloatMatrix g) {
        int bound = LANES.loopBound(b.columns());
        int terms = 0;
        for (int i = 0; i < b.rows(); i++) {
            for (int j = 0; j < b.columns(); j += FloatLaneSums.TERMS * L) {
                int at = b.at(i) + j;
                int end = Math.min(j + FloatLaneSums.TERMS * L, FloatMatrix.padded(b.columns()));
                float[] ss = second(phi, first, second, at, end - j);
                int shift = second == null ? at : 0;
                int count = (Math.min(end, bound) - j) / L;
                if (terms + count > FloatLaneSums.TERMS) {
                    collect(whole, L);
                    terms = 0;
                }
                add(count, h, phi, first, b, g, at, ss, at - shift, L, i, 0, units, j, L, whole);
                terms += count;
                if (end > bound) {
                    int last = at + count * L;
                    add(1, h, phi, first, b, g, last, ss, last - shift, L, i, 0, units, bound, L, edge);
                }
            }
            if ((i + 1) % FloatLaneSums.TERMS == 0) {
                collect(edge, b.columns() - bound);
            }
        }
        collect(whole, L);
        collect(edge, b.columns() - bound);
    }

    /** The elements of phi'', or those of tanh from {@code at} on, moved to the start. */
    private float[] second(FloatMatrix phi, FloatMatrix first, FloatMatrix second, int at, int count) {
        if (second != null) {
            return second.data();
        }
        FloatActivations.tanhSecond(phi.data(), at, first.data(), at, ofTanh, 0, count);
        return ofTanh;
    }

    /**
     * Adds {@code count} vectors to lanes, {@code step} elements apart from k on and from s on in phi'', with every
     * {@code weightStep}-th weight and every {@code unitStep}-th unit.
     */
    private void add(
            int count,
            FloatMatrix h,
            FloatMatrix phi,
            FloatMatrix first,
            FloatMatrix b,
            FloatMatrix g,
            int k,
            float[] ss,
            int s,
            int step,
            int weight,
            int weightStep,
            FloatMatrix units,
            int unit,
            int unitStep,
            Sums sums) {
        float[] hs = h.data();
        float[] ps = phi.data();
        float[] fs = first.data();
        float[] bs = b.data();
        float[] gs = g.data();
        float[] ws = weights;
        float[] us = units.data();
        int u = units.at(0) + unit;
        FloatVector square = FloatVector.fromArray(LANES, sums.squares, 0);
        FloatVector curve = FloatVector.fromArray(LANES, sums.curvature, 0);
        FloatVector bent = FloatVector.fromArray(LANES, sums.along, 0);
        for (int n = 0; n < count; n++) {
            FloatVector p = FloatVector.fromArray(LANES, ps, k + n * step);
            FloatVector slope = FloatVector.fromArray(LANES, fs, k + n * step);
            FloatVector x = FloatVector.fromArray(LANES, hs, k + n * step);
            FloatVector back = FloatVector.fromArray(LANES, bs, k + n * step);
            FloatVector bend = back.mul(FloatVector.fromArray(LANES, ss, s + n * step));
            slope.mul(back).intoArray(gs, k + n * step);
            FloatVector both = FloatVector.fromArray(LANES, us, u + n * unitStep)
                    .mul(slope)
                    .fma(slope, bend);
            square = p.fma(p, square);
            curve = both.fma(FloatVector.broadcast(LANES, ws[weight + n * weightStep]), curve);
            bent = bend.mul(x).fma(x, bent);
        }
        square.intoArray(sums.squares, 0);
        curve.intoArray(sums.curvature, 0);
        bent.intoArray(sums.along, 0);
    }

    /** Takes the first lanes, and clears all. */
    private void collect(Sums sums, int most) {
        squares += FloatLaneSums.sumOf(sums.squares, 0, most);
        curvature += FloatLaneSums.sumOf(sums.curvature, 0, most);
        along += FloatLaneSums.sumOf(sums.along, 0, most);
        Arrays.fill(sums.squares, 0f);
        Arrays.fill(sums.curvature, 0f);
        Arrays.fill(sums.along, 0f);
    }

    /**
     * {@code sum_i w_i sum_j units_j first_ij^2}: {@link #curvature()} where the second derivative is zero.
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
                total += FloatLaneSums.sumOf(lanes, 0, first.columns() - j);
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
}
