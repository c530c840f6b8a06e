package dev.noether.simd;

import dev.noether.random.Normals;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Logarithms of arrays in lanes: every element has the same bits in every width of lanes and wherever it is in an array.
 * The polynomial of {@code log} is that of the normals.
 */
public final class FloatLogarithms {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    /** Brings subnormal numbers among the normal ones: 2 to the power of {@link #LIFTED}. */
    private static final float LIFT = 0x1p24f;

    private static final int LIFTED = 24;

    /** Bits of this, plus an integer, are this plus the integer. */
    private static final float INTEGER = 0x1p23f;

    private static final int INTEGER_BITS = Float.floatToRawIntBits(0x1p23f);

    /** Makes every exponent positive. */
    private static final int EXPONENT_BIAS = 256;

    private static final int MANTISSA = 0x007F_FFFF;

    private static final float L0 = Normals.floatCoefficients("LOG")[0];
    private static final float L1 = Normals.floatCoefficients("LOG")[1];
    private static final float L2 = Normals.floatCoefficients("LOG")[2];
    private static final float L3 = Normals.floatCoefficients("LOG")[3];
    private static final float L4 = Normals.floatCoefficients("LOG")[4];
    private static final float L5 = Normals.floatCoefficients("LOG")[5];
    private static final float L6 = Normals.floatCoefficients("LOG")[6];
    private static final float L7 = Normals.floatCoefficients("LOG")[7];
    private static final float L8 = Normals.floatCoefficients("LOG")[8];

    /** {@code ln((1 + s) / (1 - s)) = 2 s + s z P(z)}, {@code z = s^2}, s at most 1/3; minimax. */
    private static final float P0 = 0x1.555556p-1f;

    private static final float P1 = 0x1.999866p-2f;
    private static final float P2 = 0x1.24d764p-2f;
    private static final float P3 = 0x1.bb3304p-3f;
    private static final float P4 = 0x1.e116a4p-3f;

    private FloatLogarithms() {}

    /**
     * {@code out_i = ln in_i}, within 1 ulp (over all floats 0.954, at {@code 0x1.6a06bp-1}); minus infinity of 0 and NaN below. With {@code x = 2^k (1 + f)}, f about 0, it
     * is {@code k ln 2 + ln(1 + f)}.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void log(float[] in, int inAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            VectorMask<Float> tiny = x.compare(VectorOperators.LT, Float.MIN_NORMAL);
            IntVector bits = x.blend(x.mul(LIFT), tiny).reinterpretAsInts().sub(Normals.SQRT_HALF_F);
            FloatVector k = bits.lanewise(VectorOperators.ASHR, 23)
                    .add(INTEGER_BITS + EXPONENT_BIAS)
                    .reinterpretAsFloats()
                    .sub(INTEGER + EXPONENT_BIAS);
            k = k.blend(k.sub(LIFTED), tiny);
            FloatVector f = bits.and(MANTISSA)
                    .add(Normals.SQRT_HALF_F)
                    .reinterpretAsFloats()
                    .sub(1f);
            FloatVector p = FloatVector.broadcast(LANES, L8)
                    .fma(f, FloatVector.broadcast(LANES, L7))
                    .fma(f, FloatVector.broadcast(LANES, L6))
                    .fma(f, FloatVector.broadcast(LANES, L5))
                    .fma(f, FloatVector.broadcast(LANES, L4))
                    .fma(f, FloatVector.broadcast(LANES, L3))
                    .fma(f, FloatVector.broadcast(LANES, L2))
                    .fma(f, FloatVector.broadcast(LANES, L1))
                    .fma(f, FloatVector.broadcast(LANES, L0));
            FloatVector tail = k.fma(
                    FloatVector.broadcast(LANES, Normals.LN2_LOW_F), f.mul(f).mul(p));
            FloatVector value = k.fma(FloatVector.broadcast(LANES, Normals.LN2_HIGH_F), tail.add(f));
            value = value.blend(Float.NaN, x.compare(VectorOperators.LT, 0f));
            value = value.blend(Float.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0f));
            // Infinity and NaN are their own logarithms.
            value.blend(
                            x,
                            x.compare(VectorOperators.LT, Float.POSITIVE_INFINITY)
                                    .not())
                    .intoArray(out, outAt + i, inside);
        }
    }

    /**
     * {@code out_i = ln(1 + in_i)} for {@code 0 <= in_i <= 1}, within 1.5 ulp (over all these 1.37, at {@code 0x1.f78ce4p-1}). With {@code s = x / (2 + x)} it is
     * {@code x - (x^2/2 - s (x^2/2 + z P(z)))}: x itself is exact.
     *
     * @param in not modified, unless it is out; NaN gives NaN
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void logOfOnePlus(float[] in, int inAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            FloatVector s = x.div(x.add(2f));
            FloatVector z = s.mul(s);
            FloatVector p = FloatVector.broadcast(LANES, P4)
                    .fma(z, FloatVector.broadcast(LANES, P3))
                    .fma(z, FloatVector.broadcast(LANES, P2))
                    .fma(z, FloatVector.broadcast(LANES, P1))
                    .fma(z, FloatVector.broadcast(LANES, P0));
            FloatVector half = x.mul(0.5f).mul(x);
            x.sub(s.neg().fma(z.fma(p, half), half)).intoArray(out, outAt + i, inside);
        }
    }
}
