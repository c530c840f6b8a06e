package dev.noether.simd;

/**
 * Sums over the elements of matrices, in double with compensation and in a fixed order, rounded once at the end: products
 * of floats are exact, those of doubles carry their rounding error along (Ogita, Rump, Oishi, "Accurate sum and dot
 * product", 2005).
 */
public final class FloatSums {

    private FloatSums() {}

    /** Sum of the squares of all elements. */
    public static double squares(FloatMatrix a) {
        return products(a, a);
    }

    /** Sum of {@code a_ij b_ij}; the shapes are the same. */
    public static double products(FloatMatrix a, FloatMatrix b) {
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

    /** {@code out_j <- sum_i a_ij^2 - sum_i b_ij^2}; the numbers of columns are the same. */
    public static void columnSquareDifferences(FloatMatrix a, FloatMatrix b, double[] out) {
        for (int j = 0; j < a.columns(); j++) {
            double sum = 0;
            for (int i = 0; i < a.rows(); i++) {
                double x = a.data()[a.at(i) + j];
                sum = Math.fma(x, x, sum);
            }
            for (int i = 0; i < b.rows(); i++) {
                double x = b.data()[b.at(i) + j];
                sum = Math.fma(-x, x, sum);
            }
            out[j] = sum;
        }
    }

    /** Sum of the squares of row i. */
    public static double rowSquares(FloatMatrix a, int i) {
        double sum = 0;
        float[] data = a.data();
        int at = a.at(i);
        for (int j = 0; j < a.columns(); j++) {
            double x = data[at + j];
            sum = Math.fma(x, x, sum);
        }
        return sum;
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
