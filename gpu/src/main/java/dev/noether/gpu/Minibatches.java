package dev.noether.gpu;

import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;

/**
 * The batch of the step at which a replica stands, on the device: drawn there from (seed, step), or what stays the same.
 */
final class Minibatches {

    private final Toolbox tools;
    private final ReplicaState state;
    private final SourceData source;
    private final Draws draws;
    private final Workspace x;
    private final Workspace y;
    private final Workspace z;

    Minibatches(Toolbox tools, ReplicaState state, SourceData source) {
        this.tools = tools;
        this.state = state;
        this.source = source;
        draws = new Draws(tools.session());
        x = tools.workspace();
        y = tools.workspace();
        z = tools.workspace();
    }

    /** Enqueues the drawing of a replica's next batch; valid until the next call. */
    DeviceBatch next(int r) {
        return switch (source.kind()) {
            case FRESH -> fresh(r);
            case DRAWN -> drawn(r);
            case FIXED -> source.samples(r);
            case MOMENTS -> source.moments(r);
        };
    }

    private DeviceBatch.Samples drawn(int r) {
        View inputs = x.matrix(source.batchSize(), source.inputs());
        View labels = y.matrix(source.batchSize(), source.outputs());
        DeviceBatch.Samples data = source.samples(r);
        draws.rows(inputs, state.replica(r).seed(), data.x(), state.steps(), r);
        draws.rows(labels, state.replica(r).seed(), data.y(), state.steps(), r);
        return new DeviceBatch.Samples(inputs, labels);
    }

    /** {@code X = Z F^T, Y = Z' G^T + X V^T}, Z and Z' normals. */
    private DeviceBatch.Samples fresh(int r) {
        View inputs = x.matrix(source.batchSize(), source.inputs());
        View labels = y.matrix(source.batchSize(), source.outputs());
        draw(r, inputs, Purpose.INPUTS, source.inputsFull(), source.inputFactor(r));
        draw(r, labels, Purpose.LABEL_NOISE, source.noiseFull(), source.noiseFactor(r));
        tools.products().addTo(inputs, source.freshTarget(r).transposed(), labels);
        return new DeviceBatch.Samples(inputs, labels);
    }

    private void draw(int r, View out, int purpose, boolean full, View factor) {
        int perBlock = tools.session().precision() == Precision.FLOAT
                ? RandomStream.FLOATS_PER_BLOCK
                : RandomStream.DOUBLES_PER_BLOCK;
        long seed = state.replica(r).seed();
        if (full) {
            View normals = z.matrix(out.rows(), out.columns());
            draws.normals(normals, seed, purpose, perBlock, null, state.steps(), r);
            tools.products().plain(1, normals, factor, out);
        } else {
            draws.normals(out, seed, purpose, perBlock, factor, state.steps(), r);
        }
    }
}
