package dev.noether.simd;

import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Compares normals in lanes with the scalar stream, bit for bit; a program, since a process has one width of lanes. */
final class NormalsInLanes {

    private static final int CASES = 100;
    private static final int EDGE = 3;

    private NormalsInLanes() {}

    /** Prints the width of the lanes and how many normals agree; fails at the first that does not. */
    public static void main(String[] args) {
        System.out.println(Lanes.BITS + " bits: " + agreeing() + " normals agree");
    }

    static long agreeing() {
        SplittableRandom random = new SplittableRandom(21);
        long normals = 0;
        for (int i = 0; i < CASES; i++) {
            long seed = i % 3 == 0 ? i : random.nextLong();
            int purpose = i % 2 == 0 ? Purpose.INPUTS : Purpose.initialValues(random.nextInt(60_000));
            long step = i % 4 == 0 ? i : random.nextLong(1L << 48);
            int first = i % 5 == 0 ? -2 : random.nextInt();
            int samples = 1 + random.nextInt(1 << random.nextInt(8));
            int count = 1 + random.nextInt(1 << random.nextInt(11));
            int stride = count + (i % 3 == 1 ? 0 : random.nextInt(5));
            floats(seed, purpose, step, first, samples, count, stride);
            doubles(seed, purpose, step, first, samples, count, stride);
            normals += 2L * samples * count;
            int steps = 1 + random.nextInt(20);
            int few = 1 + random.nextInt(9);
            int width = 1 + random.nextInt(40);
            steps(seed, purpose, step & ~0xFFL, steps, few, width, width + random.nextInt(3));
            normals += 2L * steps * few * width;
        }
        return normals;
    }

    /** Small matrices of several steps in one call. */
    private static void steps(long seed, int purpose, long step, int steps, int samples, int count, int stride) {
        float[] floats = new float[steps * samples * stride];
        double[] doubles = new double[floats.length];
        new FloatNormals(seed).fillSteps(purpose, step, steps, samples, count, floats, 0, stride);
        new DoubleNormals(seed).fillSteps(purpose, step, steps, samples, count, doubles, 0, stride);
        float[] row = new float[count];
        double[] doubleRow = new double[count];
        RandomStream stream = new RandomStream(seed);
        for (int r = 0; r < steps * samples; r++) {
            stream.normals(purpose, step + r / samples, r % samples, count, row, 0);
            stream.normals(purpose, step + r / samples, r % samples, count, doubleRow, 0);
            int at = r * stride;
            if (!Arrays.equals(floats, at, at + count, row, 0, count)
                    || !Arrays.equals(doubles, at, at + count, doubleRow, 0, count)) {
                throw new AssertionError(
                        steps + " steps of " + samples + " x " + count + ": row " + r + " is not that of the stream");
            }
        }
    }

    private static void floats(long seed, int purpose, long step, int first, int samples, int count, int stride) {
        float[] expected = new float[samples * stride + 2 * EDGE];
        Arrays.fill(expected, Float.NaN);
        float[] actual = expected.clone();
        RandomStream stream = new RandomStream(seed);
        for (int i = 0; i < samples; i++) {
            stream.normals(purpose, step, first + i, count, expected, EDGE + i * stride);
        }
        new FloatNormals(seed).fill(purpose, step, first, samples, count, actual, EDGE, stride);
        for (int i = 0; i < actual.length; i++) {
            if (Float.floatToRawIntBits(actual[i]) != Float.floatToRawIntBits(expected[i])) {
                throw new AssertionError(samples + " x " + count + ", stride " + stride + ": float " + (i - EDGE)
                        + " is " + actual[i] + ", the stream has " + expected[i]);
            }
        }
    }

    private static void doubles(long seed, int purpose, long step, int first, int samples, int count, int stride) {
        double[] expected = new double[samples * stride + 2 * EDGE];
        Arrays.fill(expected, Double.NaN);
        double[] actual = expected.clone();
        RandomStream stream = new RandomStream(seed);
        for (int i = 0; i < samples; i++) {
            stream.normals(purpose, step, first + i, count, expected, EDGE + i * stride);
        }
        new DoubleNormals(seed).fill(purpose, step, first, samples, count, actual, EDGE, stride);
        for (int i = 0; i < actual.length; i++) {
            if (Double.doubleToRawLongBits(actual[i]) != Double.doubleToRawLongBits(expected[i])) {
                throw new AssertionError(samples + " x " + count + ", stride " + stride + ": double " + (i - EDGE)
                        + " is " + actual[i] + ", the stream has " + expected[i]);
            }
        }
    }
}
