package dev.noether.gpu;

import org.jocl.CL;
import org.jocl.cl_mem;

/** Memory of a device. */
final class DeviceBuffer implements AutoCloseable {

    private final cl_mem memory;
    private final long bytes;
    private boolean closed;

    DeviceBuffer(cl_mem memory, long bytes) {
        this.memory = memory;
        this.bytes = bytes;
    }

    cl_mem memory() {
        return memory;
    }

    long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            CL.clReleaseMemObject(memory);
        }
    }
}
