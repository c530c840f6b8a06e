package dev.noether.gpu;

import dev.noether.model.Precision;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_kernel;

/** A kernel, its arguments set in turn. */
final class Kernel implements Session.Owned {

    private final Session session;
    private final cl_kernel kernel;
    private final int groupItems;
    private final int[] ints = new int[1];
    private final long[] longs = new long[1];
    private final float[] floats = new float[1];
    private final double[] doubles = new double[1];
    private int next;
    private long localBytes;

    Kernel(Session session, cl_kernel kernel, int groupItems) {
        this.session = session;
        this.kernel = kernel;
        this.groupItems = groupItems;
        session.own(this);
    }

    Kernel with(int value) {
        ints[0] = value;
        CL.clSetKernelArg(kernel, next++, Sizeof.cl_int, Pointer.to(ints));
        return this;
    }

    Kernel with(long value) {
        longs[0] = value;
        CL.clSetKernelArg(kernel, next++, Sizeof.cl_long, Pointer.to(longs));
        return this;
    }

    /** A number in the session's precision. */
    Kernel with(double value) {
        if (session.precision() == Precision.FLOAT) {
            floats[0] = (float) value;
            CL.clSetKernelArg(kernel, next++, Sizeof.cl_float, Pointer.to(floats));
        } else {
            doubles[0] = value;
            CL.clSetKernelArg(kernel, next++, Sizeof.cl_double, Pointer.to(doubles));
        }
        return this;
    }

    /** A number in the precision of sums. */
    Kernel withSum(double value) {
        if (session.sumBytes() == Float.BYTES) {
            floats[0] = (float) value;
            CL.clSetKernelArg(kernel, next++, Sizeof.cl_float, Pointer.to(floats));
        } else {
            doubles[0] = value;
            CL.clSetKernelArg(kernel, next++, Sizeof.cl_double, Pointer.to(doubles));
        }
        return this;
    }

    /** 1 or 0. */
    Kernel with(boolean flag) {
        return with(flag ? 1 : 0);
    }

    Kernel with(DeviceBuffer buffer) {
        CL.clSetKernelArg(kernel, next++, Sizeof.cl_mem, Pointer.to(buffer.memory()));
        return this;
    }

    /** Buffer, offset and both strides. */
    Kernel with(View view) {
        return with(view.buffer()).with(view.offset()).with(view.rowStride()).with(view.columnStride());
    }

    /** Local memory of the work-group. */
    Kernel withLocal(long bytes) {
        localBytes += bytes;
        CL.clSetKernelArg(kernel, next++, bytes, null);
        return this;
    }

    /** Enqueues {@code across x down} work-groups. */
    void enqueue(long across, long down) {
        long most = session.device().localBytes();
        if (localBytes > most) {
            throw new IllegalStateException(localBytes + " bytes of local memory; " + most + " may be used");
        }
        next = 0;
        localBytes = 0;
        try {
            CL.clEnqueueNDRangeKernel(
                    session.queue(),
                    kernel,
                    2,
                    null,
                    new long[] {across * groupItems, down},
                    new long[] {groupItems, 1},
                    0,
                    null,
                    session.log().next(CommandLog.Kind.KERNEL));
        } catch (CLException e) {
            throw session.failure("cannot run a kernel", e);
        }
    }

    @Override
    public void close() {
        CL.clReleaseKernel(kernel);
    }
}
