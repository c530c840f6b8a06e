package dev.noether.simd;

import dev.noether.model.Activation;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * Functions of arrays, every element compared with the function of it alone; a program that prints a checksum of all
 * bits, since a process has one width of lanes.
 */
final class FunctionsInLanes {

    private static final int EDGE = 3;

    /** More than two vectors of the widest lanes and a tail. */
    private static final int LONGEST = 37;

    /** Elements whose bits are compared between widths, a function. */
    private static final int MANY = 601;

    private static final int[] COLUMNS = {1, 7, 37, 300};

    interface Floats {
        void apply(float[] in, int inAt, float[] out, int outAt, int count);
    }

    interface Doubles {
        void apply(double[] in, int inAt, double[] out, int outAt, int count);
    }

    private static final List<Floats> FLOATS = List.of(
            FloatExponentials::exp,
            (in, inAt, out, outAt, n) -> FloatExponentials.expOfMinusSquare(0.5f, in, inAt, out, outAt, n),
            (in, inAt, out, outAt, n) -> FloatExponentials.expOfMinusSquare(1f, in, inAt, out, outAt, n),
            FloatExponentials::tanh,
            FloatLogarithms::log,
            FloatLogarithms::logOfOnePlus,
            FloatErrorFunction::erf,
            (in, inAt, out, outAt, n) -> FloatErrorFunction.normalTail(in, inAt, in, inAt, out, outAt, n),
            FloatTurns::sine,
            FloatTurns::cosine);

    private static final List<Doubles> DOUBLES = List.of(
            DoubleExponentials::exp,
            (in, inAt, out, outAt, n) -> DoubleExponentials.expOfMinusSquare(0.5, in, inAt, out, outAt, n),
            (in, inAt, out, outAt, n) -> DoubleExponentials.expOfMinusSquare(1, in, inAt, out, outAt, n),
            DoubleExponentials::tanh,
            DoubleLogarithms::log,
            DoubleLogarithms::logOfOnePlus,
            DoubleErrorFunction::erf,
            (in, inAt, out, outAt, n) -> DoubleErrorFunction.normalTail(in, inAt, in, inAt, out, outAt, n),
            DoubleTurns::sine,
            DoubleTurns::cosine);

    private final CRC32 bits = new CRC32();
    private final ByteBuffer element = ByteBuffer.allocate(Long.BYTES);

    private FunctionsInLanes() {}

    /** Prints the width of the lanes and the checksum. */
    public static void main(String[] args) {
        System.out.println(Lanes.BITS + " bits: " + checksum());
    }

    /** Of all bits of all results; fails where an element depends on its place, or what is around is overwritten. */
    static String checksum() {
        FunctionsInLanes all = new FunctionsInLanes();
        SplittableRandom random = new SplittableRandom(22);
        for (Floats function : FLOATS) {
            all.floats(function, random);
        }
        for (Doubles function : DOUBLES) {
            all.doubles(function, random);
        }
        for (int columns : COLUMNS) {
            all.activations(random, columns);
        }
        return Long.toHexString(all.bits.getValue());
    }

    /** Half of them of any size, half about 1. */
    private static double argument(SplittableRandom random) {
        double any = Double.longBitsToDouble(random.nextLong());
        return random.nextBoolean() && !Double.isNaN(any) ? any : random.nextDouble(-10, 10);
    }

    private static float floatArgument(SplittableRandom random) {
        float any = Float.intBitsToFloat(random.nextInt());
        return random.nextBoolean() && !Float.isNaN(any) ? any : (float) random.nextDouble(-10, 10);
    }

    private void floats(Floats function, SplittableRandom random) {
        float[] in = new float[MANY];
        float[] alone = new float[MANY];
        for (int i = 0; i < MANY; i++) {
            in[i] = floatArgument(random);
        }
        function.apply(in, 0, alone, 0, MANY);
        for (float value : alone) {
            add(Float.floatToIntBits(value));
        }
        for (int i = 0; i < EDGE + LONGEST; i++) {
            function.apply(in, i, alone, i, 1);
        }
        for (int count = 0; count <= LONGEST; count++) {
            float[] out = new float[count + 3 * EDGE];
            Arrays.fill(out, 7);
            function.apply(in, EDGE, out, 2 * EDGE, count);
            for (int i = 0; i < count; i++) {
                requireSame(
                        Float.floatToIntBits(out[2 * EDGE + i]), Float.floatToIntBits(alone[EDGE + i]), in[EDGE + i]);
            }
            for (int i = 0; i < out.length; i++) {
                if ((i < 2 * EDGE || i >= 2 * EDGE + count) && out[i] != 7) {
                    throw new AssertionError("overwrote element " + i + " of " + count);
                }
            }
        }
    }

    private void doubles(Doubles function, SplittableRandom random) {
        double[] in = new double[MANY];
        double[] alone = new double[MANY];
        for (int i = 0; i < MANY; i++) {
            in[i] = argument(random);
        }
        function.apply(in, 0, alone, 0, MANY);
        for (double value : alone) {
            add(Double.doubleToLongBits(value));
        }
        for (int i = 0; i < EDGE + LONGEST; i++) {
            function.apply(in, i, alone, i, 1);
        }
        for (int count = 0; count <= LONGEST; count++) {
            double[] out = new double[count + 3 * EDGE];
            Arrays.fill(out, 7);
            function.apply(in, EDGE, out, 2 * EDGE, count);
            for (int i = 0; i < count; i++) {
                requireSame(
                        Double.doubleToLongBits(out[2 * EDGE + i]),
                        Double.doubleToLongBits(alone[EDGE + i]),
                        in[EDGE + i]);
            }
            for (int i = 0; i < out.length; i++) {
                if ((i < 2 * EDGE || i >= 2 * EDGE + count) && out[i] != 7) {
                    throw new AssertionError("overwrote element " + i + " of " + count);
                }
            }
        }
    }

    private void activations(SplittableRandom random, int columns) {
        FloatMatrix h = new FloatMatrix(2, columns);
        DoubleMatrix g = new DoubleMatrix(2, columns);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < columns; j++) {
                h.data()[h.at(i) + j] = floatArgument(random);
                g.data()[g.at(i) + j] = argument(random);
            }
        }
        for (Activation a : Activation.values()) {
            FloatMatrix[] f = {new FloatMatrix(1, 1), new FloatMatrix(1, 1), new FloatMatrix(1, 1)};
            DoubleMatrix[] d = {new DoubleMatrix(1, 1), new DoubleMatrix(1, 1), new DoubleMatrix(1, 1)};
            FloatActivations.values(a, 0.01, h, f[0], f[1]);
            FloatActivations.second(a, 0.01, h, f[0], f[1], f[2]);
            DoubleActivations.values(a, 0.01, g, d[0], d[1]);
            DoubleActivations.second(a, 0.01, g, d[0], d[1], d[2]);
            for (int m = 0; m < 3; m++) {
                for (int i = 0; i < 2; i++) {
                    for (int j = 0; j < columns; j++) {
                        add(Float.floatToIntBits(f[m].data()[f[m].at(i) + j]));
                        add(Double.doubleToLongBits(d[m].data()[d[m].at(i) + j]));
                    }
                }
            }
        }
    }

    private static void requireSame(long together, long alone, double argument) {
        if (together != alone) {
            throw new AssertionError("the result at " + argument + " depends on its place");
        }
    }

    private void add(long value) {
        bits.update(element.clear().putLong(value).flip());
    }
}
