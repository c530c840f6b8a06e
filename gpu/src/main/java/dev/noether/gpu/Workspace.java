package dev.noether.gpu;

/** Memory for one matrix that grows when a larger one is asked for and never shrinks. */
final class Workspace {

    private final Session session;
    private DeviceBuffer buffer;

    Workspace(Session session) {
        this.session = session;
    }

    /** At least {@code count} reals; what was there before is lost when it grows. */
    DeviceBuffer reals(long count) {
        if (buffer == null || buffer.bytes() < count * session.precision().bytes()) {
            session.free(buffer);
            buffer = null;
            buffer = session.reals(count);
        }
        return buffer;
    }

    /** A matrix without padding. */
    View matrix(int rows, int columns) {
        return View.dense(reals((long) rows * columns), 0, rows, columns);
    }
}
