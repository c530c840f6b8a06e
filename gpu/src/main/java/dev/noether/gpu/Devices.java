package dev.noether.gpu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.cl_device_id;
import org.jocl.cl_platform_id;

/**
 * The OpenCL devices of this machine, looked up once.
 *
 * @param list all devices of all platforms
 * @param reason why there is none and what helps, in one sentence; empty if there is one
 */
record Devices(List<DeviceHandle> list, Optional<String> reason) {

    private static final String INSTALL =
            "install a driver: a GPU's has an OpenCL library (NVIDIA's is libnvidia-opencl.so.1; a container gets it with"
                    + " NVIDIA_DRIVER_CAPABILITIES=compute,utility), for the processor there is PoCL, on Debian:"
                    + " apt-get install pocl-opencl-icd ocl-icd-libopencl1";

    /** {@code CL_PLATFORM_NOT_FOUND_KHR}. */
    private static final int NO_PLATFORM = -1001;

    private static final class Holder {
        static final Devices FOUND = find();
    }

    /** What there is. */
    static Devices found() {
        return Holder.FOUND;
    }

    private static Devices none(String reason) {
        return new Devices(List.of(), Optional.of(reason));
    }

    private static Devices find() {
        try {
            JoclLibrary.load();
            List<DeviceHandle> devices = enumerate();
            if (devices.isEmpty()) {
                return none("OpenCL has a platform but no device that can be used; " + INSTALL);
            }
            if (devices.stream().allMatch(DeviceHandle::isPocl) && !linkerOnPath()) {
                return none("PoCL builds kernels with the linker 'ld', which is not on the PATH;"
                        + " install it, for instance on Debian: apt-get install binutils");
            }
            return new Devices(devices, Optional.empty());
        } catch (LinkageError e) {
            return none("the OpenCL loader libOpenCL.so.1 or JOCL's native library cannot be loaded (" + firstLine(e)
                    + "); " + INSTALL);
        } catch (CLException e) {
            return none(
                    e.getStatus() == NO_PLATFORM
                            ? "OpenCL is installed but has no platform; " + INSTALL
                            : "OpenCL does not answer (" + firstLine(e) + "); " + INSTALL);
        } catch (IOException e) {
            return none("OpenCL cannot be prepared (" + firstLine(e)
                    + "); make the cache folder (NOETHER_CACHE_DIR) or the temporary folder writable");
        }
    }

    private static String firstLine(Throwable e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }

    private static List<DeviceHandle> enumerate() {
        int[] count = new int[1];
        CL.clGetPlatformIDs(0, null, count);
        cl_platform_id[] platforms = new cl_platform_id[count[0]];
        CL.clGetPlatformIDs(platforms.length, platforms, null);
        List<DeviceHandle> devices = new ArrayList<>();
        for (cl_platform_id platform : platforms) {
            for (cl_device_id id : devicesOf(platform)) {
                devices.add(DeviceHandle.of(platform, id, devices.size()));
            }
        }
        return List.copyOf(devices);
    }

    private static cl_device_id[] devicesOf(cl_platform_id platform) {
        int[] count = new int[1];
        try {
            CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, 0, null, count);
        } catch (CLException e) {
            if (e.getStatus() == CL.CL_DEVICE_NOT_FOUND) {
                return new cl_device_id[0];
            }
            throw e;
        }
        cl_device_id[] ids = new cl_device_id[count[0]];
        CL.clGetDeviceIDs(platform, CL.CL_DEVICE_TYPE_ALL, ids.length, ids, null);
        return ids;
    }

    private static boolean linkerOnPath() {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(java.io.File.pathSeparator))
                .anyMatch(folder -> !folder.isEmpty() && Files.isExecutable(Path.of(folder, "ld")));
    }
}
