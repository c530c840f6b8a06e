package dev.noether.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** How long does a whole step of SGD take, random numbers included, at the size of figure 2, which fits the first-level cache? */
public class Figure2StepBenchmark extends StepBenchmark {

    private static final int STEPS = 1000;

    @Param("FIGURE_2")
    private Size size;

    public Figure2StepBenchmark() {
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
