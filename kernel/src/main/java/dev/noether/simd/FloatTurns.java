package dev.noether.simd;

import dev.noether.random.Normals;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sine and cosine of turns over arrays in lanes: every element has the same bits in every width of lanes and wherever it is
 * in an array. The polynomials are those of the normals. Reduction to a quadrant is exact: a turn is a power of two.
 */
public final class FloatTurns {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private static final int L = LANES.length();

    /** From here on every number is an integer; adding and subtracting it rounds to one. */
    private static final float INTEGER = 0x1p23f;

    /** The sign, after a shift of the second bit of the quadrant into its place. */
    private static final int SIGN = 0x8000_0000;

    private static final int TO_SIGN = 30;

    private static final float S0 = Normals.floatCoefficients("SIN")[0];
    private static final float S1 = Normals.floatCoefficients("SIN")[1];
    private static final float S2 = Normals.floatCoefficients("SIN")[2];
    private static final float S3 = Normals.floatCoefficients("SIN")[3];
    private static final float C0 = Normals.floatCoefficients("COS")[0];
    private static final float C1 = Normals.floatCoefficients("COS")[1];
    private static final float C2 = Normals.floatCoefficients("COS")[2];
    private static final float C3 = Normals.floatCoefficients("COS")[3];
    private static final float C4 = Normals.floatCoefficients("COS")[4];

    private FloatTurns() {}

    /**
     * {@code out_i = sin(2 pi in_i)}, within 1.5 ulp (over all floats 0.967, at {@code 0x1.45e328p-18}); -0 of -0 and of negative half turns, NaN of infinities.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void sine(float[] in, int inAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            FloatVector size = x.abs();
            FloatVector whole = size.add(INTEGER).sub(INTEGER);
            whole = whole.blend(size, size.compare(VectorOperators.GE, INTEGER));
            FloatVector turn = size.sub(whole).mul(4f);
            FloatVector shifted = turn.add(Normals.ROUNDER_F);
            IntVector quadrant = shifted.reinterpretAsInts();
            FloatVector g = turn.sub(shifted.sub(Normals.ROUNDER_F));
            FloatVector square = g.mul(g);
            // The first coefficient apart: its product is not rounded.
            FloatVector sin = FloatVector.broadcast(LANES, S3)
                    .fma(square, FloatVector.broadcast(LANES, S2))
                    .fma(square, FloatVector.broadcast(LANES, S1))
                    .mul(square.mul(g));
            sin = g.fma(FloatVector.broadcast(LANES, S0), sin);
            FloatVector cos = FloatVector.broadcast(LANES, C4)
                    .fma(square, FloatVector.broadcast(LANES, C3))
                    .fma(square, FloatVector.broadcast(LANES, C2))
                    .fma(square, FloatVector.broadcast(LANES, C1))
                    .fma(square, FloatVector.broadcast(LANES, C0));
            VectorMask<Float> odd =
                    quadrant.and(1).compare(VectorOperators.NE, 0).cast(LANES);
            IntVector flip = quadrant.and(2).lanewise(VectorOperators.LSHL, TO_SIGN);
            IntVector value = sin.blend(cos, odd).reinterpretAsInts().lanewise(VectorOperators.XOR, flip);
            // Adding 0 makes -0 of half turns 0, so that the sign of a zero is that of the turns.
            value = value.reinterpretAsFloats().add(0f).reinterpretAsInts();
            value.lanewise(VectorOperators.XOR, x.reinterpretAsInts().and(SIGN))
                    .reinterpretAsFloats()
                    .intoArray(out, outAt + i, inside);
        }
    }

    /**
     * {@code out_i = cos(2 pi in_i)}, within 1.5 ulp (over all floats 0.966, at {@code 0x1.fd74cap-3}); 0 never has a sign, NaN of infinities.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void cosine(float[] in, int inAt, float[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            VectorMask<Float> inside = LANES.indexInRange(i, count);
            FloatVector x = FloatVector.fromArray(LANES, in, inAt + i, inside);
            FloatVector size = x.abs();
            FloatVector whole = size.add(INTEGER).sub(INTEGER);
            whole = whole.blend(size, size.compare(VectorOperators.GE, INTEGER));
            FloatVector turn = size.sub(whole).mul(4f);
            FloatVector shifted = turn.add(Normals.ROUNDER_F);
            IntVector quadrant = shifted.reinterpretAsInts();
            FloatVector g = turn.sub(shifted.sub(Normals.ROUNDER_F));
            FloatVector square = g.mul(g);
            // The first coefficient apart: its product is not rounded.
            FloatVector sin = FloatVector.broadcast(LANES, S3)
                    .fma(square, FloatVector.broadcast(LANES, S2))
                    .fma(square, FloatVector.broadcast(LANES, S1))
                    .mul(square.mul(g));
            sin = g.fma(FloatVector.broadcast(LANES, S0), sin);
            FloatVector cos = FloatVector.broadcast(LANES, C4)
                    .fma(square, FloatVector.broadcast(LANES, C3))
                    .fma(square, FloatVector.broadcast(LANES, C2))
                    .fma(square, FloatVector.broadcast(LANES, C1))
                    .fma(square, FloatVector.broadcast(LANES, C0));
            VectorMask<Float> odd =
                    quadrant.and(1).compare(VectorOperators.NE, 0).cast(LANES);
            IntVector flip = quadrant.add(1).and(2).lanewise(VectorOperators.LSHL, TO_SIGN);
            cos.blend(sin, odd)
                    .reinterpretAsInts()
                    .lanewise(VectorOperators.XOR, flip)
                    .reinterpretAsFloats()
                    .add(0f)
                    .intoArray(out, outAt + i, inside);
        }
    }
}
