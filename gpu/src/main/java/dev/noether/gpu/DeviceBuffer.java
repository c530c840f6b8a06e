package dev.noether.gpu;

import org.jocl.CL;
import org.jocl.cl_mem;

/** Memory of a device. */
final class DeviceBuffer implements Session.Owned {

    private final cl_mem memory;
    private final long bytes;
    private final GuardZones guards;
    private boolean closed;

    /** @param guards what lies around the memory, or null for nothing */
    DeviceBuffer(cl_mem memory, long bytes, GuardZones guards) {
        this.memory = memory;
        this.bytes = bytes;
        this.guards = guards;
    }

    cl_mem memory() {
        return memory;
    }

    long bytes() {
        return bytes;
    }

    /** @throws IllegalStateException if a kernel wrote outside; only where there are guard zones */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            CL.clReleaseMemObject(memory);
            if (guards != null) {
                guards.close();
            }
        }
    }
}
