package dev.noether.gpu;

import dev.noether.model.TwoLayerNet;

/**
 * Several launches a step, one replica after the other, nothing fetched in between:
 *
 * <pre>
 * samples:  H = X W^T,  R = H U^T - Y,  B = R U,  U moves by R^T H,  W moves by B^T X
 * moments:  E = U W - V,  M = E Cx - N,           U moves by M W^T,  W moves by U^T M
 * </pre>
 */
final class StagedEngine implements Engine {

    private static final int SLOT_U = 0;
    private static final int SLOT_W = 1;

    private final TwoLayerNet net;
    private final Toolbox tools;
    private final ReplicaState state;
    private final Minibatches minibatches;
    private final Updates updates;
    private final Workspace hidden;
    private final Workspace residual;
    private final Workspace back;

    StagedEngine(Toolbox tools, TwoLayerNet net, ReplicaState state, Minibatches minibatches) {
        this.tools = tools;
        this.net = net;
        this.state = state;
        this.minibatches = minibatches;
        updates = new Updates(tools, state);
        hidden = tools.workspace();
        residual = tools.workspace();
        back = tools.workspace();
    }

    @Override
    public void enqueue(long target, int count) {
        for (int r = 0; r < state.count(); r++) {
            long first = state.step(r);
            long last = state.diverged(r) ? first : Math.min(first + count, target);
            for (long step = first; step < last; step++) {
                step(r, minibatches.next(r), state.rates(r, step));
            }
        }
    }

    @Override
    public void step(int r, DeviceBatch batch) {
        step(r, batch, state.rates(r, state.step(r)));
    }

    private void step(int r, DeviceBatch batch, Products.Rates rates) {
        switch (batch) {
            case DeviceBatch.Samples samples -> samplesStep(r, samples, rates);
            case DeviceBatch.Moments moments -> momentsStep(r, moments, rates);
        }
        tools.sums().squares(u(r), SLOT_U);
        tools.sums().squares(w(r), SLOT_W);
        updates.finish(r, SLOT_U, SLOT_W);
    }

    private View u(int r) {
        return state.point(r).block(TwoLayerNet.U);
    }

    private View w(int r) {
        return state.point(r).block(TwoLayerNet.W);
    }

    private void samplesStep(int r, DeviceBatch.Samples batch, Products.Rates rates) {
        View u = u(r);
        View w = w(r);
        View h = hidden.matrix(batch.size(), net.hidden());
        View rest = residual.matrix(batch.size(), net.outputs());
        View b = back.matrix(batch.size(), net.hidden());
        double scale = 2 * net.lossScale() / batch.size();
        Products products = tools.products();
        products.plain(1, batch.x(), w.transposed(), h);
        products.subtract(h, u.transposed(), batch.y(), rest);
        products.plain(1, rest, u, b);
        products.step(rest.transposed(), h, u, u, rates, scale, state.diverged(), r);
        products.step(b.transposed(), batch.x(), w, w, rates, scale, state.diverged(), r);
    }

    private void momentsStep(int r, DeviceBatch.Moments batch, Products.Rates rates) {
        View u = u(r);
        View w = w(r);
        View error = residual.matrix(net.outputs(), net.inputs());
        View moment = back.matrix(net.outputs(), net.inputs());
        View next = hidden.matrix(net.outputs(), net.hidden());
        double scale = 2 * net.lossScale();
        Products products = tools.products();
        products.subtract(u, w, batch.target(), error);
        products.subtract(error, batch.cx().transposed(), batch.cross(), moment);
        // U waits beside, because the gradient of W needs the old one.
        products.step(moment, w.transposed(), u, next, rates, scale, state.diverged(), r);
        products.step(u.transposed(), moment, w, w, rates, scale, state.diverged(), r);
        tools.session().copy(next.buffer(), next.offset(), u.buffer(), u.offset(), next.extent());
    }
}
