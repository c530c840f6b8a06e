package dev.noether.validate;

import dev.noether.model.Precision;
import dev.noether.validate.functions.LaneFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * Measures the functions of the lanes: the largest error in units of the last place, in float over all bit patterns or
 * every so manieth, in double over random mantissas in every binade; in both over the edges of all binades and special
 * values. What is no number, infinite or zero must be exactly that, with its sign.
 */
public final class FunctionAccuracy {

    private static final String BACKEND = "simd";
    private static final String MODEL = "functions";
    private static final int BLOCK = 1 << 14;
    private static final long PATTERNS = 1L << 32;
    private static final int EDGE_NEIGHBOURS = 2;

    /** Doubles whose functions are neither their limits nor their first terms. */
    private static final int FIRST_DENSE = -40;

    private static final int LAST_DENSE = 11;
    private static final int BINADES = 2048;
    private static final long SEED = 20;

    private FunctionAccuracy() {}

    /**
     * One row a function and precision.
     *
     * @param stride every how manieth float is tried, at least 1; the doubles thin out with it
     * @param progress told of every function and precision
     */
    public static List<AgreementRow> measure(long stride, Referee.Progress progress) {
        if (stride < 1) {
            throw new IllegalArgumentException("stride " + stride + ", it must be at least 1");
        }
        List<LaneFunction> functions = LaneFunction.all();
        List<AgreementRow> rows = new ArrayList<>();
        for (LaneFunction function : functions) {
            rows.add(row(function, Precision.FLOAT, floats(function, stride), function.floatBound()));
            progress.update(rows.size(), 2L * functions.size());
            rows.add(row(function, Precision.DOUBLE, doubles(function, stride), function.doubleBound()));
            progress.update(rows.size(), 2L * functions.size());
        }
        return rows;
    }

    private static AgreementRow row(LaneFunction function, Precision precision, Worst worst, double bound) {
        double epsilon = precision.epsilon();
        Deviation deviation = new Deviation(worst.error() * epsilon, bound * epsilon);
        return new AgreementRow(BACKEND, MODEL, precision, function.name(), deviation, worst.where());
    }

    /** Every {@code stride}-th of all floats, and the edges. */
    static Worst floats(LaneFunction function, long stride) {
        long count = Math.ceilDiv(PATTERNS, stride);
        return LongStream.range(0, Math.ceilDiv(count, BLOCK))
                .parallel()
                .mapToObj(n -> {
                    long from = n * BLOCK;
                    return floats(function, (int) Math.min(BLOCK, count - from), i -> (from + i) * stride);
                })
                .reduce(floats(function, edges(Float.SIZE, 23)), Worst::worse);
    }

    private static Worst floats(LaneFunction function, long[] patterns) {
        return floats(function, patterns.length, i -> patterns[(int) i]);
    }

    private static Worst floats(LaneFunction function, int size, LongUnaryOperator patterns) {
        float[] in = new float[size];
        float[] out = new float[size];
        for (int i = 0; i < size; i++) {
            in[i] = Float.intBitsToFloat((int) patterns.applyAsLong(i));
        }
        function.floats().apply(in, 0, out, 0, size);
        double worst = 0;
        int at = 0;
        for (int i = 0; i < size; i++) {
            double error = FunctionErrors.ofFloat(function, in[i], out[i]);
            if (error > worst) {
                worst = error;
                at = i;
            }
        }
        return new Worst(worst, in[at]);
    }

    /** Random mantissas in every binade, more where something happens, and the edges. */
    static Worst doubles(LaneFunction function, long stride) {
        int dense = (int) Math.max(1, 100 / stride) * 500;
        return LongStream.range(0, 2L * BINADES)
                .parallel()
                .mapToObj(binade -> {
                    long exponent = binade % BINADES - Double.MAX_EXPONENT;
                    int size = exponent >= FIRST_DENSE && exponent <= LAST_DENSE ? dense : dense / 100;
                    SplittableRandom random = new SplittableRandom(SEED + binade);
                    return doubles(function, size, i -> binade << 52 | random.nextLong() >>> 12);
                })
                .reduce(doubles(function, edges(Double.SIZE, 52)), Worst::worse);
    }

    private static Worst doubles(LaneFunction function, long[] patterns) {
        return doubles(function, patterns.length, i -> patterns[(int) i]);
    }

    private static Worst doubles(LaneFunction function, int size, LongUnaryOperator patterns) {
        double[] in = new double[size];
        double[] out = new double[size];
        for (int i = 0; i < size; i++) {
            in[i] = Double.longBitsToDouble(patterns.applyAsLong(i));
        }
        function.doubles().apply(in, 0, out, 0, size);
        Worst worst = Worst.NONE;
        for (int i = 0; i < size; i++) {
            worst = worst.worse(new Worst(FunctionErrors.ofDouble(function, in[i], out[i]), in[i]));
        }
        return worst;
    }

    /** Bits of both zeros, infinities, powers of two and what is next to them; there are NaN among them. */
    private static long[] edges(int bits, int mantissa) {
        return LongStream.range(0, 1L << (bits - mantissa))
                .flatMap(binade -> LongStream.rangeClosed(-EDGE_NEIGHBOURS, EDGE_NEIGHBOURS)
                        .map(neighbour -> (binade << mantissa) + neighbour))
                .toArray();
    }
}
