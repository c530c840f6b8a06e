package dev.noether.simd;

import dev.noether.random.Normals;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Logarithms of arrays in lanes: every element has the same bits in every width of lanes and wherever it is in an array.
 * The polynomial of {@code log} is that of the normals.
 */
public final class DoubleLogarithms {

    private static final VectorSpecies<Double> LANES = Lanes.DOUBLE;

    private static final int L = LANES.length();

    /** Brings subnormal numbers among the normal ones: 2 to the power of {@link #LIFTED}. */
    private static final double LIFT = 0x1p54;

    private static final double LIFTED = 54;

    /** Bits of this, plus an integer, are this plus the integer. */
    private static final double INTEGER = 0x1p52;

    private static final long INTEGER_BITS = Double.doubleToRawLongBits(0x1p52);

    /** Makes every exponent positive. */
    private static final long EXPONENT_BIAS = 2048;

    /** A right shift by this leaves copies of the sign: all ones where a number is below zero, which chooses bits. */
    private static final int TO_SIGN = 63;

    private static final long MANTISSA = 0x000F_FFFF_FFFF_FFFFL;

    private static final double L0 = Normals.doubleCoefficients("LOG")[0];
    private static final double L1 = Normals.doubleCoefficients("LOG")[1];
    private static final double L2 = Normals.doubleCoefficients("LOG")[2];
    private static final double L3 = Normals.doubleCoefficients("LOG")[3];
    private static final double L4 = Normals.doubleCoefficients("LOG")[4];
    private static final double L5 = Normals.doubleCoefficients("LOG")[5];
    private static final double L6 = Normals.doubleCoefficients("LOG")[6];

    /** {@code ln((1 + s) / (1 - s)) = 2 s + s z P(z)}, {@code z = s^2}, s at most 1/3; minimax. */
    private static final double P0 = 0x1.5555555555555p-1;

    private static final double P1 = 0x1.999999999a248p-2;
    private static final double P2 = 0x1.24924923e32ep-2;
    private static final double P3 = 0x1.c71c726940dc3p-3;
    private static final double P4 = 0x1.745cf1dd33908p-3;
    private static final double P5 = 0x1.3b1898a25f219p-3;
    private static final double P6 = 0x1.10add1e994523p-3;
    private static final double P7 = 0x1.eb7aa0d4c7b5cp-4;
    private static final double P8 = 0x1.68d9bd1b86a88p-4;
    private static final double P9 = 0x1.4ab1ff2ed31cfp-3;

    private DoubleLogarithms() {}

    /**
     * {@code out_i = ln in_i}, within 1 ulp; minus infinity of 0 and NaN below. With {@code x = 2^k (1 + f)}, f about 0, it
     * is {@code k ln 2 + ln(1 + f)}.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void log(double[] in, int inAt, double[] out, int outAt, int count) {
        int whole = LANES.loopBound(count);
        logOfVectors(in, inAt, out, outAt, whole);
        if (whole < count) {
            double[] edge = DoubleEdge.load(in, inAt + whole, count - whole);
            logOfVectors(edge, 0, edge, 0, L);
            DoubleEdge.store(edge, out, outAt + whole, count - whole);
        }
    }

    /** For a count of whole vectors. */
    private static void logOfVectors(double[] in, int inAt, double[] out, int outAt, int count) {
        DoubleVector liftedBy = DoubleVector.broadcast(LANES, LIFTED);
        LongVector largest = DoubleVector.broadcast(LANES, Double.MAX_VALUE).reinterpretAsLongs();
        LongVector nan = DoubleVector.broadcast(LANES, Double.NaN).reinterpretAsLongs();
        LongVector minusInfinity =
                DoubleVector.broadcast(LANES, Double.NEGATIVE_INFINITY).reinterpretAsLongs();
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            LongVector tiny = x.sub(Double.MIN_NORMAL).reinterpretAsLongs().lanewise(VectorOperators.ASHR, TO_SIGN);
            LongVector argument = x.reinterpretAsLongs();
            LongVector lifted = x.mul(LIFT).reinterpretAsLongs();
            LongVector bits = argument.lanewise(
                            VectorOperators.XOR,
                            argument.lanewise(VectorOperators.XOR, lifted).and(tiny))
                    .sub(Normals.SQRT_HALF_D);
            DoubleVector k = bits.lanewise(VectorOperators.ASHR, 52)
                    .add(INTEGER_BITS + EXPONENT_BIAS)
                    .reinterpretAsDoubles()
                    .sub(INTEGER + EXPONENT_BIAS);
            k = k.sub(liftedBy.reinterpretAsLongs().and(tiny).reinterpretAsDoubles());
            DoubleVector f = bits.and(MANTISSA)
                    .add(Normals.SQRT_HALF_D)
                    .reinterpretAsDoubles()
                    .sub(1);
            DoubleVector s = f.div(f.add(2));
            DoubleVector z = s.mul(s);
            DoubleVector p = DoubleVector.broadcast(LANES, L6)
                    .fma(z, DoubleVector.broadcast(LANES, L5))
                    .fma(z, DoubleVector.broadcast(LANES, L4))
                    .fma(z, DoubleVector.broadcast(LANES, L3))
                    .fma(z, DoubleVector.broadcast(LANES, L2))
                    .fma(z, DoubleVector.broadcast(LANES, L1))
                    .fma(z, DoubleVector.broadcast(LANES, L0));
            DoubleVector half = f.mul(0.5).mul(f);
            DoubleVector correction = s.fma(z.fma(p, half), k.mul(Normals.LN2_LOW_D));
            DoubleVector value = k.fma(DoubleVector.broadcast(LANES, Normals.LN2_HIGH_D), f.sub(half.sub(correction)));
            LongVector result = value.reinterpretAsLongs();
            LongVector size = x.abs().reinterpretAsLongs();
            // Infinity and NaN are their own logarithms.
            LongVector itself = largest.sub(size).lanewise(VectorOperators.ASHR, TO_SIGN);
            result = result.lanewise(
                    VectorOperators.XOR,
                    result.lanewise(VectorOperators.XOR, argument).and(itself));
            LongVector below = argument.lanewise(VectorOperators.ASHR, TO_SIGN);
            result = result.lanewise(
                    VectorOperators.XOR,
                    result.lanewise(VectorOperators.XOR, nan).and(below));
            // Only zero less one is below zero.
            LongVector zero = size.sub(1).lanewise(VectorOperators.ASHR, TO_SIGN);
            result.lanewise(
                            VectorOperators.XOR,
                            result.lanewise(VectorOperators.XOR, minusInfinity).and(zero))
                    .reinterpretAsDoubles()
                    .intoArray(out, outAt + i);
        }
    }

    /**
     * {@code out_i = ln(1 + in_i)} for {@code 0 <= in_i <= 1}, within 1.5 ulp. With {@code s = x / (2 + x)} it is
     * {@code x - (x^2/2 - s (x^2/2 + z P(z)))}: x itself is exact.
     *
     * @param in not modified, unless it is out; NaN gives NaN
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void logOfOnePlus(double[] in, int inAt, double[] out, int outAt, int count) {
        int whole = LANES.loopBound(count);
        logOfOnePlusOfVectors(in, inAt, out, outAt, whole);
        if (whole < count) {
            double[] edge = DoubleEdge.load(in, inAt + whole, count - whole);
            logOfOnePlusOfVectors(edge, 0, edge, 0, L);
            DoubleEdge.store(edge, out, outAt + whole, count - whole);
        }
    }

    /** For a count of whole vectors. */
    private static void logOfOnePlusOfVectors(double[] in, int inAt, double[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            DoubleVector s = x.div(x.add(2));
            DoubleVector z = s.mul(s);
            DoubleVector p = DoubleVector.broadcast(LANES, P9)
                    .fma(z, DoubleVector.broadcast(LANES, P8))
                    .fma(z, DoubleVector.broadcast(LANES, P7))
                    .fma(z, DoubleVector.broadcast(LANES, P6))
                    .fma(z, DoubleVector.broadcast(LANES, P5))
                    .fma(z, DoubleVector.broadcast(LANES, P4))
                    .fma(z, DoubleVector.broadcast(LANES, P3))
                    .fma(z, DoubleVector.broadcast(LANES, P2))
                    .fma(z, DoubleVector.broadcast(LANES, P1))
                    .fma(z, DoubleVector.broadcast(LANES, P0));
            DoubleVector half = x.mul(0.5).mul(x);
            x.sub(s.neg().fma(z.fma(p, half), half)).intoArray(out, outAt + i);
        }
    }
}
