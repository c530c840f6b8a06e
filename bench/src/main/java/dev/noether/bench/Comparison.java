package dev.noether.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A kernel beside its control, plain Java for the same computation: what every benchmark here is, except the peak. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class Comparison {

    /** What is timed. */
    interface Subject {

        /** The kernel; the result is for the black hole. */
        Object kernel();

        /** The control. */
        Object control();
    }

    private Subject subject;

    /** Called by {@code @Setup} of each benchmark, after it has checked that kernel and control agree. */
    final void compare(Subject checked) {
        subject = checked;
    }

    @Benchmark
    public Object kernel() {
        return subject.kernel();
    }

    @Benchmark
    public Object control() {
        return subject.control();
    }
}
