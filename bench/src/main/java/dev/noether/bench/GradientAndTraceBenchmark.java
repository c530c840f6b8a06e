package dev.noether.bench;

import dev.noether.backend.Quantity;
import dev.noether.model.Precision;
import java.util.EnumSet;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** What does the exact Hessian trace cost on top of the gradient? */
public class GradientAndTraceBenchmark extends Comparison {

    @Param
    private Size size;

    @Param
    private Precision precision;

    @Setup
    public void setUp() {
        compare(new PointSubject(size, precision, EnumSet.of(Quantity.GRADIENT, Quantity.HESSIAN_TRACE)));
    }
}
