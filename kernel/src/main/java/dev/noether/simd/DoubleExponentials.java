package dev.noether.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponential functions of arrays in lanes: every element has the same bits in every width of lanes and wherever it is in
 * an array. Own polynomials; every product that feeds a sum is one fused multiply-add. Subnormal results are
 * rounded like all others. Arguments are limited by the sign of the difference of the limit and their size; of NaN it
 * is NaN with the sign of the size, which has none, so that NaN stays.
 *
 * <p>All reduce to {@code e^a = 2^k e^r}, k an integer, {@code abs(r) <= ln(2) / 2}, and
 * {@code e^r - 1 = r + r^2 Q(r)} with Q a minimax polynomial of relative error 2^-58.2.
 */
public final class DoubleExponentials {

    private static final VectorSpecies<Double> LANES = Lanes.DOUBLE;

    private static final int L = LANES.length();

    /** Adding and subtracting this rounds to an integer, whose lowest bits are those of the sum. */
    private static final double ROUNDER = 0x1.8p52;

    private static final long ROUNDER_BITS = Double.doubleToRawLongBits(ROUNDER);

    /** Added to an exponent, and shifted into its place, makes a power of two. */
    private static final long BIAS = 1023;

    private static final double LOG2_E = 0x1.71547652b82fep0;

    /** ln 2 in two parts; fused, the product of the first with an exponent has no error that matters. */
    private static final double LN2_HIGH = 0x1.62e42fefa39efp-1;

    private static final double LN2_LOW = 0x1.abc9e3b39803fp-56;

    /** A right shift by this leaves copies of the sign: all ones where a difference is below zero, which chooses bits. */
    private static final int TO_SIGN = 63;

    /** {@code e^-NOTHING} rounds to 0, {@code e^NOTHING} overflows. */
    private static final double NOTHING = 750;

    /** Above this tanh rounds to 1. */
    private static final double TANH_ONE = 22.0;

    private static final long SIGN = 0x8000_0000_0000_0000L;

    private static final double E0 = 0x1p-1;
    private static final double E1 = 0x1.5555555555557p-3;
    private static final double E2 = 0x1.5555555555552p-5;
    private static final double E3 = 0x1.111111111004bp-7;
    private static final double E4 = 0x1.6c16c16c188dep-10;
    private static final double E5 = 0x1.a01a01ac22f3dp-13;
    private static final double E6 = 0x1.a01a0197fac01p-16;
    private static final double E7 = 0x1.71de0199410e1p-19;
    private static final double E8 = 0x1.27e500035961ep-22;
    private static final double E9 = 0x1.af4ef95a2c79dp-26;
    private static final double E10 = 0x1.1f34d5a89d057p-29;

    private DoubleExponentials() {}

    /**
     * {@code out_i = e^in_i}, within 1 ulp; 0 and infinity where that is nearest.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void exp(double[] in, int inAt, double[] out, int outAt, int count) {
        int whole = LANES.loopBound(count);
        expOfVectors(in, inAt, out, outAt, whole);
        if (whole < count) {
            double[] edge = DoubleEdge.load(in, inAt + whole, count - whole);
            expOfVectors(edge, 0, edge, 0, L);
            DoubleEdge.store(edge, out, outAt + whole, count - whole);
        }
    }

    /** For a count of whole vectors. */
    private static void expOfVectors(double[] in, int inAt, double[] out, int outAt, int count) {
        DoubleVector nothing = DoubleVector.broadcast(LANES, NOTHING);
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            DoubleVector size = x.abs();
            LongVector bits = size.reinterpretAsLongs();
            LongVector over = nothing.sub(size).reinterpretAsLongs().lanewise(VectorOperators.ASHR, TO_SIGN);
            LongVector change = bits.lanewise(VectorOperators.XOR, nothing.reinterpretAsLongs())
                    .and(over);
            // What is changed of the size is the same without the sign.
            x = x.reinterpretAsLongs().lanewise(VectorOperators.XOR, change).reinterpretAsDoubles();
            DoubleVector shifted = x.fma(DoubleVector.broadcast(LANES, LOG2_E), DoubleVector.broadcast(LANES, ROUNDER));
            DoubleVector k = shifted.sub(ROUNDER);
            DoubleVector r = k.fma(DoubleVector.broadcast(LANES, -LN2_HIGH), x);
            r = k.fma(DoubleVector.broadcast(LANES, -LN2_LOW), r);
            DoubleVector q = DoubleVector.broadcast(LANES, E10)
                    .fma(r, DoubleVector.broadcast(LANES, E9))
                    .fma(r, DoubleVector.broadcast(LANES, E8))
                    .fma(r, DoubleVector.broadcast(LANES, E7))
                    .fma(r, DoubleVector.broadcast(LANES, E6))
                    .fma(r, DoubleVector.broadcast(LANES, E5))
                    .fma(r, DoubleVector.broadcast(LANES, E4))
                    .fma(r, DoubleVector.broadcast(LANES, E3))
                    .fma(r, DoubleVector.broadcast(LANES, E2))
                    .fma(r, DoubleVector.broadcast(LANES, E1))
                    .fma(r, DoubleVector.broadcast(LANES, E0));
            DoubleVector value = r.mul(r).fma(q, r).add(1);
            // Twice a half of the exponent: 2^k itself may be too large or too small for a number.
            LongVector n = shifted.reinterpretAsLongs().sub(ROUNDER_BITS);
            LongVector half = n.lanewise(VectorOperators.ASHR, 1);
            DoubleVector scale =
                    half.add(BIAS).lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            DoubleVector rest =
                    n.sub(half).add(BIAS).lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            value.mul(scale).mul(rest).intoArray(out, outAt + i);
        }
    }

    /**
     * {@code out_i = e^(-factor in_i^2)}, within 1 ulp: the square keeps what its rounding loses.
     *
     * @param factor 1 or 1/2
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void expOfMinusSquare(double factor, double[] in, int inAt, double[] out, int outAt, int count) {
        int whole = LANES.loopBound(count);
        expOfMinusSquareOfVectors(factor, in, inAt, out, outAt, whole);
        if (whole < count) {
            double[] edge = DoubleEdge.load(in, inAt + whole, count - whole);
            expOfMinusSquareOfVectors(factor, edge, 0, edge, 0, L);
            DoubleEdge.store(edge, out, outAt + whole, count - whole);
        }
    }

    /** For a count of whole vectors. */
    private static void expOfMinusSquareOfVectors(
            double factor, double[] in, int inAt, double[] out, int outAt, int count) {
        DoubleVector largest = DoubleVector.broadcast(LANES, Math.sqrt(NOTHING / factor));
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            DoubleVector size = x.abs();
            LongVector over = largest.sub(size).reinterpretAsLongs().lanewise(VectorOperators.ASHR, TO_SIGN);
            LongVector bits = size.reinterpretAsLongs();
            size = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, largest.reinterpretAsLongs())
                                    .and(over))
                    .reinterpretAsDoubles();
            DoubleVector square = size.mul(size);
            DoubleVector lost = size.fma(size, square.neg()).mul(-factor);
            DoubleVector a = square.mul(-factor);
            DoubleVector shifted = a.fma(DoubleVector.broadcast(LANES, LOG2_E), DoubleVector.broadcast(LANES, ROUNDER));
            DoubleVector k = shifted.sub(ROUNDER);
            DoubleVector r = k.fma(DoubleVector.broadcast(LANES, -LN2_HIGH), a);
            r = r.add(k.fma(DoubleVector.broadcast(LANES, -LN2_LOW), lost));
            DoubleVector q = DoubleVector.broadcast(LANES, E10)
                    .fma(r, DoubleVector.broadcast(LANES, E9))
                    .fma(r, DoubleVector.broadcast(LANES, E8))
                    .fma(r, DoubleVector.broadcast(LANES, E7))
                    .fma(r, DoubleVector.broadcast(LANES, E6))
                    .fma(r, DoubleVector.broadcast(LANES, E5))
                    .fma(r, DoubleVector.broadcast(LANES, E4))
                    .fma(r, DoubleVector.broadcast(LANES, E3))
                    .fma(r, DoubleVector.broadcast(LANES, E2))
                    .fma(r, DoubleVector.broadcast(LANES, E1))
                    .fma(r, DoubleVector.broadcast(LANES, E0));
            DoubleVector value = r.mul(r).fma(q, r).add(1);
            LongVector n = shifted.reinterpretAsLongs().sub(ROUNDER_BITS);
            LongVector half = n.lanewise(VectorOperators.ASHR, 1);
            DoubleVector scale =
                    half.add(BIAS).lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            DoubleVector rest =
                    n.sub(half).add(BIAS).lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            value.mul(scale).mul(rest).intoArray(out, outAt + i);
        }
    }

    /**
     * {@code out_i = tanh in_i}, within 1.5 ulp; -0 stays -0. With {@code E = e^(-2 abs(x)) - 1}, which has no cancellation near
     * 0, tanh abs(x) is {@code -E / (2 + E)}; what both sums and the quotient lose is put back. The largest error found,
     * 1.414, is where {@code 2^k - 1} rounds to -1.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void tanh(double[] in, int inAt, double[] out, int outAt, int count) {
        int whole = LANES.loopBound(count);
        tanhOfVectors(in, inAt, out, outAt, whole);
        if (whole < count) {
            double[] edge = DoubleEdge.load(in, inAt + whole, count - whole);
            tanhOfVectors(edge, 0, edge, 0, L);
            DoubleEdge.store(edge, out, outAt + whole, count - whole);
        }
    }

    /** For a count of whole vectors. */
    private static void tanhOfVectors(double[] in, int inAt, double[] out, int outAt, int count) {
        DoubleVector largest = DoubleVector.broadcast(LANES, TANH_ONE);
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            DoubleVector size = x.abs();
            LongVector over = largest.sub(size).reinterpretAsLongs().lanewise(VectorOperators.ASHR, TO_SIGN);
            LongVector bits = size.reinterpretAsLongs();
            DoubleVector a = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, largest.reinterpretAsLongs())
                                    .and(over))
                    .reinterpretAsDoubles()
                    .mul(-2);
            DoubleVector shifted = a.fma(DoubleVector.broadcast(LANES, LOG2_E), DoubleVector.broadcast(LANES, ROUNDER));
            DoubleVector k = shifted.sub(ROUNDER);
            DoubleVector r = k.fma(DoubleVector.broadcast(LANES, -LN2_HIGH), a);
            r = k.fma(DoubleVector.broadcast(LANES, -LN2_LOW), r);
            DoubleVector q = DoubleVector.broadcast(LANES, E10)
                    .fma(r, DoubleVector.broadcast(LANES, E9))
                    .fma(r, DoubleVector.broadcast(LANES, E8))
                    .fma(r, DoubleVector.broadcast(LANES, E7))
                    .fma(r, DoubleVector.broadcast(LANES, E6))
                    .fma(r, DoubleVector.broadcast(LANES, E5))
                    .fma(r, DoubleVector.broadcast(LANES, E4))
                    .fma(r, DoubleVector.broadcast(LANES, E3))
                    .fma(r, DoubleVector.broadcast(LANES, E2))
                    .fma(r, DoubleVector.broadcast(LANES, E1))
                    .fma(r, DoubleVector.broadcast(LANES, E0));
            DoubleVector less = r.mul(r).fma(q, r);
            DoubleVector scale = shifted.reinterpretAsLongs()
                    .sub(ROUNDER_BITS)
                    .add(BIAS)
                    .lanewise(VectorOperators.LSHL, 52)
                    .reinterpretAsDoubles();
            DoubleVector lessOne = scale.sub(1);
            DoubleVector sum = less.fma(scale, lessOne);
            DoubleVector missing = less.fma(scale, lessOne.sub(sum));
            DoubleVector numerator = sum.neg();
            DoubleVector two = DoubleVector.broadcast(LANES, 2);
            DoubleVector denominator = two.sub(numerator);
            DoubleVector lost = two.sub(denominator).sub(numerator).add(missing);
            DoubleVector inverse = DoubleVector.broadcast(LANES, 1).div(denominator);
            DoubleVector quotient = numerator.mul(inverse);
            DoubleVector remainder =
                    quotient.neg().fma(denominator, numerator).sub(missing).sub(quotient.mul(lost));
            DoubleVector value = remainder.fma(inverse, quotient);
            LongVector sign = x.reinterpretAsLongs().and(SIGN);
            value.reinterpretAsLongs().or(sign).reinterpretAsDoubles().intoArray(out, outAt + i);
        }
    }
}
