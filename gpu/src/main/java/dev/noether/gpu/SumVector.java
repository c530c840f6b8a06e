package dev.noether.gpu;

/**
 * One number for each row of a matrix on the device, in the precision of sums.
 *
 * @param buffer at least {@code length} numbers
 * @param length number of rows
 */
record SumVector(DeviceBuffer buffer, int length) {

    /** Memory for vectors that grows when a longer one is asked for. */
    static final class Memory {

        private final Session session;
        private DeviceBuffer buffer;

        Memory(Session session) {
            this.session = session;
        }

        /** A vector; what was there before is lost when the memory grows. */
        SumVector vector(int length) {
            long bytes = (long) length * session.sumBytes();
            if (buffer == null || buffer.bytes() < bytes) {
                session.free(buffer);
                buffer = null;
                buffer = session.buffer(bytes);
            }
            return new SumVector(buffer, length);
        }
    }
}
