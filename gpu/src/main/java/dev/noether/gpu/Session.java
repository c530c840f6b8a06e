package dev.noether.gpu;

import dev.noether.backend.BackendException;
import dev.noether.model.Precision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.jocl.CL;
import org.jocl.CLException;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;

/**
 * An in-order queue on one device, in one precision, with all that was made for it: closing the session frees everything. Not safe for several threads at once.
 */
final class Session implements AutoCloseable {

    private static final AtomicInteger HELD = new AtomicInteger();

    private final DeviceHandle device;
    private final Precision precision;
    private final DeviceContext shared;
    private final cl_command_queue queue;
    private final CommandLog log = new CommandLog();
    private final Deque<Owned> owned = new ArrayDeque<>();
    private long allocated;

    @SuppressWarnings("deprecation") // The call without properties is the one that OpenCL 1.2 has.
    Session(DeviceHandle device, Precision precision) {
        this.device = device;
        this.precision = precision;
        try {
            shared = DeviceContext.of(device);
            queue = CL.clCreateCommandQueue(shared.context(), device.id(), log.queueProperties(), null);
        } catch (CLException e) {
            throw failure("cannot be opened", e);
        }
    }

    DeviceHandle device() {
        return device;
    }

    Precision precision() {
        return precision;
    }

    /** What all sessions of the device have in common. */
    DeviceContext shared() {
        return shared;
    }

    cl_command_queue queue() {
        return queue;
    }

    /** What is enqueued, if that is wanted. */
    CommandLog log() {
        return log;
    }

    /** Bytes of a sum: double wherever the device has it. */
    int sumBytes() {
        return device.description().doublePrecision() ? Double.BYTES : Float.BYTES;
    }

    /** A buffer for {@code count} reals. */
    DeviceBuffer reals(long count) {
        return buffer(Math.multiplyExact(count, precision.bytes()));
    }

    /**
     * A buffer of zeros.
     *
     * @throws BackendException if it is larger than the device allows, or with those before more than its memory
     */
    DeviceBuffer buffer(long bytes) {
        requireBuffer(bytes);
        try {
            DeviceBuffer buffer = GuardZones.wanted()
                    ? GuardZones.surround(shared.context(), queue, bytes)
                    : new DeviceBuffer(
                            CL.clCreateBuffer(shared.context(), CL.CL_MEM_READ_WRITE, Math.max(1, bytes), null, null),
                            bytes,
                            null);
            own(buffer);
            allocated += bytes;
            clear(buffer);
            return buffer;
        } catch (CLException e) {
            throw failure("has no memory for a buffer of " + (bytes >> 20) + " MiB", e);
        }
    }

    /** Whether a buffer may have this size, and fits beside those that there are. */
    boolean fits(long bytes) {
        return bytes <= device.largestBuffer() && bytes <= device.description().memoryBytes() - allocated;
    }

    /**
     * Checks that a buffer that is made later {@link #fits}.
     *
     * @throws BackendException if it does not
     */
    void requireBuffer(long bytes) {
        if (bytes > device.largestBuffer()) {
            throw new BackendException(
                    BackendException.Kind.UNSUPPORTED,
                    String.format(
                            Locale.ROOT,
                            "a buffer of %d MiB is asked for, the device %s allows %d MiB; take a smaller problem, or fewer replicas",
                            bytes >> 20,
                            device.description().name(),
                            device.largestBuffer() >> 20));
        }
        requireRoom(bytes);
    }

    /**
     * Checks that a buffer fits beside those that there are.
     *
     * @throws BackendException if the device has not that much memory
     */
    void requireRoom(long bytes) {
        long memory = device.description().memoryBytes();
        if (bytes > memory - allocated) {
            throw new BackendException(
                    BackendException.Kind.UNSUPPORTED,
                    String.format(
                            Locale.ROOT,
                            "buffers of %d MiB are asked for, the device %s has %d MiB of memory; take a smaller problem, or fewer replicas",
                            (allocated + bytes) >> 20,
                            device.description().name(),
                            memory >> 20));
        }
    }

    private void clear(DeviceBuffer buffer) {
        CL.clEnqueueFillBuffer(
                queue,
                buffer.memory(),
                Pointer.to(new byte[1]),
                1,
                0,
                Math.max(1, buffer.bytes()),
                0,
                null,
                log.next(CommandLog.Kind.MOVE));
    }

    /** Frees a buffer before the session ends; null does nothing. */
    void free(DeviceBuffer buffer) {
        if (buffer != null) {
            HELD.decrementAndGet();
            owned.remove(buffer);
            allocated -= buffer.bytes();
            buffer.close();
        }
    }

    /** Closes {@code resource} when this is closed. */
    void own(Owned resource) {
        HELD.incrementAndGet();
        owned.push(resource);
    }

    /** Writes {@code bytes} bytes from {@code offset}; returns when the host's memory may be reused. */
    void write(DeviceBuffer buffer, long offset, long bytes, Pointer from) {
        CL.clEnqueueWriteBuffer(
                queue, buffer.memory(), true, offset, bytes, from, 0, null, log.next(CommandLog.Kind.WRITE));
    }

    /** Reads {@code bytes} bytes from {@code offset}, after all that was enqueued. */
    void read(DeviceBuffer buffer, long offset, long bytes, Pointer to) {
        try {
            CL.clEnqueueReadBuffer(
                    queue, buffer.memory(), true, offset, bytes, to, 0, null, log.next(CommandLog.Kind.READ));
        } catch (CLException e) {
            throw failure("failed in a kernel or a transfer", e);
        }
    }

    /** Copies {@code count} reals between buffers, in the queue's order. */
    void copy(DeviceBuffer from, long fromOffset, DeviceBuffer to, long toOffset, long count) {
        int size = precision.bytes();
        CL.clEnqueueCopyBuffer(
                queue,
                from.memory(),
                to.memory(),
                fromOffset * size,
                toOffset * size,
                count * size,
                0,
                null,
                log.next(CommandLog.Kind.MOVE));
    }

    BackendException failure(String what, CLException cause) {
        BackendException.Kind kind =
                cause.getStatus() == CL.CL_MEM_OBJECT_ALLOCATION_FAILURE || cause.getStatus() == CL.CL_OUT_OF_RESOURCES
                        ? BackendException.Kind.UNSUPPORTED
                        : BackendException.Kind.UNUSABLE;
        BackendException failure = new BackendException(
                kind, "the device " + device.description().name() + " " + what + ": " + cause.getMessage());
        failure.initCause(cause);
        return failure;
    }

    /** Buffers and kernels that sessions of this process hold now. */
    static int held() {
        return HELD.get();
    }

    /** Frees everything; a failure of one is thrown after all were freed. */
    @Override
    public void close() {
        log.close(queue);
        RuntimeException failure = null;
        while (!owned.isEmpty()) {
            try {
                HELD.decrementAndGet();
                owned.pop().close();
            } catch (RuntimeException e) {
                failure = e;
            }
        }
        CL.clReleaseCommandQueue(queue);
        if (failure != null) {
            throw failure;
        }
    }

    /** What a session frees. */
    interface Owned extends AutoCloseable {

        @Override
        void close();
    }
}
