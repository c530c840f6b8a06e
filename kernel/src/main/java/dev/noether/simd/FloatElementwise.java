package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Operations element by element, on whole vectors of each row; the padding is computed along and means nothing. */
public final class FloatElementwise {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    private FloatElementwise() {}

    /** {@code out <- -a}; out takes the shape of a. */
    public static void negate(FloatMatrix a, FloatMatrix out) {
        out.reshape(a.rows(), a.columns());
        negateInto(a, out);
    }

    /** {@code out <- -a}; the shapes are the same. */
    public static void negateInto(FloatMatrix a, FloatMatrix out) {
        float[] p = a.data();
        float[] q = out.data();
        for (int i = 0; i < a.rows(); i++) {
            int from = a.at(i);
            int to = out.at(i);
            for (int j = 0; j < a.columns(); j += L) {
                FloatVector.fromArray(LANES, p, from + j).neg().intoArray(q, to + j);
            }
        }
    }

    /** {@code out <- out + alpha} in every element. */
    public static void addConstant(float alpha, FloatMatrix out) {
        float[] q = out.data();
        for (int i = 0; i < out.rows(); i++) {
            int to = out.at(i);
            for (int j = 0; j < out.columns(); j += L) {
                FloatVector.fromArray(LANES, q, to + j).add(alpha).intoArray(q, to + j);
            }
        }
    }

    /** {@code out <- out + alpha a}, one fused multiply-add an element; the shapes are the same. */
    public static void add(float alpha, FloatMatrix a, FloatMatrix out) {
        float[] p = a.data();
        float[] q = out.data();
        FloatVector factor = FloatVector.broadcast(LANES, alpha);
        for (int i = 0; i < a.rows(); i++) {
            int from = a.at(i);
            int to = out.at(i);
            for (int j = 0; j < a.columns(); j += L) {
                FloatVector x = FloatVector.fromArray(LANES, p, from + j);
                factor.fma(x, FloatVector.fromArray(LANES, q, to + j)).intoArray(q, to + j);
            }
        }
    }

    /**
     * A step of gradient descent: {@code theta <- theta - eta (g + twoGamma theta)}, rounded after the bracket and after
     * the whole; the shapes are the same.
     */
    public static void descend(float eta, float twoGamma, FloatMatrix g, FloatMatrix theta) {
        float[] p = g.data();
        float[] q = theta.data();
        FloatVector minusEta = FloatVector.broadcast(LANES, -eta);
        FloatVector decay = FloatVector.broadcast(LANES, twoGamma);
        for (int i = 0; i < theta.rows(); i++) {
            int from = g.at(i);
            int to = theta.at(i);
            for (int j = 0; j < theta.columns(); j += L) {
                FloatVector t = FloatVector.fromArray(LANES, q, to + j);
                FloatVector slope = decay.fma(t, FloatVector.fromArray(LANES, p, from + j));
                minusEta.fma(slope, t).intoArray(q, to + j);
            }
        }
    }

    /** {@code out_ij <- a_ij factors_j}: times a diagonal matrix from the right; out takes the shape of a. */
    public static void scaleColumns(FloatMatrix a, FloatMatrix factors, FloatMatrix out) {
        out.reshape(a.rows(), a.columns());
        float[] p = a.data();
        float[] f = factors.data();
        float[] q = out.data();
        for (int i = 0; i < a.rows(); i++) {
            int from = a.at(i);
            int to = out.at(i);
            for (int j = 0; j < a.columns(); j += L) {
                FloatVector scale = FloatVector.fromArray(LANES, f, factors.at(0) + j);
                scale.mul(FloatVector.fromArray(LANES, p, from + j)).intoArray(q, to + j);
            }
        }
    }

    /** {@code out_j <- factor a_ij} for one row i of both; the numbers of columns are the same. */
    public static void scaleRow(float factor, FloatMatrix a, int i, FloatMatrix out) {
        FloatVector scale = FloatVector.broadcast(LANES, factor);
        int from = a.at(i);
        int to = out.at(i);
        for (int j = 0; j < a.columns(); j += L) {
            scale.mul(FloatVector.fromArray(LANES, a.data(), from + j)).intoArray(out.data(), to + j);
        }
    }

    /** Rows {@code from ... to - 1} of {@code out} are those of the sum of matrices of its shape, added in their order. */
    public static void sum(FloatMatrix[] terms, int from, int to, FloatMatrix out) {
        float[] q = out.data();
        for (int i = from; i < to; i++) {
            int at = out.at(i);
            for (int j = 0; j < out.columns(); j += L) {
                FloatVector sum = FloatVector.fromArray(LANES, terms[0].data(), terms[0].at(i) + j);
                for (int t = 1; t < terms.length; t++) {
                    sum = sum.add(FloatVector.fromArray(LANES, terms[t].data(), terms[t].at(i) + j));
                }
                sum.intoArray(q, at + j);
            }
        }
    }

    /**
     * Rows {@code from ... to - 1} of {@code out <- factor (sum of the terms - out)}, matrices of its shape added in their
     * order.
     */
    public static void scaledDifference(float factor, FloatMatrix[] terms, int from, int to, FloatMatrix out) {
        float[] q = out.data();
        FloatVector scale = FloatVector.broadcast(LANES, factor);
        for (int i = from; i < to; i++) {
            int at = out.at(i);
            for (int j = 0; j < out.columns(); j += L) {
                FloatVector sum = FloatVector.fromArray(LANES, terms[0].data(), terms[0].at(i) + j);
                for (int t = 1; t < terms.length; t++) {
                    sum = sum.add(FloatVector.fromArray(LANES, terms[t].data(), terms[t].at(i) + j));
                }
                sum.sub(FloatVector.fromArray(LANES, q, at + j)).mul(scale).intoArray(q, at + j);
            }
        }
    }
}
