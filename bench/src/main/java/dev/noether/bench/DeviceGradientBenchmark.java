package dev.noether.bench;

import dev.noether.backend.Backend;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.Set;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** How long does a gradient take from and to the caller's memory, transfers included, beside the SIMD backend? */
public class DeviceGradientBenchmark extends Comparison {

    private static final Set<Quantity> GRADIENT = Set.of(Quantity.GRADIENT);

    @Param({"FIGURE_8", "LARGE"})
    private Size size;

    @Param
    private Precision precision;

    private Gradient device;
    private Gradient simd;

    @Setup
    public void setUp() {
        device = new Gradient(BenchDevice.backend());
        simd = new Gradient(BenchDevice.control());
        compare(new Subject() {
            @Override
            public Object kernel() {
                return device.compute();
            }

            @Override
            public Object control() {
                return simd.compute();
            }
        });
        kernel();
        control();
        Agreement.require(precision, device.result.gradient(), simd.result.gradient());
    }

    @TearDown
    public void tearDown() {
        device.evaluator.close();
        simd.evaluator.close();
    }

    private final class Gradient {

        private final Parameters theta = Nets.parameters(size, precision);
        private final Batch.Samples batch = Nets.minibatch(size, precision);
        final Evaluator evaluator;
        final Result result = new Result(size.net(), precision, GRADIENT);

        Gradient(Backend backend) {
            evaluator = backend.evaluator(size.net(), precision);
        }

        Object compute() {
            evaluator.at(theta, batch, 0).compute(GRADIENT, result);
            return result;
        }
    }
}
