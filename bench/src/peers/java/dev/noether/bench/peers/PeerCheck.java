package dev.noether.bench.peers;

import dev.noether.backend.Stepper;
import dev.noether.bench.Nets;
import dev.noether.bench.Size;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;

/** Whether a peer makes the steps of the reference backend, asked of each before it is timed. */
final class PeerCheck {

    /** Two, so that the second starts from what the first has written. */
    private static final int STEPS = 2;

    /** What may be lost of the change of the parameters, relative to its largest element: some hundred roundings. */
    private static final double FLOAT_TOLERANCE = 1e-4;

    private static final double DOUBLE_TOLERANCE = 1e-12;

    /** Roundings of a parameter itself in the steps that are compared: a library may add a long sum to it piece by piece. */
    private static final double ROUNDINGS = 16;

    private final Precision precision;
    private final Batch.Samples batch;
    private final Parameters start;
    private final Parameters expected;

    /** Steps of the reference on the given net, from the start and on the minibatch that peers get. */
    PeerCheck(Size size, TwoLayerNet net, Precision precision) {
        this.precision = precision;
        batch = Nets.minibatch(size, precision);
        start = Nets.parameters(net, precision);
        expected = Parameters.allocate(net, Precision.DOUBLE);
        try (Stepper reference = Nets.stepper("reference", size, net, Precision.DOUBLE, 1)) {
            reference.restore(0, new Stepper.State(start.copy(Precision.DOUBLE), 0, false));
            for (int i = 0; i < STEPS; i++) {
                reference.step(batch);
            }
            reference.read(0, expected);
        }
    }

    /** Compares, and puts the peer back to the start. */
    void require(String name, PeerTrajectory peer) {
        peer.start(start);
        for (int i = 0; i < STEPS; i++) {
            peer.step(batch);
        }
        Parameters reached = Parameters.allocate(start.model(), precision);
        peer.read(reached);
        for (int b = 0; b < reached.blocks(); b++) {
            require(name, reached.block(b), expected.block(b), start.block(b));
        }
        peer.start(start);
    }

    private void require(String name, Matrix reached, Matrix expected, Matrix start) {
        double change = 0;
        double largest = 0;
        double error = 0;
        for (int i = 0; i < start.rows(); i++) {
            for (int j = 0; j < start.columns(); j++) {
                change = Math.max(change, Math.abs(expected.get(i, j) - start.get(i, j)));
                largest = Math.max(largest, Math.abs(expected.get(i, j)));
                error = Math.max(error, Math.abs(expected.get(i, j) - reached.get(i, j)));
            }
        }
        double allowed = precision == Precision.FLOAT
                ? FLOAT_TOLERANCE * change + ROUNDINGS * Math.ulp((float) largest)
                : DOUBLE_TOLERANCE * change + ROUNDINGS * Math.ulp(largest);
        if (!(error <= allowed)) {
            throw new IllegalStateException(name + " differs from the reference by " + error + " where " + allowed
                    + " is rounding: what would be timed is not the same step");
        }
    }
}
