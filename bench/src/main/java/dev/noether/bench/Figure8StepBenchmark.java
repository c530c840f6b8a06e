package dev.noether.bench;

import dev.noether.model.Precision;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** How long does a whole step of SGD take, random numbers included, at the size of figure 8, which is wide? */
public class Figure8StepBenchmark extends Comparison {

    private static final int STEPS = 10;

    @Param("FIGURE_8")
    private Size size;

    @Param
    private Precision precision;

    private StepSubject subject;

    @Setup
    public void setUp() {
        subject = new StepSubject(size, precision, STEPS);
        compare(subject);
    }

    @TearDown
    public void tearDown() {
        subject.close();
    }

    @Override
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Object kernel() {
        return super.kernel();
    }

    @Override
    @Benchmark
    @OperationsPerInvocation(STEPS)
    public Object control() {
        return super.control();
    }
}
