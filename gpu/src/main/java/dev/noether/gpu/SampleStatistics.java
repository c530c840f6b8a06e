package dev.noether.gpu;

/**
 * Averages over samples:
 *
 * <pre>
 * H = X W^T,  R = H U^T - Y,  B = R U
 * gU = R^T H / S,  gW = B^T X / S,  Gamma_W = X^T diag(|r_s|^2) X / S,  Gamma_U = R^T diag(|x_s|^2) R / S
 * </pre>
 */
final class SampleStatistics implements BatchStatistics {

    private final Products products;
    private final Workspace hiddenMemory;
    private final Workspace residualMemory;
    private final Workspace backMemory;
    private final Workspace weighedMemory;
    private DeviceBatch.Samples batch;
    private View u;
    private View w;
    private View hidden;
    private View residual;

    SampleStatistics(Session session, Products products) {
        this.products = products;
        hiddenMemory = new Workspace(session);
        residualMemory = new Workspace(session);
        backMemory = new Workspace(session);
        weighedMemory = new Workspace(session);
    }

    /** The batch of the next {@link #forward}. */
    SampleStatistics of(DeviceBatch.Samples samples) {
        batch = samples;
        return this;
    }

    @Override
    public void forward(View atU, View atW) {
        u = atU;
        w = atW;
        hidden = hiddenMemory.matrix(batch.size(), w.rows());
        residual = residualMemory.matrix(batch.size(), u.rows());
        products.plain(1, batch.x(), w.transposed(), hidden);
        products.subtract(hidden, u.transposed(), batch.y(), residual);
    }

    @Override
    public void enqueueSums(Sums sums) {
        sums.squares(residual, 0);
        sums.squares(hidden, 1);
    }

    @Override
    public double meanResidual(Sums sums) {
        return sums.value(0) / batch.size();
    }

    @Override
    public double meanHidden(Sums sums) {
        return sums.value(1) / batch.size();
    }

    @Override
    public void gradient(double factor, double decay, View gradientU, View gradientW) {
        View back = backMemory.matrix(batch.size(), w.rows());
        products.plain(1, residual, u, back);
        products.combine(factor / batch.size(), residual.transposed(), hidden, decay, u, gradientU);
        products.combine(factor / batch.size(), back.transposed(), batch.x(), decay, w, gradientW);
    }

    @Override
    public void gammas(Sums sums, double meanResidual, View gammaU, View gammaW) {
        View weighed = weighedMemory.matrix(batch.size(), u.rows());
        sums.weighRows(residual, batch.x(), weighed);
        products.plain(1.0 / batch.size(), residual.transposed(), weighed, gammaU);
        weighed = weighedMemory.matrix(batch.size(), w.columns());
        sums.weighRows(batch.x(), residual, weighed);
        products.plain(1.0 / batch.size(), batch.x().transposed(), weighed, gammaW);
    }
}
