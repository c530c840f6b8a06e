package dev.noether.gpu;

import org.jocl.Pointer;

/** The charges {@code |u_j|^2 - |w_j|^2} of rescaling each hidden unit, compensated sums on the device. */
final class UnitCharges {

    private final Session session;
    private final Kernel kernel;
    private final DeviceBuffer pairs;
    private final double[] doubles;
    private final float[] floats;

    /** Memory for {@code units} hidden units. */
    UnitCharges(Session session, Kernel kernel, int units) {
        this.session = session;
        this.kernel = kernel;
        pairs = session.buffer(2L * units * session.sumBytes());
        boolean inDouble = session.sumBytes() == Double.BYTES;
        doubles = inDouble ? new double[2 * units] : null;
        floats = inDouble ? null : new float[2 * units];
    }

    /** Overwrites {@code out} with the charges of U (dy x d) and W (d x dx). */
    void of(View u, View w, double[] out) {
        kernel.with(out.length)
                .with(u.rows())
                .with(u)
                .with(w.columns())
                .with(w)
                .with(pairs)
                .enqueue(Math.ceilDiv(out.length, Sums.GROUP), 1);
        Pointer to = doubles != null ? Pointer.to(doubles) : Pointer.to(floats);
        session.read(pairs, 0, pairs.bytes(), to);
        for (int j = 0; j < out.length; j++) {
            double high = doubles != null ? doubles[2 * j] : floats[2 * j];
            double low = doubles != null ? doubles[2 * j + 1] : floats[2 * j + 1];
            // After an overflow the low part is no number.
            out[j] = Double.isFinite(high) ? high + low : high;
        }
    }
}
