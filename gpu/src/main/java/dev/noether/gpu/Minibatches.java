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
    private final SourceLayout layout;
    private final Draws draws;
    private final Workspace x;
    private final Workspace y;
    private final Workspace z;

    Minibatches(Toolbox tools, ReplicaState state, SourceData source) {
        this.tools = tools;
        this.state = state;
        this.source = source;
        layout = source.layout();
        draws = new Draws(tools.session());
        x = tools.workspace();
        y = tools.workspace();
        z = tools.workspace();
    }

    /** Enqueues the drawing of a replica's next batch; valid until the next call. */
    DeviceBatch next(int r) {
        return switch (layout.kind()) {
            case FRESH -> fresh(r);
            case DRAWN -> drawn(r);
            case FIXED -> source.region(r).samples();
            case MOMENTS -> source.region(r).moments();
        };
    }

    private DeviceBatch.Samples drawn(int r) {
        View inputs = x.matrix(layout.batchSize(), layout.inputs());
        View labels = y.matrix(layout.batchSize(), layout.outputs());
        DeviceBatch.Samples data = source.region(r).samples();
        draws.rows(inputs, state.replica(r).seed(), data.x(), state.steps(), r);
        draws.rows(labels, state.replica(r).seed(), data.y(), state.steps(), r);
        return new DeviceBatch.Samples(inputs, labels);
    }

    /** {@code X = Z F^T, Y = Z' G^T + X V^T}, Z and Z' normals. */
    private DeviceBatch.Samples fresh(int r) {
        View inputs = x.matrix(layout.batchSize(), layout.inputs());
        View labels = y.matrix(layout.batchSize(), layout.outputs());
        draw(r, inputs, Purpose.INPUTS, layout.inputsFull(), source.region(r).inputFactor());
        draw(
                r,
                labels,
                Purpose.LABEL_NOISE,
                layout.noiseFull(),
                source.region(r).noiseFactor());
        tools.products().addTo(inputs, source.region(r).freshTarget().transposed(), labels);
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
