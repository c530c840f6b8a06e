package dev.noether.bench;

import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** How long do steps take on the device, parameters and random numbers there, beside the SIMD backend on all cores? */
public class DeviceStepBenchmark extends Comparison {

    /** Steps after which the two are compared. */
    private static final int CHECKED_STEPS = 3;

    @Param
    private DeviceWork work;

    @Param
    private Precision precision;

    private Steps device;
    private Steps simd;

    @Setup
    public void setUp() {
        device = new Steps(work.stepper(BenchDevice.backend(), precision), work.steps);
        simd = new Steps(work.stepper(BenchDevice.control(), precision), work.steps);
        Parameters one = Parameters.allocate(work.size.net(), precision);
        Parameters other = Parameters.allocate(work.size.net(), precision);
        for (int r = 0; r < work.replicas; r++) {
            device.stepper.read(r, one);
            simd.stepper.read(r, other);
            Agreement.require(precision, one, other);
        }
        compare(new Subject() {
            @Override
            public Object kernel() {
                return device.advance();
            }

            @Override
            public Object control() {
                return simd.advance();
            }
        });
    }

    @TearDown
    public void tearDown() {
        device.close();
        simd.close();
    }

    /** A stepper that goes on from call to call. */
    private static final class Steps {

        final Stepper stepper;
        private final int stepsPerCall;
        private long target = CHECKED_STEPS;

        Steps(Stepper stepper, int stepsPerCall) {
            this.stepper = stepper;
            this.stepsPerCall = stepsPerCall;
            stepper.advance(target, () -> false);
        }

        Object advance() {
            target += stepsPerCall;
            return stepper.advance(target, () -> false);
        }

        /** @throws IllegalStateException if the steps that were timed were not made */
        void close() {
            boolean made = stepper.step(0) == target && !stepper.diverged(0);
            stepper.close();
            if (!made) {
                throw new IllegalStateException("the trajectory has diverged: what was timed were no steps");
            }
        }
    }
}
