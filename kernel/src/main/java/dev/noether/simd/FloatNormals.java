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

    private static final int SIGN = Integer.MIN_VALUE;

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
    public void fillSteps(int purpose, long step, int steps, int samples, int count, float[] out, int at, int stride) {
        FillShape.checkSteps(step, steps, samples);
        FillShape.check(steps * samples, count, out.length, at, stride);
        int blocks = (count + FLOATS_PER_BLOCK - 1) / FLOATS_PER_BLOCK;
        generator.start(purpose, step, 0, samples, blocks);
        draw(Math.multiplyExact(blocks, steps * samples), blocks, count, out, at, stride);
    }

    private void draw(int pairs, int blocks, int count, float[] out, int at, int stride) {
        boolean flat = stride == count && count == blocks * FLOATS_PER_BLOCK;
        for (int first = 0; first < pairs; first += CAPACITY) {
            int present = Math.min(CAPACITY, pairs - first);
            int rounded = (present + LANES.length() - 1) & -LANES.length();
            generator.next(rounded);
            if (flat && rounded == present) {
                boxMuller(generator.words, out, at + FLOATS_PER_BLOCK * first, present);
            } else {
                boxMuller(generator.words, rows, 0, rounded);
                if (count == 1) {
                    copyFirst(present, out, at + first * stride, stride);
                } else {
                    copyRows(first, present, blocks, count, out, at, stride);
                }
            }
        }
    }

    /** The first component of each block. */
    private void copyFirst(int present, float[] out, int at, int stride) {
        for (int p = 0; p < present; p++) {
            out[at + p * stride] = rows[FLOATS_PER_BLOCK * p];
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

    /** Words of {@code blocks} blocks to their normals in {@code out}, block after block. */
    private static void boxMuller(int[] w, float[] out, int at, int blocks) {
        int lanes = LANES.length();
        for (int p = 0; p < blocks; p += lanes) {
            FloatVector u0 = ((FloatVector) IntVector.fromArray(INTS, w, p)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .fma(0x1p-24f, 0x1p-25f);
            IntVector bits0 = u0.reinterpretAsInts().sub(Normals.SQRT_HALF_F);
            FloatVector k0 =
                    (FloatVector) bits0.lanewise(VectorOperators.ASHR, 23).convert(VectorOperators.I2F, 0);
            FloatVector f0 = bits0.lanewise(VectorOperators.AND, 0x007FFFFF)
                    .add(Normals.SQRT_HALF_F)
                    .reinterpretAsFloats()
                    .sub(1f);
            FloatVector log0 = FloatVector.broadcast(LANES, L8)
                    .fma(f0, FloatVector.broadcast(LANES, L7))
                    .fma(f0, FloatVector.broadcast(LANES, L6))
                    .fma(f0, FloatVector.broadcast(LANES, L5))
                    .fma(f0, FloatVector.broadcast(LANES, L4))
                    .fma(f0, FloatVector.broadcast(LANES, L3))
                    .fma(f0, FloatVector.broadcast(LANES, L2))
                    .fma(f0, FloatVector.broadcast(LANES, L1))
                    .fma(f0, FloatVector.broadcast(LANES, L0));
            FloatVector tail0 = k0.fma(
                    FloatVector.broadcast(LANES, Normals.LN2_LOW_F), f0.mul(f0).mul(log0));
            log0 = k0.fma(FloatVector.broadcast(LANES, Normals.LN2_HIGH_F), tail0.add(f0));
            FloatVector radius0 = log0.mul(-2f).lanewise(VectorOperators.SQRT);

            // 4 v: rounding commutes with the power of two.
            FloatVector turn0 = ((FloatVector) IntVector.fromArray(INTS, w, CAPACITY + p)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .fma(0x1p-22f, 0x1p-23f);
            FloatVector shifted0 = turn0.add(Normals.ROUNDER_F);
            IntVector quadrant0 = shifted0.reinterpretAsInts();
            FloatVector g0 = turn0.sub(shifted0.sub(Normals.ROUNDER_F));
            FloatVector square0 = g0.mul(g0);
            IntVector sin0 = FloatVector.broadcast(LANES, S3)
                    .fma(square0, FloatVector.broadcast(LANES, S2))
                    .fma(square0, FloatVector.broadcast(LANES, S1))
                    .fma(square0, FloatVector.broadcast(LANES, S0))
                    .mul(g0)
                    .reinterpretAsInts();
            IntVector cos0 = FloatVector.broadcast(LANES, C4)
                    .fma(square0, FloatVector.broadcast(LANES, C3))
                    .fma(square0, FloatVector.broadcast(LANES, C2))
                    .fma(square0, FloatVector.broadcast(LANES, C1))
                    .fma(square0, FloatVector.broadcast(LANES, C0))
                    .reinterpretAsInts();
            VectorMask<Integer> swap0 =
                    quadrant0.lanewise(VectorOperators.AND, 1).compare(VectorOperators.NE, 0);
            // Bit 1 becomes the sign; the mask comes last, so that C2 makes one operation of it and the exclusive or.
            IntVector cosineSign0 =
                    quadrant0.add(1).lanewise(VectorOperators.LSHL, 30).lanewise(VectorOperators.AND, SIGN);
            IntVector sineSign0 = quadrant0.lanewise(VectorOperators.LSHL, 30).lanewise(VectorOperators.AND, SIGN);
            FloatVector u1 = ((FloatVector) IntVector.fromArray(INTS, w, 2 * CAPACITY + p)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .fma(0x1p-24f, 0x1p-25f);
            IntVector bits1 = u1.reinterpretAsInts().sub(Normals.SQRT_HALF_F);
            FloatVector k1 =
                    (FloatVector) bits1.lanewise(VectorOperators.ASHR, 23).convert(VectorOperators.I2F, 0);
            FloatVector f1 = bits1.lanewise(VectorOperators.AND, 0x007FFFFF)
                    .add(Normals.SQRT_HALF_F)
                    .reinterpretAsFloats()
                    .sub(1f);
            FloatVector log1 = FloatVector.broadcast(LANES, L8)
                    .fma(f1, FloatVector.broadcast(LANES, L7))
                    .fma(f1, FloatVector.broadcast(LANES, L6))
                    .fma(f1, FloatVector.broadcast(LANES, L5))
                    .fma(f1, FloatVector.broadcast(LANES, L4))
                    .fma(f1, FloatVector.broadcast(LANES, L3))
                    .fma(f1, FloatVector.broadcast(LANES, L2))
                    .fma(f1, FloatVector.broadcast(LANES, L1))
                    .fma(f1, FloatVector.broadcast(LANES, L0));
            FloatVector tail1 = k1.fma(
                    FloatVector.broadcast(LANES, Normals.LN2_LOW_F), f1.mul(f1).mul(log1));
            log1 = k1.fma(FloatVector.broadcast(LANES, Normals.LN2_HIGH_F), tail1.add(f1));
            FloatVector radius1 = log1.mul(-2f).lanewise(VectorOperators.SQRT);

            // 4 v: rounding commutes with the power of two.
            FloatVector turn1 = ((FloatVector) IntVector.fromArray(INTS, w, 3 * CAPACITY + p)
                            .lanewise(VectorOperators.LSHR, 8)
                            .convert(VectorOperators.I2F, 0))
                    .fma(0x1p-22f, 0x1p-23f);
            FloatVector shifted1 = turn1.add(Normals.ROUNDER_F);
            IntVector quadrant1 = shifted1.reinterpretAsInts();
            FloatVector g1 = turn1.sub(shifted1.sub(Normals.ROUNDER_F));
            FloatVector square1 = g1.mul(g1);
            IntVector sin1 = FloatVector.broadcast(LANES, S3)
                    .fma(square1, FloatVector.broadcast(LANES, S2))
                    .fma(square1, FloatVector.broadcast(LANES, S1))
                    .fma(square1, FloatVector.broadcast(LANES, S0))
                    .mul(g1)
                    .reinterpretAsInts();
            IntVector cos1 = FloatVector.broadcast(LANES, C4)
                    .fma(square1, FloatVector.broadcast(LANES, C3))
                    .fma(square1, FloatVector.broadcast(LANES, C2))
                    .fma(square1, FloatVector.broadcast(LANES, C1))
                    .fma(square1, FloatVector.broadcast(LANES, C0))
                    .reinterpretAsInts();
            VectorMask<Integer> swap1 =
                    quadrant1.lanewise(VectorOperators.AND, 1).compare(VectorOperators.NE, 0);
            // Bit 1 becomes the sign; the mask comes last, so that C2 makes one operation of it and the exclusive or.
            IntVector cosineSign1 =
                    quadrant1.add(1).lanewise(VectorOperators.LSHL, 30).lanewise(VectorOperators.AND, SIGN);
            IntVector sineSign1 = quadrant1.lanewise(VectorOperators.LSHL, 30).lanewise(VectorOperators.AND, SIGN);
            FloatVector n0 = radius0.mul(cos0.blend(sin0, swap0)
                    .lanewise(VectorOperators.XOR, cosineSign0)
                    .reinterpretAsFloats());
            FloatVector n1 = radius0.mul(sin0.blend(cos0, swap0)
                    .lanewise(VectorOperators.XOR, sineSign0)
                    .reinterpretAsFloats());
            FloatVector n2 = radius1.mul(cos1.blend(sin1, swap1)
                    .lanewise(VectorOperators.XOR, cosineSign1)
                    .reinterpretAsFloats());
            FloatVector n3 = radius1.mul(sin1.blend(cos1, swap1)
                    .lanewise(VectorOperators.XOR, sineSign1)
                    .reinterpretAsFloats());
            FloatVector low02 = n0.rearrange(ZIP_LOW, n2);
            FloatVector high02 = n0.rearrange(ZIP_HIGH, n2);
            FloatVector low13 = n1.rearrange(ZIP_LOW, n3);
            FloatVector high13 = n1.rearrange(ZIP_HIGH, n3);
            int to = at + FLOATS_PER_BLOCK * p;
            low02.rearrange(ZIP_LOW, low13).intoArray(out, to);
            low02.rearrange(ZIP_HIGH, low13).intoArray(out, to + lanes);
            high02.rearrange(ZIP_LOW, high13).intoArray(out, to + 2 * lanes);
            high02.rearrange(ZIP_HIGH, high13).intoArray(out, to + 3 * lanes);
        }
    }
}
