package dev.noether.bench;

import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** How long does it take to bring the parameters of a trajectory to the device and back, without a step? */
public class DeviceTransferBenchmark extends Comparison {

    @Param({"FIGURE_8", "LARGE"})
    private DeviceWork work;

    @Param
    private Precision precision;

    private Stepper device;
    private Stepper simd;

    @Setup
    public void setUp() {
        device = work.stepper(BenchDevice.backend(), precision);
        simd = work.stepper(BenchDevice.control(), precision);
        Stepper.State start = device.save(0);
        Parameters returned = Parameters.allocate(work.size.net(), precision);
        compare(new Subject() {
            @Override
            public Object kernel() {
                return there(device);
            }

            @Override
            public Object control() {
                return there(simd);
            }

            private Object there(Stepper stepper) {
                stepper.restore(0, start);
                stepper.read(0, returned);
                return returned;
            }
        });
        kernel();
        Agreement.require(precision, returned, start.theta());
    }

    @TearDown
    public void tearDown() {
        device.close();
        simd.close();
    }

    /** Bytes that go there and come back. */
    static double bytes(DeviceWork work, Precision precision) {
        return 2.0 * work.size.net().parameterCount() * precision.bytes();
    }
}
