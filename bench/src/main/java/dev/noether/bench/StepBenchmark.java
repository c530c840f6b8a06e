package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the benchmarks of whole steps share. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class StepBenchmark {

    private final int stepsPerCall;

    StepSubject subject;

    @Param
    private Precision precision;

    StepBenchmark(int stepsPerCall) {
        this.stepsPerCall = stepsPerCall;
    }

    abstract Size size();

    @Setup
    public void setUp() {
        subject = new StepSubject(size(), precision, stepsPerCall);
    }

    @TearDown
    public void tearDown() {
        subject.close();
    }
}
