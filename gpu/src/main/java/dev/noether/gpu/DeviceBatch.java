package dev.noether.gpu;

/** A batch on the device. */
sealed interface DeviceBatch {

    /**
     * Samples.
     *
     * @param x inputs, S x dx
     * @param y labels, S x dy
     */
    record Samples(View x, View y) implements DeviceBatch {

        int size() {
            return x.rows();
        }
    }

    /**
     * Second moments of x and of a residual {@code r = E x - ...} with {@code E = P - V}: a batch of moments has V = 0, a
     * population N = 0, and both the same formulas,
     *
     * <pre>
     * M = E[r x^T] = E Cx - N,    E[r r^T] = M E^T - E N^T + noise
     * </pre>
     *
     * without the cancellation that the second moments of a population's labels would bring.
     *
     * @param cx {@code E[x x^T]}, dx x dx
     * @param target V, dy x dx
     * @param cross N, dy x dx
     * @param noise dy x dy: of a population the covariance of the label noise, of moments {@code E[y y^T]}
     */
    record Moments(View cx, View target, View cross, View noise) implements DeviceBatch {}
}
