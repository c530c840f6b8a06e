package dev.noether.simd;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of products in lanes of this precision, for what needs no more than the operands' own accuracy: several times as
 * fast as the compensated sums of {@link FloatSums}. A lane takes at most {@link #TERMS} terms of a column, or those of a
 * row, before the lanes are added up in double, in a fixed order; so the rounding error does not grow with the number of
 * rows. Loops go down the columns: there are few vectors in a row. The padding is left out.
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
        for (int from = 0; from < a.rows(); from += TERMS) {
            int to = Math.min(from + TERMS, a.rows());
            for (int j = 0; j < a.columns(); j += L) {
                products(a, b, from, to, j);
                total += sumOf(lanes, a.columns() - j);
            }
        }
        return trusted(total) ? total : FloatSums.products(a, b);
    }

    /** Rows {@code from ... to - 1} of the columns from j on that fill a vector. */
    private void products(FloatMatrix a, FloatMatrix b, int from, int to, int j) {
        float[] p = a.data();
        float[] q = b.data();
        FloatVector even = FloatVector.zero(LANES);
        FloatVector odd = FloatVector.zero(LANES);
        int i = from;
        // Two accumulators, so that an FMA does not wait for the one before it.
        for (; i + 2 <= to; i += 2) {
            even = FloatVector.fromArray(LANES, p, a.at(i) + j).fma(FloatVector.fromArray(LANES, q, b.at(i) + j), even);
            odd = FloatVector.fromArray(LANES, p, a.at(i + 1) + j)
                    .fma(FloatVector.fromArray(LANES, q, b.at(i + 1) + j), odd);
        }
        if (i < to) {
            even = FloatVector.fromArray(LANES, p, a.at(i) + j).fma(FloatVector.fromArray(LANES, q, b.at(i) + j), even);
        }
        even.add(odd).intoArray(lanes, 0);
    }

    /** {@code sum_i w_i sum_j a_ij^2}, for weights w of at least the number of rows. */
    public double weightedSquares(FloatMatrix a, double[] rowWeights) {
        double total = 0;
        for (int from = 0; from < a.rows(); from += TERMS) {
            int to = Math.min(from + TERMS, a.rows());
            for (int j = 0; j < a.columns(); j += L) {
                weightedSquares(a, rowWeights, from, to, j);
                total += sumOf(lanes, a.columns() - j);
            }
        }
        return trusted(total) ? total : FloatSums.weightedSquares(a, rowWeights);
    }

    private void weightedSquares(FloatMatrix a, double[] rowWeights, int from, int to, int j) {
        float[] p = a.data();
        FloatVector sum = FloatVector.zero(LANES);
        for (int i = from; i < to; i++) {
            FloatVector x = FloatVector.fromArray(LANES, p, a.at(i) + j);
            sum = x.mul((float) rowWeights[i]).fma(x, sum);
        }
        sum.intoArray(lanes, 0);
    }

    /** {@code out_j <- out_j + factor sum_i w_i a_ij^2}, for weights w of at least the number of rows. */
    public void addWeightedColumnSquares(FloatMatrix a, double[] rowWeights, double factor, double[] out) {
        for (int from = 0; from < a.rows(); from += TERMS) {
            int to = Math.min(from + TERMS, a.rows());
            for (int j = 0; j < a.columns(); j += L) {
                weightedSquares(a, rowWeights, from, to, j);
                addLanes(a, a, rowWeights, from, to, j, factor, out);
            }
        }
    }

    /** {@code out_j <- out_j + factor sum_i a_ij^2}. */
    public void addColumnSquares(FloatMatrix a, double factor, double[] out) {
        addColumnProducts(a, a, factor, out);
    }

    /** {@code out_j <- out_j + factor sum_i a_ij b_ij}; the shapes are the same. */
    public void addColumnProducts(FloatMatrix a, FloatMatrix b, double factor, double[] out) {
        for (int from = 0; from < a.rows(); from += TERMS) {
            int to = Math.min(from + TERMS, a.rows());
            for (int j = 0; j < a.columns(); j += L) {
                products(a, b, from, to, j);
                addLanes(a, b, null, from, to, j, factor, out);
            }
        }
    }

    /** Adds the sums of one vector of columns; weights of null are 1. */
    private void addLanes(
            FloatMatrix a, FloatMatrix b, double[] rowWeights, int from, int to, int j, double factor, double[] out) {
        int present = Math.min(L, a.columns() - j);
        for (int k = 0; k < present; k++) {
            double sum = lanes[k];
            if (!trusted(sum)) {
                sum = 0;
                for (int i = from; i < to; i++) {
                    double x = a.data()[a.at(i) + j + k];
                    double y = b.data()[b.at(i) + j + k];
                    sum = Math.fma(rowWeights == null ? x : rowWeights[i] * x, y, sum);
                }
            }
            out[j + k] = Math.fma(factor, sum, out[j + k]);
        }
    }

    /** {@code out_i <- sum_j a_ij^2}. */
    public void rowSquares(FloatMatrix a, double[] out) {
        rowProducts(a, a, out);
    }

    /** {@code out_i <- sum_j a_ij b_ij}; the shapes are the same. */
    public void rowProducts(FloatMatrix a, FloatMatrix b, double[] out) {
        int columns = a.columns();
        int whole = LANES.loopBound(columns);
        // Without a VectorMask: where both element types are in use, masks are boxed.
        ByteVector first =
                ByteVector.fromArray(FloatSums.BYTES, FloatSums.FIRST, (L - (columns - whole)) * Float.BYTES);
        float[] ps = a.data();
        float[] qs = b.data();
        for (int i = 0; i < a.rows(); i++) {
            int p = a.at(i);
            int q = b.at(i);
            FloatVector even = FloatVector.zero(LANES);
            FloatVector odd = FloatVector.zero(LANES);
            int j = 0;
            // Two accumulators, so that an FMA does not wait for the one before it.
            for (; j + L < whole; j += 2 * L) {
                even = FloatVector.fromArray(LANES, ps, p + j).fma(FloatVector.fromArray(LANES, qs, q + j), even);
                odd = FloatVector.fromArray(LANES, ps, p + j + L).fma(FloatVector.fromArray(LANES, qs, q + j + L), odd);
            }
            if (j < whole) {
                even = FloatVector.fromArray(LANES, ps, p + j).fma(FloatVector.fromArray(LANES, qs, q + j), even);
            }
            if (whole < columns) {
                FloatVector x = FloatVector.fromArray(LANES, ps, p + whole)
                        .reinterpretAsBytes()
                        .and(first)
                        .reinterpretAsFloats();
                FloatVector y = FloatVector.fromArray(LANES, qs, q + whole)
                        .reinterpretAsBytes()
                        .and(first)
                        .reinterpretAsFloats();
                odd = x.fma(y, odd);
            }
            // In halves and in this precision: conversions would take longer than all else in a short row.
            FloatVector total = even.add(odd);
            float sum;
            if (L == 2) {
                sum = total.lane(0) + total.lane(1);
            } else {
                if (L == 16) {
                    total = total.add(total.rearrange(FloatPartners.BY_8));
                }
                if (L >= 8) {
                    total = total.add(total.rearrange(FloatPartners.BY_4));
                }
                total = total.add(total.rearrange(FloatPartners.BY_2));
                sum = total.add(total.rearrange(FloatPartners.BY_1)).lane(0);
            }
            out[i] = trusted(sum) ? sum : FloatSums.rowProduct(a, b, i);
        }
    }

    /** Whether no product of a sum in this precision was lost to overflow or underflow. */
    static boolean trusted(double sum) {
        return Double.isFinite(sum) && Math.abs(sum) >= SMALLEST;
    }

    /** The first lanes, those of even and of odd number apart, added up in double. */
    static double sumOf(float[] lanes, int most) {
        int present = Math.min(most, L);
        double even = 0;
        double odd = 0;
        int k = 0;
        for (; k + 2 <= present; k += 2) {
            even += lanes[k];
            odd += lanes[k + 1];
        }
        return k < present ? even + lanes[k] + odd : even + odd;
    }
}
