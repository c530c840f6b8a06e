package dev.noether.gpu;

import dev.noether.backend.BackendException;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_device_id;
import org.jocl.cl_program;

/** A program that was built for a session's device. */
final class Program implements AutoCloseable {

    private final Session session;
    private final cl_program program;

    /**
     * Builds a source.
     *
     * @throws BackendException with the compiler's log, the device and the options, if it does not compile
     */
    Program(Session session, KernelSource source) {
        this.session = session;
        String options =
                "-cl-std=CL1.2" + (session.device().roundedRoot() ? " -cl-fp32-correctly-rounded-divide-sqrt" : "");
        program = CL.clCreateProgramWithSource(session.context(), 1, new String[] {source.toString()}, null, null);
        session.own(this);
        try {
            CL.clBuildProgram(program, 1, new cl_device_id[] {session.device().id()}, options, null, null);
        } catch (CLException e) {
            throw new BackendException(
                    BackendException.Kind.UNUSABLE,
                    "the OpenCL kernels do not compile for "
                            + session.device().description().name() + " ("
                            + session.device().description().platform() + ") with options '" + options + "': "
                            + log());
        }
    }

    private String log() {
        long[] size = new long[1];
        CL.clGetProgramBuildInfo(program, session.device().id(), CL.CL_PROGRAM_BUILD_LOG, 0, null, size);
        byte[] bytes = new byte[(int) size[0]];
        CL.clGetProgramBuildInfo(
                program, session.device().id(), CL.CL_PROGRAM_BUILD_LOG, bytes.length, Pointer.to(bytes), null);
        return new String(bytes, java.nio.charset.StandardCharsets.UTF_8).trim();
    }

    /** A kernel of this program with work-groups of {@code groupItems}, as its source says. */
    Kernel kernel(String name, int groupItems) {
        if (groupItems > DeviceHandle.GROUP_ITEMS) {
            throw new IllegalArgumentException(
                    "work-groups of " + groupItems + " items; " + DeviceHandle.GROUP_ITEMS + " run on every device");
        }
        return new Kernel(session, CL.clCreateKernel(program, name, null), groupItems);
    }

    @Override
    public void close() {
        CL.clReleaseProgram(program);
    }
}
