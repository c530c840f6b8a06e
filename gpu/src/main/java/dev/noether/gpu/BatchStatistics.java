package dev.noether.gpu;

/**
 * What the quantities of a two-layer linear net {@code f(x) = U W x} need from its batch, averages without the factor c
 * of the loss; {@code r = U W x - y}.
 */
interface BatchStatistics {

    /** Slots of {@link Sums} that the sums of a batch take, from 0. */
    int SLOTS = 3;

    /** Enqueues what gradient, gammas and residual share. */
    void forward(View u, View w);

    /** Enqueues the sums that {@link #meanResidual} and {@link #meanHidden} read. */
    void enqueueSums(Sums sums);

    /** {@code E|r|^2}, after the sums were fetched. */
    double meanResidual(Sums sums);

    /** {@code E|W x|^2}, after the sums were fetched. */
    double meanHidden(Sums sums);

    /** {@code gU = factor E[r (W x)^T] + decay U}, {@code gW = factor E[U^T r x^T] + decay W}. */
    void gradient(double factor, double decay, View gradientU, View gradientW);

    /**
     * {@code Gamma_U = E[|x|^2 r r^T]}, {@code Gamma_W = E[|r|^2 x x^T]}.
     *
     * @param meanResidual {@code E|r|^2}
     */
    void gammas(Sums sums, double meanResidual, View gammaU, View gammaW);
}
