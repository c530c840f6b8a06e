package dev.noether.bench;

import dev.noether.model.Precision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** How fast is the product {@code H = X W^T} that begins a step, and how fast the micro-kernel that it is made of? */
public class MatrixProductBenchmark extends Comparison {

    @Param({"TILE", "FIGURE_2", "FIGURE_8"})
    private Size size;

    @Param
    private Precision precision;

    @Setup
    public void setUp() {
        compare(
                switch (precision) {
                    case FLOAT -> new FloatProductSubject(size);
                    case DOUBLE -> new DoubleProductSubject(size);
                });
    }
}
