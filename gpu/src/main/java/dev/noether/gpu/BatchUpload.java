package dev.noether.gpu;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.task.Batch;

/** Device memory for one batch; holds the latest. */
final class BatchUpload {

    private final Transfer transfer;
    private final Workspace first;
    private final Workspace second;
    private final Workspace third;
    private final Workspace fourth;

    BatchUpload(Session session, Transfer transfer) {
        this.transfer = transfer;
        first = new Workspace(session);
        second = new Workspace(session);
        third = new Workspace(session);
        fourth = new Workspace(session);
    }

    /** Copies a batch to the device; the one before is lost. */
    DeviceBatch put(Batch batch) {
        return switch (batch) {
            case Batch.Samples samples ->
                new DeviceBatch.Samples(upload(samples.x(), first), upload(samples.y(), second));
            case Batch.Moments moments -> {
                Matrix none = Matrix.allocate(Precision.FLOAT, batch.outputs(), batch.inputs());
                yield new DeviceBatch.Moments(
                        upload(moments.cx(), first),
                        upload(none, second),
                        upload(moments.cyx(), third),
                        upload(moments.cyy(), fourth));
            }
            case Batch.Population population -> {
                Matrix none = Matrix.allocate(Precision.FLOAT, batch.outputs(), batch.inputs());
                yield new DeviceBatch.Moments(
                        upload(population.task().inputCovariance().toMatrix(), first),
                        upload(population.task().target(), second),
                        upload(none, third),
                        upload(population.task().noiseCovariance().toMatrix(), fourth));
            }
        };
    }

    private View upload(Matrix source, Workspace workspace) {
        View view = workspace.matrix(source.rows(), source.columns());
        transfer.upload(source, view);
        return view;
    }
}
