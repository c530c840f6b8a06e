package dev.noether.simd;

import dev.noether.random.RandomStream;
import dev.noether.random.Threefry;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link Threefry} in lanes: the words of the blocks of one matrix of random numbers a step, in row-major order of (step,
 * sample, block). A lane is one of these, so that short rows fill vectors as well as long ones.
 *
 * <p>The rounds run in passes of four over a buffer of {@link #CAPACITY} blocks, because C2 gives up on one loop with
 * all twenty ("too many clones required" in partial peeling).
 *
 * <pre>
 * words:  | word 0 of blocks 0 ... CAPACITY - 1 | word 1 ... | word 2 ... | word 3 ... |
 * </pre>
 */
final class ThreefryLanes {

    /** Blocks in the buffer: 4 KiB of words, a multiple of every lane count. */
    static final int CAPACITY = 256;

    private static final VectorSpecies<Integer> LANES = VectorSpecies.of(int.class, Lanes.FLOAT.vectorShape());
    private static final int PASSES = Threefry.ROUNDS / 4;

    /** Words of the blocks that {@link #next} has made. */
    final int[] words = new int[4 * CAPACITY];

    /** What is added to word w before the first pass (row 0) and after pass p (row p). */
    private final int[] injections = new int[4 * (PASSES + 1)];

    private final int[] blockOfLane = new int[LANES.length()];
    private final int[] sampleOfLane = new int[LANES.length()];
    private final int[] stepOfLane = new int[LANES.length()];
    private int blocks;
    private int samples;
    private int firstSample;
    private int word3;

    ThreefryLanes(long seed) {
        int k0 = (int) seed;
        int k1 = (int) (seed >>> 32);
        int[] key = {k0, k1, 0, 0, Threefry.PARITY ^ k0 ^ k1};
        for (int pass = 0; pass <= PASSES; pass++) {
            for (int word = 0; word < 4; word++) {
                injections[4 * pass + word] = key[(pass + word) % 5] + (word == 3 ? pass : 0);
            }
        }
    }

    /**
     * Goes to block 0 of {@code first} at a step, in matrices of {@code samplesOfStep} samples with {@code blocksOfSample}
     * blocks each. The steps that are drawn until the next start must agree in their bits from 32 on.
     */
    void start(int purpose, long step, int first, int samplesOfStep, int blocksOfSample) {
        blocks = blocksOfSample;
        samples = samplesOfStep;
        firstSample = first;
        word3 = RandomStream.highWord(purpose, step);
        int block = 0;
        int sample = 0;
        int lowStep = (int) step;
        for (int lane = 0; lane < blockOfLane.length; lane++) {
            blockOfLane[lane] = block;
            sampleOfLane[lane] = sample;
            stepOfLane[lane] = lowStep;
            block++;
            if (block == blocksOfSample) {
                block = 0;
                sample++;
            }
            if (sample == samplesOfStep) {
                sample = 0;
                lowStep++;
            }
        }
    }

    /** Overwrites {@link #words} with those of the next {@code count} blocks, a multiple of the lanes. */
    void next(int count) {
        firstPass(words, count);
        for (int pass = 2; pass <= PASSES; pass++) {
            if ((pass & 1) == 1) {
                oddPass(words, injections, 4 * pass, count);
            } else {
                evenPass(words, injections, 4 * pass, count);
            }
        }
    }

    /** The counters, rounds 0 to 3 and an injection. */
    private void firstPass(int[] w, int count) {
        int lanes = LANES.length();
        // Division with remainder of the running number of the block, without dividing.
        int blocksForward = lanes % blocks;
        int samplesForward = lanes / blocks % samples;
        int stepsForward = lanes / blocks / samples;
        int key0 = injections[0];
        int key1 = injections[1] + firstSample;
        int key2 = injections[2];
        int word = word3 + injections[3];
        int i0 = injections[4];
        int i1 = injections[5];
        int i2 = injections[6];
        int i3 = injections[7];
        IntVector block = IntVector.fromArray(LANES, blockOfLane, 0);
        IntVector sample = IntVector.fromArray(LANES, sampleOfLane, 0);
        IntVector step = IntVector.fromArray(LANES, stepOfLane, 0);
        for (int p = 0; p < count; p += lanes) {
            IntVector x0 = block.add(key0);
            IntVector x1 = sample.add(key1);
            IntVector x2 = step.add(key2);
            IntVector x3 = IntVector.broadcast(LANES, word);
            block = block.add(blocksForward);
            VectorMask<Integer> carry = block.compare(VectorOperators.GE, blocks);
            block = block.sub(blocks, carry);
            sample = sample.add(samplesForward).add(1, carry);
            carry = sample.compare(VectorOperators.GE, samples);
            sample = sample.sub(samples, carry);
            step = step.add(stepsForward).add(1, carry);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 26).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 21).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 13).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 27).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 23).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 5).lanewise(VectorOperators.XOR, x2);
            x0.add(i0).intoArray(w, p);
            x1.add(i1).intoArray(w, CAPACITY + p);
            x2.add(i2).intoArray(w, 2 * CAPACITY + p);
            x3.add(i3).intoArray(w, 3 * CAPACITY + p);
        }
        block.intoArray(blockOfLane, 0);
        sample.intoArray(sampleOfLane, 0);
        step.intoArray(stepOfLane, 0);
    }

    /** Rounds 0 to 3 (mod 8) and an injection. */
    private static void oddPass(int[] w, int[] injections, int at, int count) {
        int i0 = injections[at];
        int i1 = injections[at + 1];
        int i2 = injections[at + 2];
        int i3 = injections[at + 3];
        for (int p = 0; p < count; p += LANES.length()) {
            IntVector x0 = IntVector.fromArray(LANES, w, p);
            IntVector x1 = IntVector.fromArray(LANES, w, CAPACITY + p);
            IntVector x2 = IntVector.fromArray(LANES, w, 2 * CAPACITY + p);
            IntVector x3 = IntVector.fromArray(LANES, w, 3 * CAPACITY + p);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 26).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 21).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 13).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 27).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 23).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 5).lanewise(VectorOperators.XOR, x2);
            x0.add(i0).intoArray(w, p);
            x1.add(i1).intoArray(w, CAPACITY + p);
            x2.add(i2).intoArray(w, 2 * CAPACITY + p);
            x3.add(i3).intoArray(w, 3 * CAPACITY + p);
        }
    }

    /** Rounds 4 to 7 (mod 8) and an injection. */
    private static void evenPass(int[] w, int[] injections, int at, int count) {
        int i0 = injections[at];
        int i1 = injections[at + 1];
        int i2 = injections[at + 2];
        int i3 = injections[at + 3];
        for (int p = 0; p < count; p += LANES.length()) {
            IntVector x0 = IntVector.fromArray(LANES, w, p);
            IntVector x1 = IntVector.fromArray(LANES, w, CAPACITY + p);
            IntVector x2 = IntVector.fromArray(LANES, w, 2 * CAPACITY + p);
            IntVector x3 = IntVector.fromArray(LANES, w, 3 * CAPACITY + p);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 6).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 20).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 17).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 11).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 25).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 10).lanewise(VectorOperators.XOR, x2);
            x0 = x0.add(x3);
            x3 = x3.lanewise(VectorOperators.ROL, 18).lanewise(VectorOperators.XOR, x0);
            x2 = x2.add(x1);
            x1 = x1.lanewise(VectorOperators.ROL, 20).lanewise(VectorOperators.XOR, x2);
            x0.add(i0).intoArray(w, p);
            x1.add(i1).intoArray(w, CAPACITY + p);
            x2.add(i2).intoArray(w, 2 * CAPACITY + p);
            x3.add(i3).intoArray(w, 3 * CAPACITY + p);
        }
    }
}
