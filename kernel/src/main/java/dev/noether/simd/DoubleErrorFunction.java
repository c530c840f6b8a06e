package dev.noether.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The error function and the tail of the normal distribution over arrays in lanes: every element has the same bits in
 * every width of lanes and wherever it is in an array.
 *
 * <p>Both have the tail {@code P(-y) = e^(-y^2/2) T(q) / (y + K)}, {@code q = (y - K) / (y + K)}, y at least 0: a power
 * series in q, since {@code y + K} takes the 1/y of Mills' ratio out. T is a minimax polynomial on all y up to 39, of
 * relative error 2^-55.
 */
public final class DoubleErrorFunction {

    private static final VectorSpecies<Double> LANES = Lanes.DOUBLE;

    private static final int L = LANES.length();

    /** The point in whose favour q spreads the tail. */
    private static final double K = 5.0;

    /** A right shift by this leaves copies of the sign: all ones where a difference is below zero, which chooses bits. */
    private static final int TO_SIGN = 63;

    /** Above this the tail is 0. */
    private static final double TAIL_ZERO = 39.0;

    /** Above this erf rounds to 1. */
    private static final double ERF_ONE = 6.5;

    private static final double SQRT_2 = 0x1.6a09e667f3bcdp0;

    private static final long SIGN = 0x8000_0000_0000_0000L;

    private static final double T0 = 0x1.89d3abe1f95aep-1;
    private static final double T1 = -0x1.54ad03f27ca16p-1;
    private static final double T2 = 0x1.fb31653876f76p-2;
    private static final double T3 = -0x1.410ed5f875b1cp-2;
    private static final double T4 = 0x1.51f6329f01e58p-3;
    private static final double T5 = -0x1.1b1c254c94da8p-4;
    private static final double T6 = 0x1.54b4d4f48b473p-6;
    private static final double T7 = -0x1.88590eb5082ebp-9;
    private static final double T8 = -0x1.a250379c46ec3p-11;
    private static final double T9 = 0x1.1daf1e98cf724p-11;
    private static final double T10 = -0x1.f214749a838e5p-15;
    private static final double T11 = -0x1.a1713b1cf6f39p-15;
    private static final double T12 = 0x1.17dd84d3ef79dp-16;
    private static final double T13 = 0x1.0b31666c68e6ep-18;
    private static final double T14 = -0x1.73b0dc184f42cp-19;
    private static final double T15 = -0x1.6aaf011bcf73p-22;
    private static final double T16 = 0x1.d0f08b8cd3ff2p-22;
    private static final double T17 = 0x1.776696c56fap-25;
    private static final double T18 = -0x1.1986ae0450c0bp-24;
    private static final double T19 = -0x1.62198c129edaep-27;
    private static final double T20 = 0x1.f255e8b1f2fbdp-28;
    private static final double T21 = 0x1.19e8a4341789dp-29;

    /** {@code erf(x) = x + x A(x^2)}, x at most 1; minimax. */
    private static final double A0 = 0x1.06eba8214db68p-3;

    private static final double A1 = -0x1.812746b0379b5p-2;
    private static final double A2 = 0x1.ce2f21a040b02p-4;
    private static final double A3 = -0x1.b82ce311f7069p-6;
    private static final double A4 = 0x1.565bccf908894p-8;
    private static final double A5 = -0x1.c02db03ff6859p-11;
    private static final double A6 = 0x1.f9a2bb4bba0e4p-14;
    private static final double A7 = -0x1.f4ca5bb2856d7p-17;
    private static final double A8 = 0x1.b9807f233887cp-20;
    private static final double A9 = -0x1.5c0bc3130e21dp-23;
    private static final double A10 = 0x1.d73d744d56748p-27;
    private static final double A11 = -0x1.ac1a4196e188cp-31;

    private DoubleErrorFunction() {}

    /**
     * {@code out_i = P(-abs(in_i))}, P the normal distribution function, within 8 ulp.
     *
     * @param in not modified
     * @param exponentials {@code e^(-in_i^2/2)}; not modified, unless it is out
     * @param out overwritten from outAt on; may be exponentials, at the same place
     */
    public static void normalTail(
            double[] in, int inAt, double[] exponentials, int exponentialsAt, double[] out, int outAt, int count) {
        int whole = LANES.loopBound(count);
        normalTailOfVectors(in, inAt, exponentials, exponentialsAt, out, outAt, whole);
        if (whole < count) {
            double[] edge = DoubleEdge.load(in, inAt + whole, exponentials, exponentialsAt + whole, count - whole);
            normalTailOfVectors(edge, 0, edge, L, edge, 0, L);
            DoubleEdge.store(edge, out, outAt + whole, count - whole);
        }
    }

    /** For a count of whole vectors. */
    private static void normalTailOfVectors(
            double[] in, int inAt, double[] exponentials, int exponentialsAt, double[] out, int outAt, int count) {
        DoubleVector largest = DoubleVector.broadcast(LANES, TAIL_ZERO);
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            DoubleVector e = DoubleVector.fromArray(LANES, exponentials, exponentialsAt + i);
            DoubleVector y = x.abs();
            LongVector over = largest.sub(y).reinterpretAsLongs().lanewise(VectorOperators.ASHR, TO_SIGN);
            LongVector bits = y.reinterpretAsLongs();
            y = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, largest.reinterpretAsLongs())
                                    .and(over))
                    .reinterpretAsDoubles();
            DoubleVector w = DoubleVector.broadcast(LANES, 1).div(y.add(K));
            DoubleVector q = y.sub(K).mul(w);
            DoubleVector t = DoubleVector.broadcast(LANES, T21)
                    .fma(q, DoubleVector.broadcast(LANES, T20))
                    .fma(q, DoubleVector.broadcast(LANES, T19))
                    .fma(q, DoubleVector.broadcast(LANES, T18))
                    .fma(q, DoubleVector.broadcast(LANES, T17))
                    .fma(q, DoubleVector.broadcast(LANES, T16))
                    .fma(q, DoubleVector.broadcast(LANES, T15))
                    .fma(q, DoubleVector.broadcast(LANES, T14))
                    .fma(q, DoubleVector.broadcast(LANES, T13))
                    .fma(q, DoubleVector.broadcast(LANES, T12))
                    .fma(q, DoubleVector.broadcast(LANES, T11))
                    .fma(q, DoubleVector.broadcast(LANES, T10))
                    .fma(q, DoubleVector.broadcast(LANES, T9))
                    .fma(q, DoubleVector.broadcast(LANES, T8))
                    .fma(q, DoubleVector.broadcast(LANES, T7))
                    .fma(q, DoubleVector.broadcast(LANES, T6))
                    .fma(q, DoubleVector.broadcast(LANES, T5))
                    .fma(q, DoubleVector.broadcast(LANES, T4))
                    .fma(q, DoubleVector.broadcast(LANES, T3))
                    .fma(q, DoubleVector.broadcast(LANES, T2))
                    .fma(q, DoubleVector.broadcast(LANES, T1))
                    .fma(q, DoubleVector.broadcast(LANES, T0));
            t.mul(w).mul(e).intoArray(out, outAt + i);
        }
    }

    /**
     * {@code out_i = erf in_i}, within 2 ulp; -0 stays -0. Up to 1 a polynomial, above {@code 1 - 2 P(-sqrt(2) abs(x))}. Three
     * passes, since long bodies are not compiled into registers.
     *
     * @param in not modified
     * @param out overwritten from outAt on; not in
     */
    public static void erf(double[] in, int inAt, double[] out, int outAt, int count) {
        DoubleExponentials.expOfMinusSquare(1, in, inAt, out, outAt, count);
        int whole = LANES.loopBound(count);
        large(in, inAt, out, outAt, whole);
        small(in, inAt, out, outAt, whole);
        if (whole < count) {
            double[] edge = DoubleEdge.load(out, outAt + whole, in, inAt + whole, count - whole);
            large(edge, L, edge, 0, L);
            small(edge, L, edge, 0, L);
            DoubleEdge.store(edge, out, outAt + whole, count - whole);
        }
    }

    /** For a count of whole vectors: from {@code e^(-x^2)} to {@code erf abs(x)} for x above 1. */
    private static void large(double[] in, int inAt, double[] out, int outAt, int count) {
        DoubleVector largest = DoubleVector.broadcast(LANES, ERF_ONE);
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            DoubleVector e = DoubleVector.fromArray(LANES, out, outAt + i);
            DoubleVector y = x.abs();
            LongVector over = largest.sub(y).reinterpretAsLongs().lanewise(VectorOperators.ASHR, TO_SIGN);
            LongVector bits = y.reinterpretAsLongs();
            y = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, largest.reinterpretAsLongs())
                                    .and(over))
                    .reinterpretAsDoubles()
                    .mul(SQRT_2);
            DoubleVector w = DoubleVector.broadcast(LANES, 1).div(y.add(K));
            DoubleVector q = y.sub(K).mul(w);
            DoubleVector t = DoubleVector.broadcast(LANES, T21)
                    .fma(q, DoubleVector.broadcast(LANES, T20))
                    .fma(q, DoubleVector.broadcast(LANES, T19))
                    .fma(q, DoubleVector.broadcast(LANES, T18))
                    .fma(q, DoubleVector.broadcast(LANES, T17))
                    .fma(q, DoubleVector.broadcast(LANES, T16))
                    .fma(q, DoubleVector.broadcast(LANES, T15))
                    .fma(q, DoubleVector.broadcast(LANES, T14))
                    .fma(q, DoubleVector.broadcast(LANES, T13))
                    .fma(q, DoubleVector.broadcast(LANES, T12))
                    .fma(q, DoubleVector.broadcast(LANES, T11))
                    .fma(q, DoubleVector.broadcast(LANES, T10))
                    .fma(q, DoubleVector.broadcast(LANES, T9))
                    .fma(q, DoubleVector.broadcast(LANES, T8))
                    .fma(q, DoubleVector.broadcast(LANES, T7))
                    .fma(q, DoubleVector.broadcast(LANES, T6))
                    .fma(q, DoubleVector.broadcast(LANES, T5))
                    .fma(q, DoubleVector.broadcast(LANES, T4))
                    .fma(q, DoubleVector.broadcast(LANES, T3))
                    .fma(q, DoubleVector.broadcast(LANES, T2))
                    .fma(q, DoubleVector.broadcast(LANES, T1))
                    .fma(q, DoubleVector.broadcast(LANES, T0));
            t.mul(w).mul(e).mul(-2).add(1).intoArray(out, outAt + i);
        }
    }

    /** For a count of whole vectors: overwrites up to 1, and gives all the sign of x. */
    private static void small(double[] in, int inAt, double[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            DoubleVector large = DoubleVector.fromArray(LANES, out, outAt + i);
            DoubleVector size = x.abs();
            DoubleVector square = x.mul(x);
            DoubleVector a = DoubleVector.broadcast(LANES, A11)
                    .fma(square, DoubleVector.broadcast(LANES, A10))
                    .fma(square, DoubleVector.broadcast(LANES, A9))
                    .fma(square, DoubleVector.broadcast(LANES, A8))
                    .fma(square, DoubleVector.broadcast(LANES, A7))
                    .fma(square, DoubleVector.broadcast(LANES, A6))
                    .fma(square, DoubleVector.broadcast(LANES, A5))
                    .fma(square, DoubleVector.broadcast(LANES, A4))
                    .fma(square, DoubleVector.broadcast(LANES, A3))
                    .fma(square, DoubleVector.broadcast(LANES, A2))
                    .fma(square, DoubleVector.broadcast(LANES, A1))
                    .fma(square, DoubleVector.broadcast(LANES, A0));
            LongVector value = a.fma(size, size).reinterpretAsLongs();
            LongVector over = DoubleVector.broadcast(LANES, 1)
                    .sub(size)
                    .reinterpretAsLongs()
                    .lanewise(VectorOperators.ASHR, TO_SIGN);
            LongVector change = value.lanewise(VectorOperators.XOR, large.reinterpretAsLongs())
                    .and(over);
            LongVector sign = x.reinterpretAsLongs().and(SIGN);
            value.lanewise(VectorOperators.XOR, change)
                    .or(sign)
                    .reinterpretAsDoubles()
                    .intoArray(out, outAt + i);
        }
    }
}
