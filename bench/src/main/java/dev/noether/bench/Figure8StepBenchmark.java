package dev.noether.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** How long does a whole step of SGD take, random numbers included, at the size of figure 8, which is wide? */
public class Figure8StepBenchmark extends StepBenchmark {

    private static final int STEPS = 10;

    @Param("FIGURE_8")
    private Size size;

    public Figure8StepBenchmark() {
        super(STEPS);
    }

    @Override
    Size size() {
        return size;
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
}
