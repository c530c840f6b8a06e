package dev.noether.gpu;

import dev.noether.model.Activation;

/** The kernels of one activation; see hidden.cl. */
final class Activations {

    private final double slope;
    private final Kernel values;
    private final Kernel second;

    Activations(Session session, Activation activation, double slope) {
        this.slope = slope;
        KernelSource text = new KernelSource(session.device(), session.precision()).define("MAP_GROUP", Maps.GROUP);
        Program program = new Program(session, define(text, activation).file("hidden.cl"));
        values = program.kernel("activate", Maps.GROUP);
        second = program.kernel("activate_second", Maps.GROUP);
    }

    /** Adds an activation to a text: its name, and its functions if it is not the identity. */
    static KernelSource define(KernelSource text, Activation activation) {
        for (Activation name : Activation.values()) {
            text.define(name.name(), name.ordinal());
        }
        text.define("ACTIVATION", activation.name());
        return activation == Activation.IDENTITY ? text : text.file("activation.cl");
    }

    /** {@code h = beta h, Phi = alpha phi(h), Psi = alpha beta phi'(h)}; {@code scales} holds alpha and beta. */
    void values(View h, View phi, View psi, DeviceBuffer scales) {
        Maps.enqueue(
                values.with(h.rows())
                        .with(h.columns())
                        .with(h)
                        .with(phi)
                        .with(psi)
                        .with(slope)
                        .with(scales),
                h);
    }

    /** {@code Omega = alpha beta^2 phi''(h)}. */
    void second(View h, View omega, DeviceBuffer scales) {
        Maps.enqueue(second.with(h.rows()).with(h.columns()).with(h).with(omega).with(scales), h);
    }
}
