package dev.noether.gpu;

import org.jocl.Pointer;

/**
 * Sums over matrices on the device, compensated, in a fixed order. Each goes to a slot; {@link #fetch} brings all of
 * them at once.
 */
final class Sums {

    /** Slots. */
    static final int SLOTS = 16;

    /** Work-items of a group. */
    static final int GROUP = 64;

    /** Most work-groups of a sum. */
    static final int GROUPS = 32;

    // The order of the enumeration in reduction.cl.
    private static final int DOT = 0;
    private static final int TOTAL = 1;
    private static final int DIFFERENCE = 2;

    private final Session session;
    private final Kernel rows;
    private final Kernel groups;
    private final Kernel vectors;
    private final DeviceBuffer partials;
    private final DeviceBuffer results;
    private final double[] doubles = new double[2 * SLOTS];
    private final float[] floats = new float[2 * SLOTS];

    Sums(Session session, Program program) {
        this.session = session;
        rows = program.kernel("reduce_rows", GROUP);
        groups = program.kernel("reduce_groups", 1);
        vectors = program.kernel("reduce_vectors", GROUP);
        partials = session.buffer(2L * SLOTS * GROUPS * session.sumBytes());
        results = session.buffer(2L * SLOTS * session.sumBytes());
    }

    /** Pairs of the groups of each slot's latest sum, high and low. */
    DeviceBuffer partials() {
        return partials;
    }

    /** Sum of {@code A_ij B_ij}. */
    void dot(View a, View b, int slot) {
        reduce(DOT, a, b, slot);
    }

    /** Sum of {@code A_ij^2}. */
    void squares(View a, int slot) {
        reduce(DOT, a, a, slot);
    }

    /** Sum of {@code A_ij}. */
    void total(View a, int slot) {
        reduce(TOTAL, a, a, slot);
    }

    /** Sum of {@code (A_ij - B_ij)^2}. */
    void squaredDifferences(View a, View b, int slot) {
        reduce(DIFFERENCE, a, b, slot);
    }

    /** Sum of {@code v_i w_i}. */
    void dot(SumVector v, SumVector w, int slot) {
        vectors.with(v.length())
                .with(v.buffer())
                .with(w.buffer())
                .with(partials)
                .with(slot)
                .enqueue(1, 1);
    }

    /** {@link #dot(View, View, int)}, at once. */
    double dot(View a, View b) {
        dot(a, b, SLOTS - 1);
        fetch();
        return value(SLOTS - 1);
    }

    /** {@link #squares(View, int)}, at once. */
    double squares(View a) {
        return dot(a, a);
    }

    /** {@link #total(View, int)}, at once. */
    double total(View a) {
        total(a, SLOTS - 1);
        fetch();
        return value(SLOTS - 1);
    }

    /** {@link #dot(SumVector, SumVector, int)}, at once. */
    double dot(SumVector v, SumVector w) {
        dot(v, w, SLOTS - 1);
        fetch();
        return value(SLOTS - 1);
    }

    private void reduce(int mode, View a, View b, int slot) {
        // The items of a group share the columns: let there be many.
        boolean tall = a.rows() > a.columns();
        View left = tall ? a.transposed() : a;
        View right = tall ? b.transposed() : b;
        rows.with(mode)
                .with(left.rows())
                .with(left.columns())
                .with(left)
                .with(right)
                .with(partials)
                .with(slot)
                .enqueue(Math.min(GROUPS, left.rows()), 1);
    }

    /** Waits for all sums and fetches them. */
    void fetch() {
        groups.with(partials).with(results).enqueue(SLOTS, 1);
        if (session.sumBytes() == Double.BYTES) {
            session.read(results, 0, 2L * SLOTS * Double.BYTES, Pointer.to(doubles));
        } else {
            session.read(results, 0, 2L * SLOTS * Float.BYTES, Pointer.to(floats));
            for (int i = 0; i < floats.length; i++) {
                doubles[i] = floats[i];
            }
        }
    }

    /** What {@link #fetch} brought. After an overflow the low part is no number, the high part tells. */
    double value(int slot) {
        double high = doubles[2 * slot];
        return Double.isFinite(high) ? high + doubles[2 * slot + 1] : high;
    }
}
