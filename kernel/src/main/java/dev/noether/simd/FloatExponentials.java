package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Exponential functions of arrays in lanes: every element has the same bits in every width of lanes and wherever it is in
 * an array. Own polynomials; every product that feeds a sum is one fused multiply-add. Subnormal results are
 * rounded like all others.
 *
 * <p>All reduce to {@code e^a = 2^k e^r}, k an integer, {@code abs(r) <= ln(2) / 2}, and
 * {@code e^r - 1 = r + r^2 Q(r)} with Q a minimax polynomial of relative error 2^-27.8.
 */
public final class FloatExponentials {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    /** Adding and subtracting this rounds to an integer, whose lowest bits are those of the sum. */
    private static final float ROUNDER = 0x1.8p23f;

    private static final int ROUNDER_BITS = Float.floatToRawIntBits(ROUNDER);

    /** Added to an exponent, and shifted into its place, makes a power of two. */
    private static final int BIAS = 127;

    private static final float LOG2_E = 0x1.715476p0f;

    /** ln 2 in two parts; fused, the product of the first with an exponent has no error that matters. */
    private static final float LN2_HIGH = 0x1.62e43p-1f;

    private static final float LN2_LOW = -0x1.05c61p-29f;

    /** Below this e^x rounds to 0, above {@link #HIGHEST} it overflows. */
    private static final float LOWEST = -104f;

    private static final float HIGHEST = 90f;

    /** {@code e^-NOTHING} rounds to 0. */
    private static final double NOTHING = 110;

    /** Above this tanh rounds to 1. */
    private static final float TANH_ONE = 10f;

    private static final int SIGN = 0x8000_0000;

    private static final float E0 = 0x1p-1f;
    private static final float E1 = 0x1.555556p-3f;
    private static final float E2 = 0x1.555502p-5f;
    private static final float E3 = 0x1.110ff2p-7f;
    private static final float E4 = 0x1.6d2e2p-10f;
    private static final float E5 = 0x1.a267dcp-13f;

    private FloatExponentials() {}

    /**
     * {@code out_i = e^in_i}, within 1 ulp (over all floats 0.98, at {@code -0x1.b5484ep4}); 0 and infinity where that is nearest.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void exp(float[] in, int inAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            x = x.blend(LOWEST, x.compare(VectorOperators.LT, LOWEST));
            x = x.blend(HIGHEST, x.compare(VectorOperators.GT, HIGHEST));
            FloatVector shifted = x.fma(FloatVector.broadcast(LANES, LOG2_E), FloatVector.broadcast(LANES, ROUNDER));
            FloatVector k = shifted.sub(ROUNDER);
            FloatVector r = k.fma(FloatVector.broadcast(LANES, -LN2_HIGH), x);
            r = k.fma(FloatVector.broadcast(LANES, -LN2_LOW), r);
            FloatVector q = FloatVector.broadcast(LANES, E5)
                    .fma(r, FloatVector.broadcast(LANES, E4))
                    .fma(r, FloatVector.broadcast(LANES, E3))
                    .fma(r, FloatVector.broadcast(LANES, E2))
                    .fma(r, FloatVector.broadcast(LANES, E1))
                    .fma(r, FloatVector.broadcast(LANES, E0));
            FloatVector value = r.mul(r).fma(q, r).add(1f);
            // Twice a half of the exponent: 2^k itself may be too large or too small for a number.
            IntVector n = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
            IntVector half = n.lanewise(VectorOperators.ASHR, 1);
            FloatVector scale =
                    half.add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector rest =
                    n.sub(half).add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            value.mul(scale).mul(rest).intoArray(out, outAt + i, inside);
        }
    }

    /**
     * {@code out_i = e^(-factor in_i^2)}, within 1 ulp (over all floats, factor 1/2, 0.98, at {@code 0x1.0b9b14p3}): the square keeps what its rounding loses.
     *
     * @param factor 1 or 1/2
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void expOfMinusSquare(float factor, float[] in, int inAt, float[] out, int outAt, int count) {
        float limit = (float) Math.sqrt(NOTHING / factor);
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            FloatVector size = x.abs();
            size = size.blend(limit, size.compare(VectorOperators.GT, limit));
            FloatVector square = size.mul(size);
            FloatVector lost = size.fma(size, square.neg()).mul(-factor);
            FloatVector a = square.mul(-factor);
            FloatVector shifted = a.fma(FloatVector.broadcast(LANES, LOG2_E), FloatVector.broadcast(LANES, ROUNDER));
            FloatVector k = shifted.sub(ROUNDER);
            FloatVector r = k.fma(FloatVector.broadcast(LANES, -LN2_HIGH), a);
            r = r.add(k.fma(FloatVector.broadcast(LANES, -LN2_LOW), lost));
            FloatVector q = FloatVector.broadcast(LANES, E5)
                    .fma(r, FloatVector.broadcast(LANES, E4))
                    .fma(r, FloatVector.broadcast(LANES, E3))
                    .fma(r, FloatVector.broadcast(LANES, E2))
                    .fma(r, FloatVector.broadcast(LANES, E1))
                    .fma(r, FloatVector.broadcast(LANES, E0));
            FloatVector value = r.mul(r).fma(q, r).add(1f);
            IntVector n = shifted.reinterpretAsInts().sub(ROUNDER_BITS);
            IntVector half = n.lanewise(VectorOperators.ASHR, 1);
            FloatVector scale =
                    half.add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            FloatVector rest =
                    n.sub(half).add(BIAS).lanewise(VectorOperators.LSHL, 23).reinterpretAsFloats();
            value.mul(scale).mul(rest).intoArray(out, outAt + i, inside);
        }
    }

    /**
     * {@code out_i = tanh in_i}, within 2 ulp (over all floats 1.91, at {@code 0x1.053614p-1}); -0 stays -0. With {@code E = e^(-2 abs(x)) - 1}, which has no cancellation near
     * 0, tanh abs(x) is {@code -E / (2 + E)}; what the sum and the quotient lose is put back.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void tanh(float[] in, int inAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            FloatVector size = x.abs();
            FloatVector a = size.blend(TANH_ONE, size.compare(VectorOperators.GT, TANH_ONE))
                    .mul(-2f);
            FloatVector shifted = a.fma(FloatVector.broadcast(LANES, LOG2_E), FloatVector.broadcast(LANES, ROUNDER));
            FloatVector k = shifted.sub(ROUNDER);
            FloatVector r = k.fma(FloatVector.broadcast(LANES, -LN2_HIGH), a);
            r = k.fma(FloatVector.broadcast(LANES, -LN2_LOW), r);
            FloatVector q = FloatVector.broadcast(LANES, E5)
                    .fma(r, FloatVector.broadcast(LANES, E4))
                    .fma(r, FloatVector.broadcast(LANES, E3))
                    .fma(r, FloatVector.broadcast(LANES, E2))
                    .fma(r, FloatVector.broadcast(LANES, E1))
                    .fma(r, FloatVector.broadcast(LANES, E0));
            FloatVector less = r.mul(r).fma(q, r);
            FloatVector scale = shifted.reinterpretAsInts()
                    .sub(ROUNDER_BITS)
                    .add(BIAS)
                    .lanewise(VectorOperators.LSHL, 23)
                    .reinterpretAsFloats();
            FloatVector numerator = less.fma(scale, scale.sub(1f)).neg();
            FloatVector two = FloatVector.broadcast(LANES, 2f);
            FloatVector denominator = two.sub(numerator);
            FloatVector lost = two.sub(denominator).sub(numerator);
            FloatVector inverse = FloatVector.broadcast(LANES, 1f).div(denominator);
            FloatVector quotient = numerator.mul(inverse);
            FloatVector remainder = quotient.neg().fma(denominator, numerator).sub(quotient.mul(lost));
            FloatVector value = remainder.fma(inverse, quotient);
            IntVector sign = x.reinterpretAsInts().and(SIGN);
            value.reinterpretAsInts().or(sign).reinterpretAsFloats().intoArray(out, outAt + i, inside);
        }
    }
}
