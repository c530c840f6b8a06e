package dev.noether.gpu;

import dev.noether.backend.BackendException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/**
 * The context of a device and the programs that were built in it, one for the whole process: building takes far longer
 * than all else that a session does when it opens. Their number is bounded by that of the kernel files and of the few
 * values of their defines. Safe for several threads.
 */
final class DeviceContext {

    private static final Map<cl_device_id, DeviceContext> CONTEXTS = new ConcurrentHashMap<>();

    private final DeviceHandle device;
    private final cl_context context;
    private final ProgramCache cache;
    private final Map<String, cl_program> programs = new HashMap<>();

    private DeviceContext(DeviceHandle device) {
        this.device = device;
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL.CL_CONTEXT_PLATFORM, device.platform());
        cache = ProgramCache.of(device);
        context = CL.clCreateContext(properties, 1, new cl_device_id[] {device.id()}, null, null, null);
    }

    /**
     * The context of a device, opened when first asked for.
     *
     * @throws CLException if it cannot be opened
     */
    static DeviceContext of(DeviceHandle device) {
        return CONTEXTS.computeIfAbsent(device.id(), _ -> new DeviceContext(device));
    }

    cl_context context() {
        return context;
    }

    /**
     * The program of a source, built or taken from the {@link ProgramCache} when first asked for.
     *
     * @throws BackendException with the compiler's log, the device and the options, if it does not compile
     */
    synchronized cl_program program(KernelSource source) {
        return programs.computeIfAbsent(source.toString(), this::build);
    }

    private cl_program build(String source) {
        String options = "-cl-std=CL1.2" + (device.roundedRoot() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
        String key = ProgramCache.key(
                device.description().platform(), device.description().name(), device.driver(), options, source);
        Optional<cl_program> known = cache.load(key).flatMap(binary -> fromBinary(binary, options));
        if (known.isPresent()) {
            return known.get();
        }
        cl_program program = fromSource(source, options);
        if (cache.folder().isPresent()) {
            binary(program).ifPresent(binary -> cache.store(key, binary));
        }
        return program;
    }

    /** Empty if the driver does not take it, for instance because it has changed without a new version. */
    private Optional<cl_program> fromBinary(byte[] binary, String options) {
        cl_program program = null;
        try {
            program = CL.clCreateProgramWithBinary(
                    context,
                    1,
                    new cl_device_id[] {device.id()},
                    new long[] {binary.length},
                    new byte[][] {binary},
                    new int[1],
                    null);
            CL.clBuildProgram(program, 1, new cl_device_id[] {device.id()}, options, null, null);
            return Optional.of(program);
        } catch (CLException e) {
            if (program != null) {
                CL.clReleaseProgram(program);
            }
            return Optional.empty();
        }
    }

    /** What the driver has made of a program; empty if it does not tell. */
    private static Optional<byte[]> binary(cl_program program) {
        try {
            long[] size = new long[1];
            CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARY_SIZES, Sizeof.size_t, Pointer.to(size), null);
            byte[] binary = new byte[(int) size[0]];
            CL.clGetProgramInfo(program, CL.CL_PROGRAM_BINARIES, Sizeof.POINTER, Pointer.to(Pointer.to(binary)), null);
            return binary.length == 0 ? Optional.empty() : Optional.of(binary);
        } catch (CLException e) {
            return Optional.empty();
        }
    }

    private cl_program fromSource(String source, String options) {
        cl_program program = CL.clCreateProgramWithSource(context, 1, new String[] {source}, null, null);
        try {
            CL.clBuildProgram(program, 1, new cl_device_id[] {device.id()}, options, null, null);
        } catch (CLException e) {
            String log = log(program);
            CL.clReleaseProgram(program);
            BackendException failure = new BackendException(
                    BackendException.Kind.UNUSABLE,
                    "the OpenCL kernels do not compile for "
                            + device.description().name() + " ("
                            + device.description().platform() + ") with options '" + options + "': " + log);
            failure.initCause(e);
            throw failure;
        }
        return program;
    }

    private String log(cl_program program) {
        long[] size = new long[1];
        CL.clGetProgramBuildInfo(program, device.id(), CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetProgramBuildInfo(program, device.id(), CL.CL_PROGRAM_BUILD_LOG, bytes.length, Pointer.to(bytes), null);
        return new String(bytes, StandardCharsets.UTF_8).trim();
    }
}
