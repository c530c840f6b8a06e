package dev.noether.gpu;

import org.jocl.Pointer;

/**
 * What all models compute with, in one session.
 *
 * @param session whose device it is
 * @param transfer between host and device
 * @param products matrix products
 * @param sums sums over matrices
 * @param lines sums over rows
 * @param maps element by element
 */
record Toolbox(Session session, Transfer transfer, Products products, Sums sums, Lines lines, Maps maps) {

    Toolbox(Session session, Tuning tuning) {
        this(session, tuning, reductions(session));
    }

    private Toolbox(Session session, Tuning tuning, Program reductions) {
        this(
                session,
                new Transfer(session),
                products(session, tuning),
                new Sums(session, reductions),
                new Lines(reductions),
                new Maps(new Program(
                        session, source(session).define("MAP_GROUP", Maps.GROUP).file("maps.cl"))));
    }

    private static Products products(Session session, Tuning tuning) {
        KernelSource text = source(session)
                .define("WIDTH", tuning.width())
                .define("PRODUCT_GROUP", tuning.product().group())
                .define("SLICE", tuning.product().slice())
                .define("TILE_ROWS", tuning.product().rows())
                .define("TILE_COLUMNS", tuning.product().columns())
                .define("BLOCK_ROWS", tuning.product().blockRows())
                .define("BLOCK_VECTORS", tuning.product().blockVectors())
                .file("lanes.cl")
                .file("product.cl");
        return new Products(new Program(session, text), tuning.product());
    }

    private static Program reductions(Session session) {
        return new Program(session, withReductions(session));
    }

    private static KernelSource source(Session session) {
        return new KernelSource(session.device(), session.precision());
    }

    /** A text that begins with the types and the reductions. */
    static KernelSource withReductions(Session session) {
        return source(session)
                .define("REDUCE_GROUP", Sums.GROUP)
                .define("REDUCE_GROUPS", Sums.GROUPS)
                .file("reduction.cl");
    }

    /** Memory for a matrix. */
    Workspace workspace() {
        return new Workspace(session);
    }

    /** Memory for a vector. */
    SumVector.Memory vectors() {
        return new SumVector.Memory(session);
    }

    /** Overwrites {@code out} with the first numbers of a buffer in the precision of sums. */
    void fetch(DeviceBuffer buffer, double[] out) {
        long bytes = (long) out.length * session.sumBytes();
        if (session.sumBytes() == Double.BYTES) {
            session.read(buffer, 0, bytes, Pointer.to(out));
        } else {
            float[] floats = new float[out.length];
            session.read(buffer, 0, bytes, Pointer.to(floats));
            for (int i = 0; i < out.length; i++) {
                out[i] = floats[i];
            }
        }
    }
}
