package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The error function and the tail of the normal distribution over arrays in lanes: every element has the same bits in
 * every width of lanes and wherever it is in an array.
 *
 * <p>Both have the tail {@code P(-y) = e^(-y^2/2) T(q) / (y + K)}, {@code q = (y - K) / (y + K)}, y at least 0: a power
 * series in q, since {@code y + K} takes the 1/y of Mills' ratio out. T is a minimax polynomial on all y up to 15, of
 * relative error 2^-25.5.
 */
public final class FloatErrorFunction {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    /** The point in whose favour q spreads the tail. */
    private static final float K = 4f;

    /** Above this the tail is 0. */
    private static final float TAIL_ZERO = 15f;

    /** Above this erf rounds to 1. */
    private static final float ERF_ONE = 4f;

    private static final float SQRT_2 = 0x1.6a09e6p0f;

    private static final int SIGN = 0x8000_0000;

    private static final float T0 = 0x1.82b4bcp-1f;
    private static final float T1 = -0x1.373e38p-1f;
    private static final float T2 = 0x1.8c6d8ep-2f;
    private static final float T3 = -0x1.7e0034p-3f;
    private static final float T4 = 0x1.eed73cp-5f;
    private static final float T5 = -0x1.ed06fp-8f;
    private static final float T6 = -0x1.ccc8cep-9f;
    private static final float T7 = 0x1.9a4d1p-10f;
    private static final float T8 = 0x1.790b3ep-13f;
    private static final float T9 = -0x1.1157ecp-13f;

    /** {@code erf(x) = x + x A(x^2)}, x at most 1; minimax. */
    private static final float A0 = 0x1.06eba8p-3f;

    private static final float A1 = -0x1.81274p-2f;
    private static final float A2 = 0x1.ce2d52p-4f;
    private static final float A3 = -0x1.b7fec4p-6f;
    private static final float A4 = 0x1.542fecp-8f;
    private static final float A5 = -0x1.a5197ap-11f;
    private static final float A6 = 0x1.4c5cb4p-14f;

    private FloatErrorFunction() {}

    /**
     * {@code out_i = P(-abs(in_i))}, P the normal distribution function, within 8 ulp (over all floats 5.95, at {@code 0x1.0935fep-7}).
     *
     * @param in not modified
     * @param exponentials {@code e^(-in_i^2/2)}; not modified, unless it is out
     * @param out overwritten from outAt on; may be exponentials, at the same place
     */
    public static void normalTail(
            float[] in, int inAt, float[] exponentials, int exponentialsAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            FloatVector e = FloatVector.fromArray(LANES, exponentials, exponentialsAt + i, inside);
            FloatVector y = x.abs();
            y = y.blend(TAIL_ZERO, y.compare(VectorOperators.GT, TAIL_ZERO));
            FloatVector w = FloatVector.broadcast(LANES, 1f).div(y.add(K));
            FloatVector q = y.sub(K).mul(w);
            FloatVector t = FloatVector.broadcast(LANES, T9)
                    .fma(q, FloatVector.broadcast(LANES, T8))
                    .fma(q, FloatVector.broadcast(LANES, T7))
                    .fma(q, FloatVector.broadcast(LANES, T6))
                    .fma(q, FloatVector.broadcast(LANES, T5))
                    .fma(q, FloatVector.broadcast(LANES, T4))
                    .fma(q, FloatVector.broadcast(LANES, T3))
                    .fma(q, FloatVector.broadcast(LANES, T2))
                    .fma(q, FloatVector.broadcast(LANES, T1))
                    .fma(q, FloatVector.broadcast(LANES, T0));
            t.mul(w).mul(e).intoArray(out, outAt + i, inside);
        }
    }

    /**
     * {@code out_i = erf in_i}, within 2 ulp (over all floats 1.33, at {@code 0x1.02ffc8p0}); -0 stays -0. Up to 1 a polynomial, above {@code 1 - 2 P(-sqrt(2) abs(x))}. Three
     * passes, since long bodies are not compiled into registers.
     *
     * @param in not modified
     * @param out overwritten from outAt on; not in
     */
    public static void erf(float[] in, int inAt, float[] out, int outAt, int count) {
        FloatExponentials.expOfMinusSquare(1f, in, inAt, out, outAt, count);
        large(in, inAt, out, outAt, count);
        small(in, inAt, out, outAt, count);
    }

    /** From {@code e^(-x^2)} to {@code erf abs(x)} for x above 1. */
    private static void large(float[] in, int inAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            FloatVector e = FloatVector.fromArray(LANES, out, outAt + i, inside);
            FloatVector y = x.abs();
            y = y.blend(ERF_ONE, y.compare(VectorOperators.GT, ERF_ONE)).mul(SQRT_2);
            FloatVector w = FloatVector.broadcast(LANES, 1f).div(y.add(K));
            FloatVector q = y.sub(K).mul(w);
            FloatVector t = FloatVector.broadcast(LANES, T9)
                    .fma(q, FloatVector.broadcast(LANES, T8))
                    .fma(q, FloatVector.broadcast(LANES, T7))
                    .fma(q, FloatVector.broadcast(LANES, T6))
                    .fma(q, FloatVector.broadcast(LANES, T5))
                    .fma(q, FloatVector.broadcast(LANES, T4))
                    .fma(q, FloatVector.broadcast(LANES, T3))
                    .fma(q, FloatVector.broadcast(LANES, T2))
                    .fma(q, FloatVector.broadcast(LANES, T1))
                    .fma(q, FloatVector.broadcast(LANES, T0));
            t.mul(w).mul(e).mul(-2f).add(1f).intoArray(out, outAt + i, inside);
        }
    }

    /** Overwrites up to 1, and gives all the sign of x. */
    private static void small(float[] in, int inAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            FloatVector large = FloatVector.fromArray(LANES, out, outAt + i, inside);
            FloatVector size = x.abs();
            FloatVector square = x.mul(x);
            FloatVector a = FloatVector.broadcast(LANES, A6)
                    .fma(square, FloatVector.broadcast(LANES, A5))
                    .fma(square, FloatVector.broadcast(LANES, A4))
                    .fma(square, FloatVector.broadcast(LANES, A3))
                    .fma(square, FloatVector.broadcast(LANES, A2))
                    .fma(square, FloatVector.broadcast(LANES, A1))
                    .fma(square, FloatVector.broadcast(LANES, A0));
            FloatVector value = a.fma(size, size).blend(large, size.compare(VectorOperators.GT, 1f));
            IntVector sign = x.reinterpretAsInts().and(SIGN);
            value.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(out, outAt + i, inside);
        }
    }
}
