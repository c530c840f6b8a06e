package dev.noether.gpu;

import java.util.ArrayList;
import java.util.List;
import org.jocl.CL;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_command_queue;
import org.jocl.cl_event;

/**
 * What a session enqueues, with the times that the device measures: it shows that nothing comes back to the host between two
 * observations. The system property {@code noether.opencl.log} turns it on; otherwise it does nothing.
 */
final class CommandLog {

    /** System property that turns it on for the sessions that are opened from then on. */
    static final String PROPERTY = "noether.opencl.log";

    /** What the device is asked for. */
    enum Kind {
        /** A kernel. */
        KERNEL,
        /** The host waits for memory of the device. */
        READ,
        /** The host waits until the device has its memory. */
        WRITE,
        /** From device to device. */
        MOVE
    }

    /**
     * @param kind what it is
     * @param start when the device began, in nanoseconds of its clock
     * @param end when it was done
     */
    record Command(Kind kind, long start, long end) {}

    private record Pending(Kind kind, cl_event event) {}

    private final boolean on = Boolean.getBoolean(PROPERTY);
    private final List<Pending> pending = new ArrayList<>();

    /** Properties of a queue whose commands are timed. */
    long queueProperties() {
        return on ? CL.CL_QUEUE_PROFILING_ENABLE : 0;
    }

    /** The event of a command that is about to be enqueued; null if nothing is logged. */
    cl_event next(Kind kind) {
        if (!on) {
            return null;
        }
        cl_event event = new cl_event();
        pending.add(new Pending(kind, event));
        return event;
    }

    /** Waits for all commands and returns them in order; the next call begins after them. */
    List<Command> take() {
        List<Command> commands = new ArrayList<>();
        for (Pending command : pending) {
            CL.clWaitForEvents(1, new cl_event[] {command.event});
            commands.add(new Command(
                    command.kind,
                    time(command.event, CL.CL_PROFILING_COMMAND_START),
                    time(command.event, CL.CL_PROFILING_COMMAND_END)));
            CL.clReleaseEvent(command.event);
        }
        pending.clear();
        return commands;
    }

    private static long time(cl_event event, int which) {
        long[] nanoseconds = new long[1];
        CL.clGetEventProfilingInfo(event, which, Sizeof.cl_ulong, Pointer.to(nanoseconds), null);
        return nanoseconds[0];
    }

    /** Forgets all commands of a queue that is closed. */
    void close(cl_command_queue queue) {
        CL.clFinish(queue);
        pending.forEach(command -> CL.clReleaseEvent(command.event));
        pending.clear();
    }
}
