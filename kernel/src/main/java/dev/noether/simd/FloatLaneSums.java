package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of products in lanes of this precision, for what needs no more than the operands' own accuracy: several times as
 * fast as the compensated sums of {@link FloatSums}. A lane takes at most {@link #TERMS} terms, or those of one row,
 * before the lanes are added up, in their order, in double; so the rounding error does not grow with the number of rows.
 * A sum that overflows, or so small that products may have underflowed, is made once more by {@link FloatSums}.
 *
 * <p>Holds the lanes being added up, so each thread needs its own. Allocates nothing.
 */
public final class FloatLaneSums {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    /** Terms of a lane: adding up the lanes then costs little beside them, and 64 roundings are few. */
    static final int TERMS = 64;

    /** Sums below this may have lost products to underflow. */
    private static final double SMALLEST = Float.MIN_NORMAL / Math.ulp(1f) / Math.ulp(1f);

    private final float[] lanes = new float[L];

    /** Sum of the squares of all elements. */
    public double squares(FloatMatrix a) {
        return products(a, a);
    }

    /** Sum of {@code a_ij b_ij}; the shapes are the same. */
    public double products(FloatMatrix a, FloatMatrix b) {
        double total = 0;
        int block = rowsOfBlock(a.columns());
        for (int from = 0; from < a.rows(); from += block) {
            int to = Math.min(from + block, a.rows());
            FloatVector sum = FloatVector.zero(LANES);
            int columns = a.columns();
            int whole = LANES.loopBound(columns);
            VectorMask<Float> rest = LANES.indexInRange(whole, columns);
            for (int i = from; i < to; i++) {
                int p = a.at(i);
                int q = b.at(i);
                for (int j = 0; j < whole; j += L) {
                    sum = FloatVector.fromArray(LANES, a.data(), p + j)
                            .fma(FloatVector.fromArray(LANES, b.data(), q + j), sum);
                }
                if (whole < columns) {
                    sum = FloatVector.fromArray(LANES, a.data(), p + whole, rest)
                            .fma(FloatVector.fromArray(LANES, b.data(), q + whole, rest), sum);
                }
            }
            sum.intoArray(lanes, 0);
            total += sumOf(lanes);
        }
        return trusted(total) ? total : FloatSums.products(a, b);
    }

    /** {@code sum_i w_i sum_j a_ij^2}, for weights w of at least the number of rows. */
    public double weightedSquares(FloatMatrix a, double[] rowWeights) {
        double total = 0;
        int block = rowsOfBlock(a.columns());
        for (int from = 0; from < a.rows(); from += block) {
            int to = Math.min(from + block, a.rows());
            FloatVector sum = FloatVector.zero(LANES);
            int columns = a.columns();
            int whole = LANES.loopBound(columns);
            VectorMask<Float> rest = LANES.indexInRange(whole, columns);
            for (int i = from; i < to; i++) {
                FloatVector weight = FloatVector.broadcast(LANES, (float) rowWeights[i]);
                int p = a.at(i);
                for (int j = 0; j < whole; j += L) {
                    FloatVector x = FloatVector.fromArray(LANES, a.data(), p + j);
                    sum = x.mul(weight).fma(x, sum);
                }
                if (whole < columns) {
                    FloatVector x = FloatVector.fromArray(LANES, a.data(), p + whole, rest);
                    // Infinity times the zero of a lane left out is not a number; the sum is then made once more.
                    sum = x.mul(weight).fma(x, sum);
                }
            }
            sum.intoArray(lanes, 0);
            total += sumOf(lanes);
        }
        return trusted(total) ? total : FloatSums.weightedSquares(a, rowWeights);
    }

    /** {@code out_i <- sum_j a_ij^2}. */
    public void rowSquares(FloatMatrix a, double[] out) {
        rowProducts(a, a, out);
    }

    /** {@code out_i <- sum_j a_ij b_ij}; the shapes are the same. */
    public void rowProducts(FloatMatrix a, FloatMatrix b, double[] out) {
        int columns = a.columns();
        int whole = LANES.loopBound(columns);
        VectorMask<Float> rest = LANES.indexInRange(whole, columns);
        for (int i = 0; i < a.rows(); i++) {
            int p = a.at(i);
            int q = b.at(i);
            FloatVector even = FloatVector.zero(LANES);
            FloatVector odd = FloatVector.zero(LANES);
            int j = 0;
            // Two accumulators, so that an FMA does not wait for the one before it.
            for (; j + L < whole; j += 2 * L) {
                even = FloatVector.fromArray(LANES, a.data(), p + j)
                        .fma(FloatVector.fromArray(LANES, b.data(), q + j), even);
                odd = FloatVector.fromArray(LANES, a.data(), p + j + L)
                        .fma(FloatVector.fromArray(LANES, b.data(), q + j + L), odd);
            }
            if (j < whole) {
                even = FloatVector.fromArray(LANES, a.data(), p + j)
                        .fma(FloatVector.fromArray(LANES, b.data(), q + j), even);
            }
            if (whole < columns) {
                odd = FloatVector.fromArray(LANES, a.data(), p + whole, rest)
                        .fma(FloatVector.fromArray(LANES, b.data(), q + whole, rest), odd);
            }
            even.add(odd).intoArray(lanes, 0);
            double sum = sumOf(lanes);
            out[i] = trusted(sum) ? sum : FloatSums.rowProduct(a, b, i);
        }
    }

    private static boolean trusted(double sum) {
        return Double.isFinite(sum) && Math.abs(sum) >= SMALLEST;
    }

    /** Rows of which a lane takes {@link #TERMS} terms, or one row. */
    static int rowsOfBlock(int columns) {
        return Math.max(1, TERMS / Math.ceilDiv(columns, L));
    }

    /** The lanes added up in double, those of even and of odd number apart. */
    static double sumOf(float[] lanes) {
        double even = 0;
        double odd = 0;
        for (int k = 0; k < lanes.length; k += 2) {
            even += lanes[k];
            odd += lanes[k + 1];
        }
        return even + odd;
    }
}
