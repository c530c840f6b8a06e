package dev.noether.gpu;

import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import java.util.List;
import org.jocl.Pointer;

/**
 * What a run remembers, on the device: parameters of each replica (U, then W, rows without padding), its step and
 * whether it has diverged; and its seed, rates and bound, which stay as they are.
 */
final class ReplicaState {

    private final Session session;
    private final Transfer transfer;
    private final TwoLayerNet net;
    private final List<Replica> replicas;
    private final DeviceBuffer theta;
    private final DeviceBuffer steps;
    private final DeviceBuffer diverged;
    private final DeviceBuffer bounds;
    private final long[] stepsHere;
    private final int[] divergedHere;

    ReplicaState(Session session, Transfer transfer, Run run, TwoLayerNet net) {
        this.session = session;
        this.transfer = transfer;
        this.net = net;
        replicas = run.replicas();
        int count = replicas.size();
        stepsHere = new long[count];
        divergedHere = new int[count];
        theta = session.reals(Math.multiplyExact(count, net.parameterCount()));
        steps = session.buffer((long) count * Long.BYTES);
        diverged = session.buffer((long) count * Integer.BYTES);
        bounds = session.buffer((long) count * session.sumBytes());
        writeBounds();
        for (int r = 0; r < count; r++) {
            set(r, replicas.get(r).start(), 0, false);
        }
    }

    private void writeBounds() {
        double[] doubles = new double[replicas.size()];
        float[] floats = new float[replicas.size()];
        for (int r = 0; r < doubles.length; r++) {
            doubles[r] = Stepper.divergenceBound(replicas.get(r).start());
            floats[r] = (float) Math.min(doubles[r], Float.MAX_VALUE);
        }
        boolean wide = session.sumBytes() == Double.BYTES;
        session.write(
                bounds, 0, (long) doubles.length * session.sumBytes(), wide ? Pointer.to(doubles) : Pointer.to(floats));
    }

    int count() {
        return stepsHere.length;
    }

    Replica replica(int r) {
        return replicas.get(r);
    }

    /** Learning rate and twice the weight decay of a replica. */
    Products.Rates rates(int r) {
        return new Products.Rates(
                replicas.get(r).learningRate().peak(), 2 * replicas.get(r).weightDecay());
    }

    DeviceBuffer theta() {
        return theta;
    }

    DeviceBuffer steps() {
        return steps;
    }

    DeviceBuffer diverged() {
        return diverged;
    }

    DeviceBuffer bounds() {
        return bounds;
    }

    View u(int r) {
        return View.dense(theta, r * net.parameterCount(), net.outputs(), net.hidden());
    }

    View w(int r) {
        return View.dense(
                theta, r * net.parameterCount() + (long) net.outputs() * net.hidden(), net.hidden(), net.inputs());
    }

    /** Steps done, as of the last {@link #refresh}. */
    long step(int r) {
        return stepsHere[r];
    }

    /** Whether the replica has diverged, as of the last {@link #refresh}. */
    boolean diverged(int r) {
        return divergedHere[r] != 0;
    }

    /** Fetches steps and divergences, after all that was enqueued. */
    void refresh() {
        session.read(steps, 0, (long) stepsHere.length * Long.BYTES, Pointer.to(stepsHere));
        session.read(diverged, 0, (long) divergedHere.length * Integer.BYTES, Pointer.to(divergedHere));
    }

    /** Puts a replica into a state. */
    void set(int r, Parameters parameters, long step, boolean hasDiverged) {
        transfer.upload(parameters.block(TwoLayerNet.U), u(r));
        transfer.upload(parameters.block(TwoLayerNet.W), w(r));
        stepsHere[r] = step;
        divergedHere[r] = hasDiverged ? 1 : 0;
        session.write(steps, (long) r * Long.BYTES, Long.BYTES, Pointer.to(new long[] {step}));
        session.write(diverged, (long) r * Integer.BYTES, Integer.BYTES, Pointer.to(new int[] {divergedHere[r]}));
    }

    /** Overwrites {@code parameters} with a replica's. */
    void read(int r, Parameters parameters) {
        transfer.download(u(r), parameters.block(TwoLayerNet.U));
        transfer.download(w(r), parameters.block(TwoLayerNet.W));
    }
}
