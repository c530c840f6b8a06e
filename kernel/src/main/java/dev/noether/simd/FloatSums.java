package dev.noether.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the elements of matrices, in a fixed order that depends on the shape and on the SIMD width only.
 *
 * <p>A sum over a whole matrix behaves as if made in twice the precision of the elements and rounded once to double: the
 * lanes carry the rounding error of every product and sum along (Ogita, Rump, Oishi, "Accurate sum and dot product",
 * 2005). A sum over a row or a column is made in double: exact products and hardly any rounding where elements are
 * floats, a few units in the last place where they are doubles. Infinite and not-a-number elements give what they give in
 * plain arithmetic.
 */
public final class FloatSums {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    /** Sums below this may have lost what the errors of their products were: those have underflowed. */
    private static final double SMALLEST = Float.MIN_NORMAL / Math.ulp(1f) / Math.ulp(1f);

    /** Two vectors of sums and two of corrections, where their lanes are added up. */
    private static final ThreadLocal<float[]> ENDS = ThreadLocal.withInitial(() -> new float[4 * L]);

    private FloatSums() {}

    /** Sum of the squares of all elements. */
    public static double squares(FloatMatrix a) {
        return products(a, a);
    }

    /** Sum of {@code a_ij b_ij}; the shapes are the same. */
    public static double products(FloatMatrix a, FloatMatrix b) {
        double sum = productsInLanes(a, b, ENDS.get());
        // In lanes of floats, products overflow and underflow that do not in double.
        return Double.isFinite(sum) && Math.abs(sum) >= SMALLEST ? sum : productsOneByOne(a, b);
    }

    /** The sum in lanes, not a number if a product or sum overflows; {@code ends} is scratch. */
    private static double productsInLanes(FloatMatrix a, FloatMatrix b, float[] ends) {
        float[] p = a.data();
        float[] q = b.data();
        int columns = a.columns();
        int bound = LANES.loopBound(columns);
        VectorMask<Float> tail = LANES.indexInRange(0, columns - bound);
        // Two sums, so that an addition does not wait for the one before it.
        FloatVector high0 = FloatVector.zero(LANES);
        FloatVector high1 = FloatVector.zero(LANES);
        FloatVector low0 = FloatVector.zero(LANES);
        FloatVector low1 = FloatVector.zero(LANES);
        for (int i = 0; i < a.rows(); i++) {
            int pAt = a.at(i);
            int qAt = b.at(i);
            int j = 0;
            for (; j + L < bound; j += 2 * L) {
                FloatVector x0 = FloatVector.fromArray(LANES, p, pAt + j);
                FloatVector y0 = FloatVector.fromArray(LANES, q, qAt + j);
                FloatVector product0 = x0.mul(y0);
                FloatVector sum0 = high0.add(product0);
                FloatVector part0 = sum0.sub(high0);
                FloatVector rounding0 = high0.sub(sum0.sub(part0)).add(product0.sub(part0));
                low0 = low0.add(rounding0.add(x0.fma(y0, product0.neg())));
                high0 = sum0;
                FloatVector x1 = FloatVector.fromArray(LANES, p, pAt + j + L);
                FloatVector y1 = FloatVector.fromArray(LANES, q, qAt + j + L);
                FloatVector product1 = x1.mul(y1);
                FloatVector sum1 = high1.add(product1);
                FloatVector part1 = sum1.sub(high1);
                FloatVector rounding1 = high1.sub(sum1.sub(part1)).add(product1.sub(part1));
                low1 = low1.add(rounding1.add(x1.fma(y1, product1.neg())));
                high1 = sum1;
            }
            if (j < bound) {
                FloatVector x = FloatVector.fromArray(LANES, p, pAt + j);
                FloatVector y = FloatVector.fromArray(LANES, q, qAt + j);
                FloatVector product = x.mul(y);
                FloatVector sum = high0.add(product);
                FloatVector part = sum.sub(high0);
                FloatVector rounding = high0.sub(sum.sub(part)).add(product.sub(part));
                low0 = low0.add(rounding.add(x.fma(y, product.neg())));
                high0 = sum;
            }
            if (bound < columns) {
                FloatVector x = FloatVector.fromArray(LANES, p, pAt + bound, tail);
                FloatVector y = FloatVector.fromArray(LANES, q, qAt + bound, tail);
                FloatVector product = x.mul(y);
                FloatVector sum = high1.add(product);
                FloatVector part = sum.sub(high1);
                FloatVector rounding = high1.sub(sum.sub(part)).add(product.sub(part));
                low1 = low1.add(rounding.add(x.fma(y, product.neg())));
                high1 = sum;
            }
        }
        high0.intoArray(ends, 0);
        high1.intoArray(ends, L);
        low0.intoArray(ends, 2 * L);
        low1.intoArray(ends, 3 * L);
        return sumOfLanes(ends);
    }

    /** The sum of {@code 2 L} sums and their corrections. */
    private static double sumOfLanes(float[] ends) {
        double high = 0;
        double low = 0;
        for (int k = 0; k < 2 * L; k++) {
            double value = ends[k];
            double sum = high + value;
            double part = sum - high;
            low += (high - (sum - part)) + (value - part) + ends[2 * L + k];
            high = sum;
        }
        return high + low;
    }

    /** As {@link #products}, each product in double. */
    private static double productsOneByOne(FloatMatrix a, FloatMatrix b) {
        double high = 0;
        double low = 0;
        float[] p = a.data();
        float[] q = b.data();
        for (int i = 0; i < a.rows(); i++) {
            int pAt = a.at(i);
            int qAt = b.at(i);
            for (int j = 0; j < a.columns(); j++) {
                double x = p[pAt + j];
                double y = q[qAt + j];
                double product = x * y;
                double sum = high + product;
                double part = sum - high;
                low += (high - (sum - part)) + (product - part) + Math.fma(x, y, -product);
                high = sum;
            }
        }
        // An infinite sum has no meaningful correction: infinity minus infinity.
        return Double.isFinite(high) ? high + low : high;
    }

    /** Sum of the squares of row i. */
    public static double rowSquares(FloatMatrix a, int i) {
        return dot(a.data(), a.at(i), a.data(), a.at(i), a.columns());
    }

    /** {@code out_i <- sum_j a_ij^2}. */
    public static void rowSquares(FloatMatrix a, double[] out) {
        rowProducts(a, a, out);
    }

    /** {@code out_i <- sum_j a_ij b_ij}; the shapes are the same. */
    public static void rowProducts(FloatMatrix a, FloatMatrix b, double[] out) {
        for (int i = 0; i < a.rows(); i++) {
            out[i] = dot(a.data(), a.at(i), b.data(), b.at(i), a.columns());
        }
    }

    /** {@code sum_i w_i sum_j a_ij^2}, for weights w of at least the number of rows. */
    public static double weightedSquares(FloatMatrix a, double[] rowWeights) {
        double sum = 0;
        for (int i = 0; i < a.rows(); i++) {
            sum = Math.fma(rowWeights[i], rowSquares(a, i), sum);
        }
        return sum;
    }

    /**
     * {@code sum_k p_k q_k} over n elements, in four chains of doubles. For floats, that is as fast as compensated sums in
     * lanes, and has no lanes to add up at the end of each row.
     */
    private static double dot(float[] p, int pAt, float[] q, int qAt, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int k = 0;
        for (; k + 4 <= n; k += 4) {
            double x0 = p[pAt + k];
            double x1 = p[pAt + k + 1];
            double x2 = p[pAt + k + 2];
            double x3 = p[pAt + k + 3];
            s0 = Math.fma(x0, q[qAt + k], s0);
            s1 = Math.fma(x1, q[qAt + k + 1], s1);
            s2 = Math.fma(x2, q[qAt + k + 2], s2);
            s3 = Math.fma(x3, q[qAt + k + 3], s3);
        }
        for (; k < n; k++) {
            double x = p[pAt + k];
            s0 = Math.fma(x, q[qAt + k], s0);
        }
        return (s0 + s1) + (s2 + s3);
    }

    /** {@code out_j <- out_j + factor sum_i w_i a_ij^2}, for weights w of at least the number of rows. */
    public static void addWeightedColumnSquares(FloatMatrix a, double[] rowWeights, double factor, double[] out) {
        for (int i = 0; i < a.rows(); i++) {
            addSquares(factor * rowWeights[i], a, i, out);
        }
    }

    /** {@code out_j <- out_j + factor sum_i a_ij^2}. */
    public static void addColumnSquares(FloatMatrix a, double factor, double[] out) {
        for (int i = 0; i < a.rows(); i++) {
            addSquares(factor, a, i, out);
        }
    }

    /** {@code out_j <- out_j + factor a_ij^2} for one row i: a loop that the compiler turns into lanes. */
    private static void addSquares(double factor, FloatMatrix a, int i, double[] out) {
        float[] data = a.data();
        int at = a.at(i);
        int columns = a.columns();
        for (int j = 0; j < columns; j++) {
            double x = data[at + j];
            out[j] = Math.fma(factor * x, x, out[j]);
        }
    }

    /** {@code out_j <- sum_i a_ij^2 - sum_i b_ij^2}; the numbers of columns are the same. */
    public static void columnSquareDifferences(FloatMatrix a, FloatMatrix b, double[] out) {
        Arrays.fill(out, 0, a.columns(), 0);
        addColumnSquares(a, 1, out);
        addColumnSquares(b, -1, out);
    }

    /** Sum of the diagonal. */
    public static double trace(FloatMatrix a) {
        double sum = 0;
        for (int i = 0; i < a.rows(); i++) {
            sum += a.data()[a.at(i) + i];
        }
        return sum;
    }
}
