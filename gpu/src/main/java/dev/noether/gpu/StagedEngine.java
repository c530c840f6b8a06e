package dev.noether.gpu;

import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;

/**
 * Several launches a step, one replica after the other, nothing fetched in between:
 *
 * <pre>
 * samples:  H = X W^T,  R = H U^T - Y,  B = R U,  U moves by R^T H,  W moves by B^T X
 * moments:  E = U W - V,  M = E Cx - N,           U moves by M W^T,  W moves by U^T M
 * </pre>
 */
final class StagedEngine implements Engine {

    private final Session session;
    private final TwoLayerNet net;
    private final TwoLayerKernels kernels;
    private final ReplicaState state;
    private final SourceData source;
    private final Workspace x;
    private final Workspace y;
    private final Workspace z;
    private final Workspace hidden;
    private final Workspace residual;
    private final Workspace back;

    StagedEngine(Session session, TwoLayerNet net, TwoLayerKernels kernels, ReplicaState state, SourceData source) {
        this.session = session;
        this.net = net;
        this.kernels = kernels;
        this.state = state;
        this.source = source;
        x = new Workspace(session);
        y = new Workspace(session);
        z = new Workspace(session);
        hidden = new Workspace(session);
        residual = new Workspace(session);
        back = new Workspace(session);
    }

    @Override
    public void enqueue(long target, int count) {
        for (int r = 0; r < state.count(); r++) {
            long steps = state.diverged(r) ? 0 : Math.min(count, target - state.step(r));
            for (long t = 0; t < steps; t++) {
                switch (source.kind()) {
                    case FRESH, DRAWN -> step(r, minibatch(r));
                    case FIXED -> step(r, source.samples(r));
                    case MOMENTS ->
                        step(r, new DeviceBatch.Moments(source.cx(r), source.target(r), source.cross(r), null, false));
                }
            }
        }
    }

    /** Enqueues one step of a replica that has not diverged, on a batch that is the same for all. */
    void step(int r, DeviceBatch batch) {
        switch (batch) {
            case DeviceBatch.Samples samples -> samplesStep(r, samples);
            case DeviceBatch.Moments moments -> momentsStep(r, moments);
        }
        Sums sums = kernels.sums();
        sums.squares(state.u(r), 0);
        sums.squares(state.w(r), 1);
        kernels.finish()
                .with(sums.partials())
                .with(0)
                .with(1)
                .with(state.bounds())
                .with(state.steps())
                .with(state.diverged())
                .with(r)
                .enqueue(1, 1);
    }

    /** Enqueues the drawing of the minibatch of the step at which a replica stands. */
    DeviceBatch.Samples minibatch(int r) {
        View inputs = x.matrix(source.batchSize(), net.inputs());
        View labels = y.matrix(source.batchSize(), net.outputs());
        if (source.kind() == SourceData.Kind.DRAWN) {
            DeviceBatch.Samples data = source.samples(r);
            kernels.draws().rows(inputs, state.replica(r).seed(), data.x(), state.steps(), r);
            kernels.draws().rows(labels, state.replica(r).seed(), data.y(), state.steps(), r);
        } else {
            draw(r, inputs, Purpose.INPUTS, source.inputsFull(), source.inputFactor(r));
            draw(r, labels, Purpose.LABEL_NOISE, source.noiseFull(), source.noiseFactor(r));
            kernels.products().addTo(inputs, source.freshTarget(r).transposed(), labels);
        }
        return new DeviceBatch.Samples(inputs, labels);
    }

    private void draw(int r, View out, int purpose, boolean full, View factor) {
        int perBlock =
                session.precision() == Precision.FLOAT ? RandomStream.FLOATS_PER_BLOCK : RandomStream.DOUBLES_PER_BLOCK;
        long seed = state.replica(r).seed();
        if (full) {
            View normals = z.matrix(out.rows(), out.columns());
            kernels.draws().normals(normals, seed, purpose, perBlock, null, state.steps(), r);
            kernels.products().plain(1, normals, factor, out);
        } else {
            kernels.draws().normals(out, seed, purpose, perBlock, factor, state.steps(), r);
        }
    }

    private void samplesStep(int r, DeviceBatch.Samples batch) {
        View u = state.u(r);
        View w = state.w(r);
        View h = hidden.matrix(batch.size(), net.hidden());
        View rest = residual.matrix(batch.size(), net.outputs());
        View b = back.matrix(batch.size(), net.hidden());
        double scale = 2 * net.lossScale() / batch.size();
        Products products = kernels.products();
        products.plain(1, batch.x(), w.transposed(), h);
        products.subtract(h, u.transposed(), batch.y(), rest);
        products.plain(1, rest, u, b);
        products.step(rest.transposed(), h, u, u, state.rates(r), scale, state.diverged(), r);
        products.step(b.transposed(), batch.x(), w, w, state.rates(r), scale, state.diverged(), r);
    }

    private void momentsStep(int r, DeviceBatch.Moments batch) {
        View u = state.u(r);
        View w = state.w(r);
        View error = residual.matrix(net.outputs(), net.inputs());
        View moment = back.matrix(net.outputs(), net.inputs());
        View next = hidden.matrix(net.outputs(), net.hidden());
        double scale = 2 * net.lossScale();
        Products products = kernels.products();
        products.subtract(u, w, batch.target(), error);
        products.subtract(error, batch.cx().transposed(), batch.cross(), moment);
        // U waits beside, because the gradient of W needs the old one.
        products.step(moment, w.transposed(), u, next, state.rates(r), scale, state.diverged(), r);
        products.step(u.transposed(), moment, w, w, state.rates(r), scale, state.diverged(), r);
        session.copy(next.buffer(), next.offset(), u.buffer(), u.offset(), next.extent());
    }
}
