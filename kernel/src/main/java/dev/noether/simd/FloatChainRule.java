package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Element-wise steps of differentiating {@code phi(H)} once and twice, {@code *} being the product element by element.
 * Works on whole vectors; the padding is computed along and means nothing. All operands have one shape, that outputs take
 * unless it is said otherwise, and none is a view: rows then are at the same places in all of them, and where there is
 * nothing that belongs to a column, one loop goes over all rows (loops over the few vectors of a row cost more than what
 * is in them). An output is none of the operands unless it is said otherwise.
 */
public final class FloatChainRule {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    private FloatChainRule() {}

    /** {@code out <- a - b}. */
    public static void subtract(FloatMatrix a, FloatMatrix b, FloatMatrix out) {
        out.reshape(a.rows(), a.columns());
        float[] p = a.data();
        float[] q = b.data();
        float[] to = out.data();
        int end = out.at(out.rows());
        for (int k = out.at(0); k < end; k += L) {
            FloatVector.fromArray(LANES, p, k)
                    .sub(FloatVector.fromArray(LANES, q, k))
                    .intoArray(to, k);
        }
    }

    /** {@code out <- a * b}; out may be one of them. */
    public static void multiply(FloatMatrix a, FloatMatrix b, FloatMatrix out) {
        out.reshape(a.rows(), a.columns());
        float[] p = a.data();
        float[] q = b.data();
        float[] to = out.data();
        int end = out.at(out.rows());
        for (int k = out.at(0); k < end; k += L) {
            FloatVector.fromArray(LANES, p, k)
                    .mul(FloatVector.fromArray(LANES, q, k))
                    .intoArray(to, k);
        }
    }

    /** {@code out <- out * first + b * second * dh}: the derivative of {@code b * phi'(h)} if out was that of b. */
    public static void differentiate(
            FloatMatrix first, FloatMatrix b, FloatMatrix second, FloatMatrix dh, FloatMatrix out) {
        float[] f = first.data();
        float[] p = b.data();
        float[] s = second.data();
        float[] d = dh.data();
        float[] to = out.data();
        int end = out.at(out.rows());
        for (int k = out.at(0); k < end; k += L) {
            FloatVector bend = FloatVector.fromArray(LANES, p, k).mul(FloatVector.fromArray(LANES, s, k));
            FloatVector slope = FloatVector.fromArray(LANES, f, k).mul(FloatVector.fromArray(LANES, to, k));
            bend.fma(FloatVector.fromArray(LANES, d, k), slope).intoArray(to, k);
        }
    }

    /**
     * The curvature of a loss along each hidden input, {@code out_ij <- units_j first_ij^2 + b_ij second_ij}.
     *
     * @param units one row
     */
    public static void curvature(
            FloatMatrix units, FloatMatrix first, FloatMatrix b, FloatMatrix second, FloatMatrix out) {
        out.reshape(b.rows(), b.columns());
        for (int i = 0; i < b.rows(); i++) {
            int f = first.at(i);
            int p = b.at(i);
            int s = second.at(i);
            int to = out.at(i);
            for (int j = 0; j < b.columns(); j += L) {
                FloatVector slope = FloatVector.fromArray(LANES, first.data(), f + j);
                FloatVector bend = FloatVector.fromArray(LANES, b.data(), p + j)
                        .mul(FloatVector.fromArray(LANES, second.data(), s + j));
                FloatVector.fromArray(LANES, units.data(), units.at(0) + j)
                        .mul(slope)
                        .fma(slope, bend)
                        .intoArray(out.data(), to + j);
            }
        }
    }

    /** {@code out_j <- factor sum_i a_ij^2}, one row; terms are added in this precision in ascending order of i. */
    public static void columnSquares(float factor, FloatMatrix a, FloatMatrix out) {
        out.reshape(1, a.columns());
        for (int j = 0; j < a.columns(); j += L) {
            FloatVector sum = FloatVector.zero(LANES);
            for (int i = 0; i < a.rows(); i++) {
                FloatVector x = FloatVector.fromArray(LANES, a.data(), a.at(i) + j);
                sum = x.fma(x, sum);
            }
            sum.mul(factor).intoArray(out.data(), out.at(0) + j);
        }
    }

    /** {@code out <- out + linear c * t + square t * t + constant}. */
    public static void addQuadratic(
            float linear, FloatMatrix c, float square, FloatMatrix t, float constant, FloatMatrix out) {
        FloatVector factor = FloatVector.broadcast(LANES, linear);
        FloatVector steepness = FloatVector.broadcast(LANES, square);
        FloatVector offset = FloatVector.broadcast(LANES, constant);
        for (int i = 0; i < out.rows(); i++) {
            int p = c.at(i);
            int q = t.at(i);
            int to = out.at(i);
            for (int j = 0; j < out.columns(); j += L) {
                FloatVector x = FloatVector.fromArray(LANES, t.data(), q + j);
                FloatVector slope =
                        FloatVector.fromArray(LANES, c.data(), p + j).mul(factor);
                FloatVector added = steepness.fma(x, slope).fma(x, offset);
                FloatVector.fromArray(LANES, out.data(), to + j).add(added).intoArray(out.data(), to + j);
            }
        }
    }

    /** {@code out_ij <- factor factors_i a_ij}: times a diagonal matrix from the left. */
    public static void scaleRows(double factor, double[] factors, FloatMatrix a, FloatMatrix out) {
        out.reshape(a.rows(), a.columns());
        float[] p = a.data();
        float[] to = out.data();
        for (int i = 0; i < a.rows(); i++) {
            FloatVector scale = FloatVector.broadcast(LANES, (float) (factor * factors[i]));
            int from = a.at(i);
            int at = out.at(i);
            for (int j = 0; j < a.columns(); j += L) {
                scale.mul(FloatVector.fromArray(LANES, p, from + j)).intoArray(to, at + j);
            }
        }
    }
}
