package dev.noether.bench;

import dev.noether.model.Precision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** How long does the gradient of a minibatch take, from and to the caller's memory? */
public class GradientBenchmark extends Comparison {

    @Param({"FIGURE_2", "FIGURE_8"})
    private Size size;

    @Param
    private Precision precision;

    @Setup
    public void setUp() {
        compare(new PointSubject(size, precision));
    }
}
