package dev.noether.gpu;

/**
 * A batch on the device with the numbers that do not depend on parameters, found once.
 *
 * @param batch the batch
 * @param meanInput {@code E|x|^2}
 * @param noise trace of the label noise of a population, of {@code E[y y^T]} for moments, 0 for samples
 */
record BoundBatch(DeviceBatch batch, double meanInput, double noise) {

    static BoundBatch of(DeviceBatch batch, Sums sums) {
        switch (batch) {
            case DeviceBatch.Samples samples -> sums.squares(samples.x(), 0);
            case DeviceBatch.Moments moments -> {
                sums.total(moments.cx().diagonal(), 0);
                sums.total(moments.noise().diagonal(), 1);
            }
        }
        sums.fetch();
        return switch (batch) {
            case DeviceBatch.Samples samples -> new BoundBatch(batch, sums.value(0) / samples.size(), 0);
            case DeviceBatch.Moments _ -> new BoundBatch(batch, sums.value(0), sums.value(1));
        };
    }
}
