package dev.noether.simd;

import static dev.noether.random.RandomStream.DOUBLES_PER_BLOCK;

import dev.noether.random.Normals;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Double normals of one seed in lanes, with the bits of {@link dev.noether.random.RandomStream#normals}. Allocates
 * nothing after construction; not safe for several threads at once.
 *
 * <p>A vector of words holds twice as many pairs as one of doubles: read as longs, its low halves are the even pairs
 * and its high halves the odd ones. Integers become doubles by being put into the mantissa of a power of two, which is
 * then subtracted: exact, and without the conversion of longs that many processors lack.
 */
public final class DoubleNormals {

    private static final VectorSpecies<Double> LANES = Lanes.DOUBLE;
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, LANES.vectorShape());
    private static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, LANES.vectorShape());
    private static final int CAPACITY = ThreefryLanes.CAPACITY;
    private static final VectorShuffle<Integer> ZIP_LOW = zip(0);
    private static final VectorShuffle<Integer> ZIP_HIGH = zip(1);

    /** Bits of 2^25: with w in the mantissa, {@code 2^25 + w 2^-27}. */
    private static final long HIGH_BITS = Double.doubleToRawLongBits(0x1p25);

    /** Bits of 1/2: with w in the mantissa, {@code 1/2 + w 2^-53}. */
    private static final long LOW_BITS = Double.doubleToRawLongBits(0.5);

    /** What is left of that after subtracting this: {@code w 2^-53 + 2^-54}. */
    private static final double LOW_OFFSET = 0.5 - 0x1p-54;

    /** Bits of 2^52, and what makes an exponent positive so that it can be put there. */
    private static final long INTEGER_BITS = Double.doubleToRawLongBits(0x1p52);

    private static final long EXPONENT_BIAS = 1024;

    private static final double L0 = Normals.doubleCoefficients("LOG")[0];
    private static final double L1 = Normals.doubleCoefficients("LOG")[1];
    private static final double L2 = Normals.doubleCoefficients("LOG")[2];
    private static final double L3 = Normals.doubleCoefficients("LOG")[3];
    private static final double L4 = Normals.doubleCoefficients("LOG")[4];
    private static final double L5 = Normals.doubleCoefficients("LOG")[5];
    private static final double L6 = Normals.doubleCoefficients("LOG")[6];
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

    private final ThreefryLanes generator;

    /** Uniforms u, then v, of even pairs at p and of odd ones at p + the lanes; overwritten by their normals. */
    private final double[] planes = new double[DOUBLES_PER_BLOCK * CAPACITY];

    private final double[] rows = new double[DOUBLES_PER_BLOCK * CAPACITY];

    /** The normals of a seed; all 64 bits count. */
    public DoubleNormals(long seed) {
        generator = new ThreefryLanes(seed);
    }

    /**
     * Overwrites component c of sample {@code firstSample + i} in {@code out[at + i stride + c]}, {@code 0 <= i <
     * samples}, {@code 0 <= c < count}; leaves everything between the rows as it is. Fastest where {@code stride ==
     * count} is a multiple of the components in a block.
     *
     * @throws IllegalArgumentException if count or samples is below 1 or stride below count
     * @throws IndexOutOfBoundsException if a row would lie outside {@code out}
     */
    public void fill(
            int purpose, long step, int firstSample, int samples, int count, double[] out, int at, int stride) {
        FillShape.check(samples, count, out.length, at, stride);
        int blocks = (count + DOUBLES_PER_BLOCK - 1) / DOUBLES_PER_BLOCK;
        generator.start(purpose, step, firstSample, samples, blocks);
        draw(Math.multiplyExact(blocks, samples), blocks, count, out, at, stride);
    }

    /**
     * As {@link #fill} for {@code steps} steps from {@code step} on, one after the other in {@code out}: row i of step k
     * is row {@code (k - step) samples + i}. One call for many small matrices.
     *
     * @throws IllegalArgumentException if count, samples or steps is below 1, stride below count, or two of the steps
     *     differ above their low 32 bits
     * @throws IndexOutOfBoundsException if a row would lie outside {@code out}
     */
    public void fillSteps(int purpose, long step, int steps, int samples, int count, double[] out, int at, int stride) {
        FillShape.checkSteps(step, steps, samples);
        FillShape.check(steps * samples, count, out.length, at, stride);
        int blocks = (count + DOUBLES_PER_BLOCK - 1) / DOUBLES_PER_BLOCK;
        generator.start(purpose, step, 0, samples, blocks);
        draw(Math.multiplyExact(blocks, steps * samples), blocks, count, out, at, stride);
    }

    private void draw(int pairs, int blocks, int count, double[] out, int at, int stride) {
        boolean flat = stride == count && count == blocks * DOUBLES_PER_BLOCK;
        for (int first = 0; first < pairs; first += CAPACITY) {
            int present = Math.min(CAPACITY, pairs - first);
            int rounded = (present + INTS.length() - 1) & -INTS.length();
            generator.next(rounded);
            uniforms(generator.words, 0, planes, 0, rounded);
            uniforms(generator.words, 2 * CAPACITY, planes, CAPACITY, rounded);
            boxMuller(planes, rounded);
            int whole = flat ? present & -INTS.length() : 0;
            interleave(planes, 0, out, at + DOUBLES_PER_BLOCK * first, whole);
            if (whole < present) {
                interleave(planes, whole, rows, 0, rounded - whole);
                copyRows(first + whole, present - whole, blocks, count, out, at, stride);
            }
        }
    }

    private void copyRows(int first, int present, int blocks, int count, double[] out, int at, int stride) {
        int row = first / blocks;
        int block = first % blocks;
        for (int p = 0; p < present; ) {
            int run = Math.min(present - p, blocks - block);
            int component = DOUBLES_PER_BLOCK * block;
            int length = Math.min(DOUBLES_PER_BLOCK * run, count - component);
            System.arraycopy(rows, DOUBLES_PER_BLOCK * p, out, at + row * stride + component, length);
            p += run;
            block = 0;
            row++;
        }
    }

    /** High words {@code w[at + p]} and low words {@code w[at + CAPACITY + p]} to uniforms from {@code out[to]} on. */
    private static void uniforms(int[] w, int at, double[] out, int to, int pairs) {
        int step = LANES.length();
        for (int p = 0; p < pairs; p += INTS.length()) {
            LongVector high = IntVector.fromArray(INTS, w, at + p)
                    .lanewise(VectorOperators.LSHR, 5)
                    .reinterpretAsLongs();
            LongVector low = IntVector.fromArray(INTS, w, at + CAPACITY + p)
                    .lanewise(VectorOperators.LSHR, 6)
                    .reinterpretAsLongs();
            DoubleVector evenHigh = high.lanewise(VectorOperators.AND, 0xFFFFFFFFL)
                    .lanewise(VectorOperators.OR, HIGH_BITS)
                    .reinterpretAsDoubles()
                    .sub(0x1p25);
            DoubleVector evenLow = low.lanewise(VectorOperators.AND, 0xFFFFFFFFL)
                    .lanewise(VectorOperators.OR, LOW_BITS)
                    .reinterpretAsDoubles()
                    .sub(LOW_OFFSET);
            evenHigh.add(evenLow).intoArray(out, to + p);
            DoubleVector oddHigh = high.lanewise(VectorOperators.LSHR, 32)
                    .lanewise(VectorOperators.OR, HIGH_BITS)
                    .reinterpretAsDoubles()
                    .sub(0x1p25);
            DoubleVector oddLow = low.lanewise(VectorOperators.LSHR, 32)
                    .lanewise(VectorOperators.OR, LOW_BITS)
                    .reinterpretAsDoubles()
                    .sub(LOW_OFFSET);
            oddHigh.add(oddLow).intoArray(out, to + p + step);
        }
    }

    /** Uniforms {@code n[p]} and {@code n[CAPACITY + p]} to normals in their places. */
    private static void boxMuller(double[] n, int pairs) {
        for (int p = 0; p < pairs; p += LANES.length()) {
            LongVector bits =
                    DoubleVector.fromArray(LANES, n, p).reinterpretAsLongs().sub(Normals.SQRT_HALF_D);
            DoubleVector k = bits.add(EXPONENT_BIAS << 52)
                    .lanewise(VectorOperators.LSHR, 52)
                    .lanewise(VectorOperators.OR, INTEGER_BITS)
                    .reinterpretAsDoubles()
                    .sub(0x1p52 + EXPONENT_BIAS);
            DoubleVector f = bits.lanewise(VectorOperators.AND, 0x000FFFFFFFFFFFFFL)
                    .add(Normals.SQRT_HALF_D)
                    .reinterpretAsDoubles()
                    .sub(1.0);
            DoubleVector s = f.div(f.add(2.0));
            DoubleVector z = s.mul(s);
            DoubleVector half = f.mul(0.5).mul(f);
            DoubleVector log = DoubleVector.broadcast(LANES, L6)
                    .fma(z, DoubleVector.broadcast(LANES, L5))
                    .fma(z, DoubleVector.broadcast(LANES, L4))
                    .fma(z, DoubleVector.broadcast(LANES, L3))
                    .fma(z, DoubleVector.broadcast(LANES, L2))
                    .fma(z, DoubleVector.broadcast(LANES, L1))
                    .fma(z, DoubleVector.broadcast(LANES, L0));
            DoubleVector correction = s.fma(z.fma(log, half), k.mul(Normals.LN2_LOW_D));
            log = k.fma(DoubleVector.broadcast(LANES, Normals.LN2_HIGH_D), f.sub(half.sub(correction)));
            DoubleVector radius = log.mul(-2.0).lanewise(VectorOperators.SQRT);

            DoubleVector turn = DoubleVector.fromArray(LANES, n, CAPACITY + p).mul(4.0);
            DoubleVector shifted = turn.add(Normals.ROUNDER_D);
            LongVector quadrant = shifted.reinterpretAsLongs();
            DoubleVector g = turn.sub(shifted.sub(Normals.ROUNDER_D));
            DoubleVector square = g.mul(g);
            LongVector sin = DoubleVector.broadcast(LANES, S6)
                    .fma(square, DoubleVector.broadcast(LANES, S5))
                    .fma(square, DoubleVector.broadcast(LANES, S4))
                    .fma(square, DoubleVector.broadcast(LANES, S3))
                    .fma(square, DoubleVector.broadcast(LANES, S2))
                    .fma(square, DoubleVector.broadcast(LANES, S1))
                    .fma(square, DoubleVector.broadcast(LANES, S0))
                    .mul(g)
                    .reinterpretAsLongs();
            LongVector cos = DoubleVector.broadcast(LANES, C7)
                    .fma(square, DoubleVector.broadcast(LANES, C6))
                    .fma(square, DoubleVector.broadcast(LANES, C5))
                    .fma(square, DoubleVector.broadcast(LANES, C4))
                    .fma(square, DoubleVector.broadcast(LANES, C3))
                    .fma(square, DoubleVector.broadcast(LANES, C2))
                    .fma(square, DoubleVector.broadcast(LANES, C1))
                    .fma(square, DoubleVector.broadcast(LANES, C0))
                    .reinterpretAsLongs();
            // Exclusive ors in place of a blend: C2 has no masks of two lanes.
            LongVector swap = LongVector.zero(LONGS)
                    .sub(quadrant.lanewise(VectorOperators.AND, 1))
                    .lanewise(VectorOperators.AND, sin.lanewise(VectorOperators.XOR, cos));
            LongVector cosineSign =
                    quadrant.add(1).lanewise(VectorOperators.AND, 2).lanewise(VectorOperators.LSHL, 62);
            LongVector sineSign = quadrant.lanewise(VectorOperators.AND, 2).lanewise(VectorOperators.LSHL, 62);
            radius.mul(cos.lanewise(VectorOperators.XOR, swap)
                            .lanewise(VectorOperators.XOR, cosineSign)
                            .reinterpretAsDoubles())
                    .intoArray(n, p);
            radius.mul(sin.lanewise(VectorOperators.XOR, swap)
                            .lanewise(VectorOperators.XOR, sineSign)
                            .reinterpretAsDoubles())
                    .intoArray(n, CAPACITY + p);
        }
    }

    /** {@code out[at + 2 p + q]} of the pairs from {@code from} on, in their own order. */
    private static void interleave(double[] planes, int from, double[] out, int at, int pairs) {
        int step = LANES.length();
        for (int p = 0; p < pairs; p += 2 * step) {
            IntVector a = DoubleVector.fromArray(LANES, planes, from + p).reinterpretAsInts();
            IntVector b =
                    DoubleVector.fromArray(LANES, planes, CAPACITY + from + p).reinterpretAsInts();
            IntVector c = DoubleVector.fromArray(LANES, planes, from + p + step).reinterpretAsInts();
            IntVector d = DoubleVector.fromArray(LANES, planes, CAPACITY + from + p + step)
                    .reinterpretAsInts();
            IntVector acLow = a.rearrange(ZIP_LOW, c);
            IntVector acHigh = a.rearrange(ZIP_HIGH, c);
            IntVector bdLow = b.rearrange(ZIP_LOW, d);
            IntVector bdHigh = b.rearrange(ZIP_HIGH, d);
            int to = at + 2 * p;
            acLow.rearrange(ZIP_LOW, bdLow).reinterpretAsDoubles().intoArray(out, to);
            acLow.rearrange(ZIP_HIGH, bdLow).reinterpretAsDoubles().intoArray(out, to + step);
            acHigh.rearrange(ZIP_LOW, bdHigh).reinterpretAsDoubles().intoArray(out, to + 2 * step);
            acHigh.rearrange(ZIP_HIGH, bdHigh).reinterpretAsDoubles().intoArray(out, to + 3 * step);
        }
    }

    /**
     * Takes doubles of two vectors in turn, from their lower (0) or upper (1) half, as pairs of ints: C2 has no
     * rearrangement of two lanes, so that 128 bits would be forty times slower.
     */
    private static VectorShuffle<Integer> zip(int part) {
        return VectorShuffle.fromOp(INTS, lane -> {
            int target = lane / 2;
            int source = target / 2 + part * LANES.length() / 2;
            return 2 * source + lane % 2 + (target % 2) * INTS.length();
        });
    }
}
