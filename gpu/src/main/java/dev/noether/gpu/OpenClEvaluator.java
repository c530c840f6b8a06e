package dev.noether.gpu;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;

/** The first door: a point is uploaded and evaluated on the device. */
final class OpenClEvaluator implements Evaluator {

    private final TwoLayerNet net;
    private final Session session;
    private final Transfer transfer;
    private final BatchUpload batches;
    private final TwoLayerPoint point;
    private final Sums sums;
    private final View u;
    private final View w;

    private OpenClEvaluator(Session session, TwoLayerNet net, Tuning tuning) {
        this.net = net;
        this.session = session;
        TwoLayerKernels kernels = new TwoLayerKernels(session, tuning);
        sums = kernels.sums();
        transfer = new Transfer(session);
        batches = new BatchUpload(session, transfer);
        point = new TwoLayerPoint(session, net, kernels, transfer);
        u = new Workspace(session).matrix(net.outputs(), net.hidden());
        w = new Workspace(session).matrix(net.hidden(), net.inputs());
    }

    static Evaluator open(DeviceHandle device, Precision precision, TwoLayerNet net) {
        return open(device, precision, net, Tuning.of(device));
    }

    static Evaluator open(DeviceHandle device, Precision precision, TwoLayerNet net, Tuning tuning) {
        Session session = new Session(device, precision);
        try {
            return new OpenClEvaluator(session, net, tuning);
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public Evaluation at(Parameters theta, Batch batch, double weightDecay) {
        theta.requireModel(net);
        batch.requireFits(net);
        if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
            throw new IllegalArgumentException("weight decay " + weightDecay + ", it must be finite and at least 0");
        }
        transfer.upload(theta.block(TwoLayerNet.U), u);
        transfer.upload(theta.block(TwoLayerNet.W), w);
        return point.bind(u, w, BoundBatch.of(batches.put(batch), sums), weightDecay);
    }

    @Override
    public void close() {
        session.close();
    }
}
