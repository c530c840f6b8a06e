package dev.noether.bench;

import dev.noether.model.Precision;
import dev.noether.simd.DoubleFmaChains;
import dev.noether.simd.FloatFmaChains;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** How many fused multiply-adds can one core do on the chosen species? The limit that the others are measured against. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FmaPeakBenchmark {

    /** Steps of a chain in one call. */
    static final int LENGTH = 10_000;

    @Param
    private Precision precision;

    private double x = 0.5;
    private double y = 0.25;

    /** Each chain adds 1/8 a step, exactly: the sum over the chains is known. */
    @Setup
    public void setUp() {
        double start = FloatFmaChains.CHAINS * (FloatFmaChains.CHAINS - 1) / 2.0;
        double expected = start + FloatFmaChains.CHAINS * LENGTH * x * y;
        if (chains() != expected) {
            throw new IllegalStateException("the chains give " + chains() + ", not " + expected);
        }
    }

    @Benchmark
    public double chains() {
        return switch (precision) {
            case FLOAT -> FloatFmaChains.run(LENGTH, (float) x, (float) y);
            case DOUBLE -> DoubleFmaChains.run(LENGTH, x, y);
        };
    }

    /** Floating-point operations of a call. */
    static double operations(Precision precision) {
        return switch (precision) {
            case FLOAT -> FloatFmaChains.operations(LENGTH);
            case DOUBLE -> DoubleFmaChains.operations(LENGTH);
        };
    }
}
