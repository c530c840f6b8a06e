package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** How long does a whole step of SGD take, random numbers included? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StepBenchmark {

    /** Enough to make a call worth its cost at the small size, few enough for a short iteration at the large one. */
    private static final int STEPS = 64;

    @Param({"FIGURE_2", "FIGURE_8"})
    private Size size;

    @Param
    private Precision precision;

    private StepSubject subject;

    @Setup
    public void setUp() {
        subject = new StepSubject(size, precision, STEPS);
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Object kernel() {
        return subject.kernel();
    }

    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Object control() {
        return subject.control();
    }

    @TearDown
    public void tearDown() {
        subject.close();
    }
}
