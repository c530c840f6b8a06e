package dev.noether.simd;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums of products in lanes of this precision, for what needs no more than the operands' own accuracy: several times as
 * fast as the compensated sums of {@link FloatSums}. A lane takes at most {@link #TERMS} terms of a column, or those of a
 * row, before the lanes are added up in double, in a fixed order; so the rounding error does not grow with the number of
 * rows. Loops go down the columns, several vectors side by side: rows of wide matrices lie in pages of their own, and one
 * vector of each would cost more in addresses than in sums. The padding is left out.
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

    /** Vectors side by side. */
    private static final int ABREAST = 4;

    private final float[] lanes = new float[ABREAST * L];

    /** Sum of the squares of all elements. */
    public double squares(FloatMatrix a) {
        return products(a, a);
    }

    /** Sum of {@code a_ij b_ij}; the shapes are the same. */
    public double products(FloatMatrix a, FloatMatrix b) {
        double total = 0;
        for (int from = 0; from < a.rows(); from += TERMS) {
            int to = Math.min(from + TERMS, a.rows());
            for (int j = 0; j < a.columns(); j += width(a, j)) {
                products(a, b, from, to, j);
                total = plusLanes(total, a, j);
            }
        }
        return trusted(total) ? total : FloatSums.products(a, b);
    }

    /** A total and the sums of {@link #width} columns from j on, vector by vector. */
    private double plusLanes(double total, FloatMatrix a, int j) {
        double sum = total;
        for (int k = 0; k < width(a, j); k += L) {
            sum += sumOf(lanes, k, a.columns() - j - k);
        }
        return sum;
    }

    /** Columns that are summed at once from j on. */
    private static int width(FloatMatrix a, int j) {
        return a.columns() - j > (ABREAST - 1) * L ? ABREAST * L : L;
    }

    /** Rows {@code from ... to - 1} of {@link #width} columns from j on. */
    private void products(FloatMatrix a, FloatMatrix b, int from, int to, int j) {
        if (width(a, j) > L) {
            productsAbreast(a, b, from, to, j);
        } else {
            productsOfVector(a, b, from, to, j);
        }
    }

    private void productsAbreast(FloatMatrix a, FloatMatrix b, int from, int to, int j) {
        float[] ps = a.data();
        float[] qs = b.data();
        FloatVector even0 = FloatVector.zero(LANES);
        FloatVector even1 = FloatVector.zero(LANES);
        FloatVector even2 = FloatVector.zero(LANES);
        FloatVector even3 = FloatVector.zero(LANES);
        FloatVector odd0 = FloatVector.zero(LANES);
        FloatVector odd1 = FloatVector.zero(LANES);
        FloatVector odd2 = FloatVector.zero(LANES);
        FloatVector odd3 = FloatVector.zero(LANES);
        int i = from;
        for (; i + 2 <= to; i += 2) {
            int p = a.at(i) + j;
            int q = b.at(i) + j;
            even0 = FloatVector.fromArray(LANES, ps, p).fma(FloatVector.fromArray(LANES, qs, q), even0);
            even1 = FloatVector.fromArray(LANES, ps, p + L).fma(FloatVector.fromArray(LANES, qs, q + L), even1);
            even2 = FloatVector.fromArray(LANES, ps, p + 2 * L).fma(FloatVector.fromArray(LANES, qs, q + 2 * L), even2);
            even3 = FloatVector.fromArray(LANES, ps, p + 3 * L).fma(FloatVector.fromArray(LANES, qs, q + 3 * L), even3);
            p += a.stride();
            q += b.stride();
            odd0 = FloatVector.fromArray(LANES, ps, p).fma(FloatVector.fromArray(LANES, qs, q), odd0);
            odd1 = FloatVector.fromArray(LANES, ps, p + L).fma(FloatVector.fromArray(LANES, qs, q + L), odd1);
            odd2 = FloatVector.fromArray(LANES, ps, p + 2 * L).fma(FloatVector.fromArray(LANES, qs, q + 2 * L), odd2);
            odd3 = FloatVector.fromArray(LANES, ps, p + 3 * L).fma(FloatVector.fromArray(LANES, qs, q + 3 * L), odd3);
        }
        if (i < to) {
            int p = a.at(i) + j;
            int q = b.at(i) + j;
            even0 = FloatVector.fromArray(LANES, ps, p).fma(FloatVector.fromArray(LANES, qs, q), even0);
            even1 = FloatVector.fromArray(LANES, ps, p + L).fma(FloatVector.fromArray(LANES, qs, q + L), even1);
            even2 = FloatVector.fromArray(LANES, ps, p + 2 * L).fma(FloatVector.fromArray(LANES, qs, q + 2 * L), even2);
            even3 = FloatVector.fromArray(LANES, ps, p + 3 * L).fma(FloatVector.fromArray(LANES, qs, q + 3 * L), even3);
        }
        even0.add(odd0).intoArray(lanes, 0);
        even1.add(odd1).intoArray(lanes, L);
        even2.add(odd2).intoArray(lanes, 2 * L);
        even3.add(odd3).intoArray(lanes, 3 * L);
    }

    private void productsOfVector(FloatMatrix a, FloatMatrix b, int from, int to, int j) {
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
            for (int j = 0; j < a.columns(); j += width(a, j)) {
                weightedSquares(a, rowWeights, from, to, j);
                total = plusLanes(total, a, j);
            }
        }
        return trusted(total) ? total : FloatSums.weightedSquares(a, rowWeights);
    }

    private void weightedSquares(FloatMatrix a, double[] rowWeights, int from, int to, int j) {
        if (width(a, j) > L) {
            weightedSquaresAbreast(a, rowWeights, from, to, j);
        } else {
            weightedSquaresOfVector(a, rowWeights, from, to, j);
        }
    }

    private void weightedSquaresAbreast(FloatMatrix a, double[] rowWeights, int from, int to, int j) {
        float[] ps = a.data();
        FloatVector sum0 = FloatVector.zero(LANES);
        FloatVector sum1 = FloatVector.zero(LANES);
        FloatVector sum2 = FloatVector.zero(LANES);
        FloatVector sum3 = FloatVector.zero(LANES);
        for (int i = from; i < to; i++) {
            int p = a.at(i) + j;
            float weight = (float) rowWeights[i];
            FloatVector x0 = FloatVector.fromArray(LANES, ps, p);
            FloatVector x1 = FloatVector.fromArray(LANES, ps, p + L);
            FloatVector x2 = FloatVector.fromArray(LANES, ps, p + 2 * L);
            FloatVector x3 = FloatVector.fromArray(LANES, ps, p + 3 * L);
            sum0 = x0.mul(weight).fma(x0, sum0);
            sum1 = x1.mul(weight).fma(x1, sum1);
            sum2 = x2.mul(weight).fma(x2, sum2);
            sum3 = x3.mul(weight).fma(x3, sum3);
        }
        sum0.intoArray(lanes, 0);
        sum1.intoArray(lanes, L);
        sum2.intoArray(lanes, 2 * L);
        sum3.intoArray(lanes, 3 * L);
    }

    private void weightedSquaresOfVector(FloatMatrix a, double[] rowWeights, int from, int to, int j) {
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
            for (int j = 0; j < a.columns(); j += width(a, j)) {
                weightedSquares(a, rowWeights, from, to, j);
                addLanes(a, a, rowWeights, from, to, j, factor, out, 0);
            }
        }
    }

    /** {@code out_j <- out_j + factor sum_i a_ij^2}. */
    public void addColumnSquares(FloatMatrix a, double factor, double[] out) {
        addColumnProducts(a, a, factor, out);
    }

    /** {@code out_j <- out_j + factor sum_i a_ij b_ij}; the shapes are the same. */
    public void addColumnProducts(FloatMatrix a, FloatMatrix b, double factor, double[] out) {
        addColumnProducts(a, b, factor, out, 0);
    }

    /** As {@link #addColumnProducts(FloatMatrix, FloatMatrix, double, double[])}, of column j into {@code out[first + j]}. */
    void addColumnProducts(FloatMatrix a, FloatMatrix b, double factor, double[] out, int first) {
        for (int from = 0; from < a.rows(); from += TERMS) {
            int to = Math.min(from + TERMS, a.rows());
            for (int j = 0; j < a.columns(); j += width(a, j)) {
                products(a, b, from, to, j);
                addLanes(a, b, null, from, to, j, factor, out, first);
            }
        }
    }

    /** Adds the sums of {@link #width} columns; weights of null are 1. */
    private void addLanes(
            FloatMatrix a,
            FloatMatrix b,
            double[] rowWeights,
            int from,
            int to,
            int j,
            double factor,
            double[] out,
            int first) {
        int present = Math.min(width(a, j), a.columns() - j);
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
            out[first + j + k] = Math.fma(factor, sum, out[first + j + k]);
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

    /** The lanes of a vector that begins at {@code at}, at most so many, those of even and of odd number apart, in double. */
    static double sumOf(float[] lanes, int at, int most) {
        int end = at + Math.min(most, L);
        double even = 0;
        double odd = 0;
        int k = at;
        for (; k + 2 <= end; k += 2) {
            even += lanes[k];
            odd += lanes[k + 1];
        }
        return k < end ? even + lanes[k] + odd : even + odd;
    }
}
