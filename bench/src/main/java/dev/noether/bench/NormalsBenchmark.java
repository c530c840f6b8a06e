package dev.noether.bench;

import dev.noether.model.Precision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** How long do the random inputs of a minibatch take? */
public class NormalsBenchmark extends Comparison {

    @Param({"FIGURE_2", "FIGURE_8"})
    private Size size;

    @Param
    private Precision precision;

    @Setup
    public void setUp() {
        compare(
                switch (precision) {
                    case FLOAT -> new FloatNormalsSubject(size);
                    case DOUBLE -> new DoubleNormalsSubject(size);
                });
    }
}
