package dev.noether.simd;

import dev.noether.random.Normals;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sine and cosine of turns over arrays in lanes: every element has the same bits in every width of lanes and wherever it is
 * in an array. The polynomials are those of the normals. Reduction to a quadrant is exact: a turn is a power of two.
 */
public final class DoubleTurns {

    private static final VectorSpecies<Double> LANES = Lanes.DOUBLE;

    private static final int L = LANES.length();

    /** From here on every number is an integer; adding and subtracting it rounds to one. */
    private static final double INTEGER = 0x1p52;

    /** A right shift by this leaves copies of the sign: all ones where a difference is below zero, which chooses bits. */
    private static final int SIGN_ONLY = 63;

    /** The sign, after a shift of the second bit of the quadrant into its place. */
    private static final long SIGN = 0x8000_0000_0000_0000L;

    private static final int TO_SIGN = 62;

    private static final double S0 = Normals.doubleCoefficients("SIN")[0];
    private static final double S1 = Normals.doubleCoefficients("SIN")[1];
    private static final double S2 = Normals.doubleCoefficients("SIN")[2];
    private static final double S3 = Normals.doubleCoefficients("SIN")[3];
    private static final double S4 = Normals.doubleCoefficients("SIN")[4];
    private static final double S5 = Normals.doubleCoefficients("SIN")[5];
    private static final double S6 = Normals.doubleCoefficients("SIN")[6];
    private static final double C0 = Normals.doubleCoefficients("COS")[0];
    private static final double C1 = Normals.doubleCoefficients("COS")[1];
    private static final double C2 = Normals.doubleCoefficients("COS")[2];
    private static final double C3 = Normals.doubleCoefficients("COS")[3];
    private static final double C4 = Normals.doubleCoefficients("COS")[4];
    private static final double C5 = Normals.doubleCoefficients("COS")[5];
    private static final double C6 = Normals.doubleCoefficients("COS")[6];
    private static final double C7 = Normals.doubleCoefficients("COS")[7];

    private DoubleTurns() {}

    /**
     * {@code out_i = sin(2 pi in_i)}, within 1.5 ulp; -0 of -0 and of negative half turns, NaN of infinities.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void sine(double[] in, int inAt, double[] out, int outAt, int count) {
        int whole = LANES.loopBound(count);
        sineOfVectors(in, inAt, out, outAt, whole);
        if (whole < count) {
            double[] edge = DoubleEdge.load(in, inAt + whole, count - whole);
            sineOfVectors(edge, 0, edge, 0, L);
            DoubleEdge.store(edge, out, outAt + whole, count - whole);
        }
    }

    /** For a count of whole vectors. */
    private static void sineOfVectors(double[] in, int inAt, double[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            DoubleVector size = x.abs();
            DoubleVector whole = size.add(INTEGER).sub(INTEGER);
            LongVector rounded = whole.reinterpretAsLongs();
            LongVector below = size.sub(INTEGER).reinterpretAsLongs().lanewise(VectorOperators.ASHR, SIGN_ONLY);
            LongVector bits = size.reinterpretAsLongs();
            whole = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, rounded).and(below))
                    .reinterpretAsDoubles();
            DoubleVector turn = size.sub(whole).mul(4);
            DoubleVector shifted = turn.add(Normals.ROUNDER_D);
            LongVector quadrant = shifted.reinterpretAsLongs();
            DoubleVector g = turn.sub(shifted.sub(Normals.ROUNDER_D));
            DoubleVector square = g.mul(g);
            // The first coefficient apart: its product is not rounded.
            DoubleVector sin = DoubleVector.broadcast(LANES, S6)
                    .fma(square, DoubleVector.broadcast(LANES, S5))
                    .fma(square, DoubleVector.broadcast(LANES, S4))
                    .fma(square, DoubleVector.broadcast(LANES, S3))
                    .fma(square, DoubleVector.broadcast(LANES, S2))
                    .fma(square, DoubleVector.broadcast(LANES, S1))
                    .mul(square.mul(g));
            sin = g.fma(DoubleVector.broadcast(LANES, S0), sin);
            DoubleVector cos = DoubleVector.broadcast(LANES, C7)
                    .fma(square, DoubleVector.broadcast(LANES, C6))
                    .fma(square, DoubleVector.broadcast(LANES, C5))
                    .fma(square, DoubleVector.broadcast(LANES, C4))
                    .fma(square, DoubleVector.broadcast(LANES, C3))
                    .fma(square, DoubleVector.broadcast(LANES, C2))
                    .fma(square, DoubleVector.broadcast(LANES, C1))
                    .fma(square, DoubleVector.broadcast(LANES, C0));
            LongVector odd = quadrant.and(1).neg();
            LongVector change = sin.reinterpretAsLongs()
                    .lanewise(VectorOperators.XOR, cos.reinterpretAsLongs())
                    .and(odd);
            LongVector flip = quadrant.and(2).lanewise(VectorOperators.LSHL, TO_SIGN);
            LongVector value = sin.reinterpretAsLongs()
                    .lanewise(VectorOperators.XOR, change)
                    .lanewise(VectorOperators.XOR, flip);
            // Adding 0 makes -0 of half turns 0, so that the sign of a zero is that of the turns.
            value = value.reinterpretAsDoubles().add(0).reinterpretAsLongs();
            value.lanewise(VectorOperators.XOR, x.reinterpretAsLongs().and(SIGN))
                    .reinterpretAsDoubles()
                    .intoArray(out, outAt + i);
        }
    }

    /**
     * {@code out_i = cos(2 pi in_i)}, within 1.5 ulp; 0 never has a sign, NaN of infinities.
     *
     * @param in not modified, unless it is out
     * @param out overwritten from outAt on; may be in, at the same place
     */
    public static void cosine(double[] in, int inAt, double[] out, int outAt, int count) {
        int whole = LANES.loopBound(count);
        cosineOfVectors(in, inAt, out, outAt, whole);
        if (whole < count) {
            double[] edge = DoubleEdge.load(in, inAt + whole, count - whole);
            cosineOfVectors(edge, 0, edge, 0, L);
            DoubleEdge.store(edge, out, outAt + whole, count - whole);
        }
    }

    /** For a count of whole vectors. */
    private static void cosineOfVectors(double[] in, int inAt, double[] out, int outAt, int count) {
        for (int i = 0; i < count; i += L) {
            DoubleVector x = DoubleVector.fromArray(LANES, in, inAt + i);
            DoubleVector size = x.abs();
            DoubleVector whole = size.add(INTEGER).sub(INTEGER);
            LongVector rounded = whole.reinterpretAsLongs();
            LongVector below = size.sub(INTEGER).reinterpretAsLongs().lanewise(VectorOperators.ASHR, SIGN_ONLY);
            LongVector bits = size.reinterpretAsLongs();
            whole = bits.lanewise(
                            VectorOperators.XOR,
                            bits.lanewise(VectorOperators.XOR, rounded).and(below))
                    .reinterpretAsDoubles();
            DoubleVector turn = size.sub(whole).mul(4);
            DoubleVector shifted = turn.add(Normals.ROUNDER_D);
            LongVector quadrant = shifted.reinterpretAsLongs();
            DoubleVector g = turn.sub(shifted.sub(Normals.ROUNDER_D));
            DoubleVector square = g.mul(g);
            // The first coefficient apart: its product is not rounded.
            DoubleVector sin = DoubleVector.broadcast(LANES, S6)
                    .fma(square, DoubleVector.broadcast(LANES, S5))
                    .fma(square, DoubleVector.broadcast(LANES, S4))
                    .fma(square, DoubleVector.broadcast(LANES, S3))
                    .fma(square, DoubleVector.broadcast(LANES, S2))
                    .fma(square, DoubleVector.broadcast(LANES, S1))
                    .mul(square.mul(g));
            sin = g.fma(DoubleVector.broadcast(LANES, S0), sin);
            DoubleVector cos = DoubleVector.broadcast(LANES, C7)
                    .fma(square, DoubleVector.broadcast(LANES, C6))
                    .fma(square, DoubleVector.broadcast(LANES, C5))
                    .fma(square, DoubleVector.broadcast(LANES, C4))
                    .fma(square, DoubleVector.broadcast(LANES, C3))
                    .fma(square, DoubleVector.broadcast(LANES, C2))
                    .fma(square, DoubleVector.broadcast(LANES, C1))
                    .fma(square, DoubleVector.broadcast(LANES, C0));
            LongVector odd = quadrant.and(1).neg();
            LongVector change = sin.reinterpretAsLongs()
                    .lanewise(VectorOperators.XOR, cos.reinterpretAsLongs())
                    .and(odd);
            LongVector flip = quadrant.add(1).and(2).lanewise(VectorOperators.LSHL, TO_SIGN);
            cos.reinterpretAsLongs()
                    .lanewise(VectorOperators.XOR, change)
                    .lanewise(VectorOperators.XOR, flip)
                    .reinterpretAsDoubles()
                    .add(0)
                    .intoArray(out, outAt + i);
        }
    }
}
