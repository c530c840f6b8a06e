package dev.noether.bench;

import dev.noether.model.Precision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** How fast is the product {@code H = X W^T} that begins a step? */
public class MatrixProductBenchmark extends Comparison {

    @Param({"FIGURE_2", "FIGURE_8"})
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
