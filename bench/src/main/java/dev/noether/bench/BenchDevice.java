package dev.noether.bench;

import dev.noether.backend.Backend;
import dev.noether.backend.BackendException;
import dev.noether.backend.Backends;
import dev.noether.backend.Device;
import dev.noether.model.Precision;
import java.util.Map;

/** The OpenCL device that is timed. Its index reaches the processes of JMH as a system property. */
final class BenchDevice {

    /** System property of the index. */
    static final String PROPERTY = "noether.bench.device";

    private BenchDevice() {}

    /**
     * The OpenCL backend on the device that the property names, or on the first.
     *
     * @throws BackendException if it cannot be used, with the remedy
     */
    static Backend backend() {
        return Backends.named("opencl").onDevice(index());
    }

    static int index() {
        return Integer.getInteger(PROPERTY, 0);
    }

    /** What the other side of each comparison is: the SIMD backend on all cores. */
    static Backend control() {
        return Backends.named("simd");
    }

    /** Whether the device computes in double precision. */
    static boolean doubles() {
        return backend().refuses(Precision.DOUBLE).isEmpty();
    }

    /** The device, for a line of the history. */
    static Map<String, Object> describe() {
        Device device = backend().devices().get(index());
        return Map.of(
                "device",
                device.name() + ", " + device.platform(),
                "deviceUnits",
                device.computeUnits(),
                "deviceMemoryBytes",
                device.memoryBytes());
    }
}
