package dev.noether.gpu;

import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.cl_buffer_region;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_mem;

/**
 * Memory before and after a buffer in which nobody may write: all its bits are one, so that what is read there is no number.
 * For tests: the system property {@code noether.opencl.guards} puts them around every buffer.
 */
final class GuardZones {

    /** Bytes of a zone: a multiple of what any device wants the start of a buffer to be aligned to. */
    private static final int ZONE = 4096;

    private static final byte ONES = (byte) 0xFF;

    private final cl_command_queue queue;
    private final cl_mem parent;
    private final long bytes;

    private GuardZones(cl_command_queue queue, cl_mem parent, long bytes) {
        this.queue = queue;
        this.parent = parent;
        this.bytes = bytes;
    }

    /** Whether they are wanted in this process. */
    static boolean wanted() {
        return Boolean.getBoolean("noether.opencl.guards");
    }

    /** A buffer of {@code bytes} between two zones. */
    static DeviceBuffer surround(cl_context context, cl_command_queue queue, long bytes) {
        long size = Math.max(1, bytes);
        cl_mem parent = CL.clCreateBuffer(context, CL.CL_MEM_READ_WRITE, size + 2 * ZONE, null, null);
        fill(queue, parent, 0);
        fill(queue, parent, ZONE + size);
        cl_mem inside = CL.clCreateSubBuffer(
                parent, CL.CL_MEM_READ_WRITE, CL.CL_BUFFER_CREATE_TYPE_REGION, new cl_buffer_region(ZONE, size), null);
        return new DeviceBuffer(inside, bytes, new GuardZones(queue, parent, size));
    }

    private static void fill(cl_command_queue queue, cl_mem memory, long at) {
        CL.clEnqueueFillBuffer(queue, memory, Pointer.to(new byte[] {ONES}), 1, at, ZONE, 0, null, null);
    }

    /** Frees the memory. */
    void close() {
        byte[] before = new byte[ZONE];
        byte[] after = new byte[ZONE];
        CL.clEnqueueReadBuffer(queue, parent, true, 0, ZONE, Pointer.to(before), 0, null, null);
        CL.clEnqueueReadBuffer(queue, parent, true, ZONE + bytes, ZONE, Pointer.to(after), 0, null, null);
        CL.clReleaseMemObject(parent);
        for (int i = 0; i < ZONE; i++) {
            if (before[ZONE - 1 - i] != ONES || after[i] != ONES) {
                throw new IllegalStateException("a kernel wrote outside a buffer of " + bytes + " bytes, about "
                        + (i + 1) + " bytes " + (after[i] == ONES ? "before it" : "after it"));
            }
        }
    }
}
