package dev.noether.simd;

import static dev.noether.random.RandomStream.FLOATS_PER_BLOCK;

import dev.noether.random.Normals;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Float normals of one seed in lanes, with the bits of {@link dev.noether.random.RandomStream#normals}. Allocates
 * nothing after construction; not safe for several threads at once.
 */
public final class FloatNormals {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, LANES.vectorShape());
    private static final int CAPACITY = ThreefryLanes.CAPACITY;
    private static final VectorShuffle<Float> ZIP_LOW = VectorShuffle.makeZip(LANES, 0);
    private static final VectorShuffle<Float> ZIP_HIGH = VectorShuffle.makeZip(LANES, 1);

    private static final float L0 = Normals.floatCoefficients("LOG")[0];
    private static final float L1 = Normals.floatCoefficients("LOG")[1];
    private static final float L2 = Normals.floatCoefficients("LOG")[2];
    private static final float L3 = Normals.floatCoefficients("LOG")[3];
    private static final float L4 = Normals.floatCoefficients("LOG")[4];
    private static final float L5 = Normals.floatCoefficients("LOG")[5];
    private static final float L6 = Normals.floatCoefficients("LOG")[6];
    private static final float L7 = Normals.floatCoefficients("LOG")[7];
    private static final float L8 = Normals.floatCoefficients("LOG")[8];
    private static final float S0 = Normals.floatCoefficients("SIN")[0];
    private static final float S1 = Normals.floatCoefficients("SIN")[1];
    private static final float S2 = Normals.floatCoefficients("SIN")[2];
    private static final float S3 = Normals.floatCoefficients("SIN")[3];
    private static final float C0 = Normals.floatCoefficients("COS")[0];
    private static final float C1 = Normals.floatCoefficients("COS")[1];
    private static final float C2 = Normals.floatCoefficients("COS")[2];
    private static final float C3 = Normals.floatCoefficients("COS")[3];
    private static final float C4 = Normals.floatCoefficients("COS")[4];

    private final ThreefryLanes generator;
    private final float[] planes = new float[FLOATS_PER_BLOCK * CAPACITY];
    private final float[] rows = new float[FLOATS_PER_BLOCK * CAPACITY];

    /** The normals of a seed; all 64 bits count. */
    public FloatNormals(long seed) {
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
    public void fill(int purpose, long step, int firstSample, int samples, int count, float[] out, int at, int stride) {
        FillShape.check(samples, count, out.length, at, stride);
        int blocks = (count + FLOATS_PER_BLOCK - 1) / FLOATS_PER_BLOCK;
        generator.start(purpose, step, firstSample, blocks);
        boolean flat = stride == count && count == blocks * FLOATS_PER_BLOCK;
        int pairs = Math.multiplyExact(blocks, samples);
        for (int first = 0; first < pairs; first += CAPACITY) {
            int present = Math.min(CAPACITY, pairs - first);
            int rounded = (present + LANES.length() - 1) & -LANES.length();
            generator.next(rounded);
            boxMuller(generator.words, 0, planes, 0, rounded);
            boxMuller(generator.words, 2 * CAPACITY, planes, 2 * CAPACITY, rounded);
            int whole = flat ? present & -LANES.length() : 0;
            interleave(planes, 0, out, at + FLOATS_PER_BLOCK * first, whole);
            if (whole < present) {
                interleave(planes, whole, rows, 0, rounded - whole);
                copyRows(first + whole, present - whole, blocks, count, out, at, stride);
            }
        }
    }

    private void copyRows(int first, int present, int blocks, int count, float[] out, int at, int stride) {
        int row = first / blocks;
        int block = first % blocks;
        for (int p = 0; p < present; ) {
            int run = Math.min(present - p, blocks - block);
            int component = FLOATS_PER_BLOCK * block;
            int length = Math.min(FLOATS_PER_BLOCK * run, count - component);
            System.arraycopy(rows, FLOATS_PER_BLOCK * p, out, at + row * stride + component, length);
            p += run;
            block = 0;
            row++;
        }
    }

    /** Words {@code w[at + p]} and {@code w[at + CAPACITY + p]} to normals at the same distance in {@code n}. */
    private static void boxMuller(int[] w, int at, float[] n, int to, int pairs) {
        for (int p = 0; p < pairs; p += LANES.length()) {
            FloatVector u = ((FloatVector) IntVector.fromArray(INTS, w, at + p)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .fma(0x1p-24f, 0x1p-25f);
            IntVector bits = u.reinterpretAsInts().sub(Normals.SQRT_HALF_F);
            FloatVector k =
                    (FloatVector) bits.lanewise(VectorOperators.ASHR, 23).convert(VectorOperators.I2F, 0);
            FloatVector f = bits.lanewise(VectorOperators.AND, 0x007FFFFF)
                    .add(Normals.SQRT_HALF_F)
                    .reinterpretAsFloats()
                    .sub(1f);
            FloatVector log = FloatVector.broadcast(LANES, L8)
                    .fma(f, FloatVector.broadcast(LANES, L7))
                    .fma(f, FloatVector.broadcast(LANES, L6))
                    .fma(f, FloatVector.broadcast(LANES, L5))
                    .fma(f, FloatVector.broadcast(LANES, L4))
                    .fma(f, FloatVector.broadcast(LANES, L3))
                    .fma(f, FloatVector.broadcast(LANES, L2))
                    .fma(f, FloatVector.broadcast(LANES, L1))
                    .fma(f, FloatVector.broadcast(LANES, L0));
            FloatVector tail = k.fma(
                    FloatVector.broadcast(LANES, Normals.LN2_LOW_F), f.mul(f).mul(log));
            log = k.fma(FloatVector.broadcast(LANES, Normals.LN2_HIGH_F), tail.add(f));
            FloatVector radius = log.mul(-2f).lanewise(VectorOperators.SQRT);

            FloatVector turn = ((FloatVector) IntVector.fromArray(INTS, w, at + CAPACITY + p)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .fma(0x1p-24f, 0x1p-25f)
                    .mul(4f);
            FloatVector shifted = turn.add(Normals.ROUNDER_F);
            IntVector quadrant = shifted.reinterpretAsInts();
            FloatVector g = turn.sub(shifted.sub(Normals.ROUNDER_F));
            FloatVector square = g.mul(g);
            IntVector sin = FloatVector.broadcast(LANES, S3)
                    .fma(square, FloatVector.broadcast(LANES, S2))
                    .fma(square, FloatVector.broadcast(LANES, S1))
                    .fma(square, FloatVector.broadcast(LANES, S0))
                    .mul(g)
                    .reinterpretAsInts();
            IntVector cos = FloatVector.broadcast(LANES, C4)
                    .fma(square, FloatVector.broadcast(LANES, C3))
                    .fma(square, FloatVector.broadcast(LANES, C2))
                    .fma(square, FloatVector.broadcast(LANES, C1))
                    .fma(square, FloatVector.broadcast(LANES, C0))
                    .reinterpretAsInts();
            VectorMask<Integer> swap = quadrant.lanewise(VectorOperators.AND, 1).compare(VectorOperators.NE, 0);
            IntVector cosineSign =
                    quadrant.add(1).lanewise(VectorOperators.AND, 2).lanewise(VectorOperators.LSHL, 30);
            IntVector sineSign = quadrant.lanewise(VectorOperators.AND, 2).lanewise(VectorOperators.LSHL, 30);
            radius.mul(cos.blend(sin, swap)
                            .lanewise(VectorOperators.XOR, cosineSign)
                            .reinterpretAsFloats())
                    .intoArray(n, to + p);
            radius.mul(sin.blend(cos, swap)
                            .lanewise(VectorOperators.XOR, sineSign)
                            .reinterpretAsFloats())
                    .intoArray(n, to + CAPACITY + p);
        }
    }

    /** {@code out[at + 4 p + q] = planes[q CAPACITY + from + p]}. */
    private static void interleave(float[] planes, int from, float[] out, int at, int pairs) {
        int step = LANES.length();
        for (int p = 0; p < pairs; p += step) {
            FloatVector a = FloatVector.fromArray(LANES, planes, from + p);
            FloatVector b = FloatVector.fromArray(LANES, planes, CAPACITY + from + p);
            FloatVector c = FloatVector.fromArray(LANES, planes, 2 * CAPACITY + from + p);
            FloatVector d = FloatVector.fromArray(LANES, planes, 3 * CAPACITY + from + p);
            FloatVector acLow = a.rearrange(ZIP_LOW, c);
            FloatVector acHigh = a.rearrange(ZIP_HIGH, c);
            FloatVector bdLow = b.rearrange(ZIP_LOW, d);
            FloatVector bdHigh = b.rearrange(ZIP_HIGH, d);
            int to = at + 4 * p;
            acLow.rearrange(ZIP_LOW, bdLow).intoArray(out, to);
            acLow.rearrange(ZIP_HIGH, bdLow).intoArray(out, to + step);
            acHigh.rearrange(ZIP_LOW, bdHigh).intoArray(out, to + 2 * step);
            acHigh.rearrange(ZIP_HIGH, bdHigh).intoArray(out, to + 3 * step);
        }
    }
}
