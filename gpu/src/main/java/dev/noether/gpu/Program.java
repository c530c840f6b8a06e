package dev.noether.gpu;

import dev.noether.backend.BackendException;
import org.jocl.CL;
import org.jocl.cl_program;

/** A program that was built for a session's device. */
final class Program {

    private final Session session;
    private final cl_program program;

    /**
     * Takes the program of a source.
     *
     * @throws BackendException with the compiler's log, the device and the options, if it does not compile
     */
    Program(Session session, KernelSource source) {
        this.session = session;
        program = session.shared().program(source);
    }

    /** A kernel of this program with work-groups of {@code groupItems}, as its source says. */
    Kernel kernel(String name, int groupItems) {
        if (groupItems > DeviceHandle.GROUP_ITEMS) {
            throw new IllegalArgumentException(
                    "work-groups of " + groupItems + " items; " + DeviceHandle.GROUP_ITEMS + " run on every device");
        }
        return new Kernel(session, CL.clCreateKernel(program, name, null), groupItems);
    }
}
