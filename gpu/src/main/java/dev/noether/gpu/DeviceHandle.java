package dev.noether.gpu;

import dev.noether.backend.Device;
import dev.noether.model.Precision;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * A device with what is needed to run on it.
 *
 * @param platform its platform
 * @param id the device
 * @param description what the user sees
 * @param driver version of its driver
 * @param cpu whether it is a processor rather than a GPU
 * @param floats floats in a vector of its own
 * @param roundedRoot whether it can be told to round float roots correctly
 * @param largestBuffer bytes of the largest buffer: what the device says, and at most a quarter of its memory
 */
record DeviceHandle(
        cl_platform_id platform,
        cl_device_id id,
        Device description,
        String driver,
        boolean cpu,
        int floats,
        boolean roundedRoot,
        long largestBuffer) {

    /** Local memory that a kernel may use whatever the device has, so that what works on one works on all. */
    static final int LOCAL_BYTES = 48 * 1024;

    /** Work-items of a group, likewise. */
    static final int GROUP_ITEMS = 1024;

    static DeviceHandle of(cl_platform_id platform, cl_device_id id, int index) {
        long memory = number(id, CL.CL_DEVICE_GLOBAL_MEM_SIZE);
        Device description = new Device(
                index,
                text(platform, CL.CL_PLATFORM_NAME) + ", " + text(platform, CL.CL_PLATFORM_VERSION),
                text(id, CL.CL_DEVICE_NAME),
                (int) number(id, CL.CL_DEVICE_MAX_COMPUTE_UNITS),
                memory,
                number(id, CL.CL_DEVICE_LOCAL_MEM_SIZE),
                (" " + text(id, CL.CL_DEVICE_EXTENSIONS) + " ").contains(" cl_khr_fp64 "));
        return new DeviceHandle(
                platform,
                id,
                description,
                text(id, CL.CL_DRIVER_VERSION),
                (number(id, CL.CL_DEVICE_TYPE) & CL.CL_DEVICE_TYPE_CPU) != 0,
                (int) number(id, CL.CL_DEVICE_NATIVE_VECTOR_WIDTH_FLOAT),
                (number(id, CL.CL_DEVICE_SINGLE_FP_CONFIG) & CL.CL_FP_CORRECTLY_ROUNDED_DIVIDE_SQRT) != 0,
                Math.min(number(id, CL.CL_DEVICE_MAX_MEM_ALLOC_SIZE), memory / 4));
    }

    /** Reals in a vector that suits it: its own of up to 512 bits, and at least 4. */
    int width(Precision precision) {
        return width(floats, precision);
    }

    /** The same for a device whose own vectors have so many floats. */
    static int width(int floats, Precision precision) {
        return Math.max(4, Integer.highestOneBit(Math.min(floats, 16)) * Float.BYTES / precision.bytes());
    }

    /** Local memory that a kernel may use here. */
    long localBytes() {
        return Math.min(LOCAL_BYTES, description.localMemoryBytes());
    }

    /** Whether it is PoCL, whose compiler calls the linker of the system for every kernel and keeps them in files of its own. */
    boolean isPocl() {
        return description.platform().startsWith("Portable Computing Language");
    }

    private static long number(cl_device_id id, int parameter) {
        long[] value = new long[1];
        CL.clGetDeviceInfo(id, parameter, Sizeof.cl_long, Pointer.to(value), null);
        return value[0];
    }

    private static String text(cl_device_id id, int parameter) {
        long[] size = new long[1];
        CL.clGetDeviceInfo(id, parameter, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetDeviceInfo(id, parameter, bytes.length, Pointer.to(bytes), null);
        return string(bytes);
    }

    private static String text(cl_platform_id id, int parameter) {
        long[] size = new long[1];
        CL.clGetPlatformInfo(id, parameter, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetPlatformInfo(id, parameter, bytes.length, Pointer.to(bytes), null);
        return string(bytes);
    }

    private static String string(byte[] zeroTerminated) {
        return new String(
                        zeroTerminated,
                        0,
                        Math.max(0, zeroTerminated.length - 1),
                        java.nio.charset.StandardCharsets.UTF_8)
                .trim();
    }
}
