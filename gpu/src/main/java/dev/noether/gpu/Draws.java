package dev.noether.gpu;

/** Draws the minibatch of the step at which a replica stands, on the device; see sampling.cl. */
final class Draws {

    /** Work-items of a group. */
    static final int GROUP = 32;

    private final Kernel normals;
    private final Kernel rows;

    Draws(Session session) {
        Program program = new Program(
                session,
                new KernelSource(session.device(), session.precision())
                        .stream().define("DRAW_GROUP", GROUP).file("sampling.cl"));
        normals = program.kernel("draw_normals", GROUP);
        rows = program.kernel("draw_rows", GROUP);
    }

    /**
     * Overwrites {@code out} with the normals of its samples, times the diagonal factors unless there are none.
     *
     * @param perBlock reals of a block of the stream
     * @param factor a matrix of one row, or null for bare normals
     */
    void normals(View out, long seed, int purpose, int perBlock, View factor, DeviceBuffer steps, int replica) {
        View scale = factor == null ? out : factor;
        int blocks = (out.columns() + perBlock - 1) / perBlock;
        normals.with(out.buffer())
                .with(out.offset())
                .with(out.rowStride())
                .with(out.columns())
                .with(seed)
                .with(purpose)
                .with(steps)
                .with(replica)
                .with(factor == null ? 0 : 1)
                .with(scale.buffer())
                .with(scale.offset())
                .enqueue(groups(blocks), out.rows());
    }

    /** Overwrites row i of {@code out} with the row of {@code data} that place i of the minibatch holds. */
    void rows(View out, long seed, View data, DeviceBuffer steps, int replica) {
        rows.with(out.buffer())
                .with(out.offset())
                .with(out.rowStride())
                .with(out.columns())
                .with(seed)
                .with(steps)
                .with(replica)
                .with(data.buffer())
                .with(data.offset())
                .with(data.rowStride())
                .with(data.rows())
                .enqueue(groups(out.columns()), out.rows());
    }

    private static long groups(int items) {
        return Math.ceilDiv(items, GROUP);
    }
}
