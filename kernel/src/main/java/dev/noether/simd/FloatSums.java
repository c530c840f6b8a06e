package dev.noether.simd;

import java.util.Arrays;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over the elements of matrices, in a fixed order that depends on the shape and on the SIMD width only.
 *
 * <p>A sum over a whole matrix behaves as if made in twice the precision of the elements and rounded once to double: the
 * lanes carry the rounding error of every product and sum along (Ogita, Rump, Oishi, "Accurate sum and dot product",
 * 2005). A sum over a row or a column is made in double: exact products and hardly any rounding where elements
 * are floats, a few units in the last place where they are doubles. Infinite and not-a-number elements give what they give in
 * plain arithmetic.
 */
public final class FloatSums {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    /** Sums below this may have lost what the errors of their products were: those have underflowed. */
    private static final double SMALLEST = Float.MIN_NORMAL / Math.ulp(1f) / Math.ulp(1f);

    static final VectorSpecies<Byte> BYTES = VectorSpecies.of(byte.class, LANES.vectorShape());

    /** The bits of whole elements, then as many zeros: read from within, they leave the first elements of a vector. */
    static final byte[] FIRST = new byte[2 * L * Float.BYTES];

    static {
        Arrays.fill(FIRST, 0, L * Float.BYTES, (byte) -1);
    }

    /** A vector of sums and one of corrections. */
    private static final ThreadLocal<float[]> SUMS = ThreadLocal.withInitial(() -> new float[2 * L]);

    private FloatSums() {}

    /** Sum of the squares of all elements. */
    public static double squares(FloatMatrix a) {
        return products(a, a);
    }

    /** Sum of {@code a_ij b_ij}; the shapes are the same. */
    public static double products(FloatMatrix a, FloatMatrix b) {
        double sum = productsInLanes(a, b, SUMS.get());
        // In lanes of floats, products overflow and underflow that do not in double.
        return Double.isFinite(sum) && Math.abs(sum) >= SMALLEST ? sum : productsOneByOne(a, b);
    }

    /** The sum in lanes, not finite if a product or sum overflows; {@code lanes} is scratch for sums and corrections. */
    private static double productsInLanes(FloatMatrix a, FloatMatrix b, float[] lanes) {
        Arrays.fill(lanes, 0f);
        for (int i = 0; i < a.rows(); i++) {
            addProducts(a.data(), a.at(i), b.data(), b.at(i), a.columns(), lanes);
        }
        double high = 0;
        double low = 0;
        for (int k = 0; k < L; k++) {
            double value = lanes[k];
            double sum = high + value;
            double part = sum - high;
            low += (high - (sum - part)) + (value - part) + lanes[L + k];
            high = sum;
        }
        return high + low;
    }

    /**
     * Adds the products of one row. One chain of additions is enough: the ten operations on a vector take longer than the
     * latency of the one that the next vector waits for. A loop over rows around it in the same method would be boxed.
     */
    private static void addProducts(float[] p, int pAt, float[] q, int qAt, int columns, float[] lanes) {
        FloatVector high = FloatVector.fromArray(LANES, lanes, 0);
        FloatVector low = FloatVector.fromArray(LANES, lanes, L);
        int bound = LANES.loopBound(columns);
        int j = 0;
        for (; j < bound; j += L) {
            FloatVector x = FloatVector.fromArray(LANES, p, pAt + j);
            FloatVector y = FloatVector.fromArray(LANES, q, qAt + j);
            FloatVector product = x.mul(y);
            FloatVector sum = high.add(product);
            FloatVector part = sum.sub(high);
            FloatVector rounding = high.sub(sum.sub(part)).add(product.sub(part));
            low = low.add(rounding.add(x.fma(y, product.neg())));
            high = sum;
        }
        if (j < columns) {
            // Without a VectorMask: where both element types are in use, masks are boxed.
            ByteVector first = ByteVector.fromArray(BYTES, FIRST, (L - (columns - j)) * Float.BYTES);
            FloatVector x = FloatVector.fromArray(LANES, p, pAt + j)
                    .reinterpretAsBytes()
                    .and(first)
                    .reinterpretAsFloats();
            FloatVector y = FloatVector.fromArray(LANES, q, qAt + j)
                    .reinterpretAsBytes()
                    .and(first)
                    .reinterpretAsFloats();
            FloatVector product = x.mul(y);
            FloatVector sum = high.add(product);
            FloatVector part = sum.sub(high);
            FloatVector rounding = high.sub(sum.sub(part)).add(product.sub(part));
            low = low.add(rounding.add(x.fma(y, product.neg())));
            high = sum;
        }
        high.intoArray(lanes, 0);
        low.intoArray(lanes, L);
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
        return squares(a.data(), a.at(i), a.columns());
    }

    /** {@code sum_j a_ij b_ij} of row i; the numbers of columns are the same. */
    static double rowProduct(FloatMatrix a, FloatMatrix b, int i) {
        return dot(a.data(), a.at(i), b.data(), b.at(i), a.columns());
    }

    /** {@code out_i <- sum_j a_ij^2}. */
    public static void rowSquares(FloatMatrix a, double[] out) {
        for (int i = 0; i < a.rows(); i++) {
            out[i] = rowSquares(a, i);
        }
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
     * {@code sum_k p_k^2} over n elements, in eight chains of doubles: as fast as compensated sums in lanes, whose lanes
     * would have to be added up at the end of each row.
     */
    private static double squares(float[] p, int at, int n) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double s4 = 0;
        double s5 = 0;
        double s6 = 0;
        double s7 = 0;
        int k = at;
        for (; k + 8 <= at + n; k += 8) {
            double x0 = p[k];
            double x1 = p[k + 1];
            double x2 = p[k + 2];
            double x3 = p[k + 3];
            double x4 = p[k + 4];
            double x5 = p[k + 5];
            double x6 = p[k + 6];
            double x7 = p[k + 7];
            s0 = Math.fma(x0, x0, s0);
            s1 = Math.fma(x1, x1, s1);
            s2 = Math.fma(x2, x2, s2);
            s3 = Math.fma(x3, x3, s3);
            s4 = Math.fma(x4, x4, s4);
            s5 = Math.fma(x5, x5, s5);
            s6 = Math.fma(x6, x6, s6);
            s7 = Math.fma(x7, x7, s7);
        }
        for (; k < at + n; k++) {
            double x = p[k];
            s0 = Math.fma(x, x, s0);
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }

    /** {@code sum_k p_k q_k} over n elements, in four chains of doubles. */
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

    /** {@code out_j <- out_j + factor sum_i a_ij b_ij}; the shapes are the same. */
    public static void addColumnProducts(FloatMatrix a, FloatMatrix b, double factor, double[] out) {
        float[] p = a.data();
        float[] q = b.data();
        int columns = a.columns();
        for (int i = 0; i < a.rows(); i++) {
            int pAt = a.at(i);
            int qAt = b.at(i);
            for (int j = 0; j < columns; j++) {
                double x = p[pAt + j];
                out[j] = Math.fma(factor * x, q[qAt + j], out[j]);
            }
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
