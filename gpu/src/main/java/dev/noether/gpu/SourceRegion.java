package dev.noether.gpu;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;

/**
 * One source on the device.
 *
 * @param layout how it lies there
 * @param data the buffer
 * @param start of the region, in reals
 * @param size samples of a data set, 0 where there is none
 */
record SourceRegion(SourceLayout layout, DeviceBuffer data, long start, int size) {

    /** FRESH: F^T, or its diagonal as one row. */
    View inputFactor() {
        return View.of(data, start, layout.inputFactorRows(), layout.inputs(), layout.paddedInputs());
    }

    /** FRESH: G^T, or its diagonal as one row. */
    View noiseFactor() {
        long at = start + (long) layout.inputFactorRows() * layout.paddedInputs();
        return View.of(data, at, layout.noiseFactorRows(), layout.outputs(), layout.paddedOutputs());
    }

    /** FRESH: V, dy x dx. */
    View freshTarget() {
        View noise = noiseFactor();
        return transposed(noise.offset() + (long) noise.rows() * layout.paddedOutputs());
    }

    /** DRAWN and FIXED: the data set. */
    DeviceBatch.Samples samples() {
        return new DeviceBatch.Samples(
                View.of(data, start, size, layout.inputs(), layout.paddedInputs()),
                View.of(
                        data,
                        start + (long) size * layout.paddedInputs(),
                        size,
                        layout.outputs(),
                        layout.paddedOutputs()));
    }

    /** MOMENTS: all but the noise, which does not move parameters. */
    DeviceBatch.Moments moments() {
        int dx = layout.inputs();
        return new DeviceBatch.Moments(
                View.of(data, start, dx, dx, layout.paddedInputs()),
                transposed(start + (long) dx * layout.paddedInputs()),
                transposed(start + (long) dx * (layout.paddedInputs() + layout.paddedOutputs())),
                null);
    }

    private View transposed(long at) {
        return View.of(data, at, layout.inputs(), layout.outputs(), layout.paddedOutputs())
                .transposed();
    }

    /** Copies the source to the device. */
    void upload(BatchSource source, Transfer transfer) {
        switch (source) {
            case BatchSource.Fresh fresh -> {
                GaussianTask task = fresh.task();
                transfer.upload(factor(task.inputCovariance(), layout.inputsFull()), inputFactor());
                transfer.upload(factor(task.noiseCovariance(), layout.noiseFull()), noiseFactor());
                transfer.upload(task.target(), freshTarget());
            }
            case BatchSource.Drawn drawn -> upload(drawn.data(), transfer);
            case BatchSource.Fixed fixed -> upload(fixed.batch(), transfer);
        }
    }

    private void upload(Batch batch, Transfer transfer) {
        switch (batch) {
            case Batch.Samples samples -> {
                transfer.upload(samples.x(), samples().x());
                transfer.upload(samples.y(), samples().y());
            }
            case Batch.Moments moments -> {
                transfer.upload(moments.cx(), moments().cx());
                transfer.upload(moments.cyx(), moments().cross());
            }
            case Batch.Population population -> {
                transfer.upload(
                        population.task().inputCovariance().toMatrix(),
                        moments().cx());
                transfer.upload(population.task().target(), moments().target());
            }
        }
    }

    /** The transposed factor, or its diagonal as one row. */
    private static Matrix factor(Covariance covariance, boolean full) {
        int n = covariance.size();
        Matrix matrix = Matrix.allocate(Precision.DOUBLE, full ? n : 1, n);
        for (int i = 0; i < n; i++) {
            for (int j = full ? 0 : i; j <= i; j++) {
                matrix.set(full ? j : 0, i, covariance.factor(i, j));
            }
        }
        return matrix;
    }
}
