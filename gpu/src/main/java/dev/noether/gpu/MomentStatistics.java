package dev.noether.gpu;

/**
 * Averages from second moments ({@link DeviceBatch.Moments}), fourth ones those of Gaussian data:
 *
 * <pre>
 * E = U W - V,  M = E Cx - N,  Crr = M E^T - E N^T + noise
 * gU = M W^T,  gW = U^T M,  Gamma_W = tr(Crr) Cx + 2 M^T M,  Gamma_U = tr(Cx) Crr + 2 M M^T
 * </pre>
 */
final class MomentStatistics implements BatchStatistics {

    private final Products products;
    private final Workspace errorMemory;
    private final Workspace momentMemory;
    private final Workspace hiddenMemory;
    private final Workspace residualMemory;
    private BoundBatch bound;
    private DeviceBatch.Moments batch;
    private View u;
    private View w;
    private View error;
    private View moment;

    MomentStatistics(Session session, Products products) {
        this.products = products;
        errorMemory = new Workspace(session);
        momentMemory = new Workspace(session);
        hiddenMemory = new Workspace(session);
        residualMemory = new Workspace(session);
    }

    /** The batch of the next {@link #forward}. */
    MomentStatistics of(BoundBatch boundBatch, DeviceBatch.Moments moments) {
        bound = boundBatch;
        batch = moments;
        return this;
    }

    @Override
    public void forward(View atU, View atW) {
        u = atU;
        w = atW;
        error = errorMemory.matrix(u.rows(), w.columns());
        moment = momentMemory.matrix(u.rows(), w.columns());
        products.subtract(u, w, batch.target(), error);
        products.subtract(error, batch.cx().transposed(), batch.cross(), moment);
    }

    @Override
    public void enqueueSums(Sums sums) {
        sums.dot(moment, error, 0);
        sums.dot(error, batch.cross(), 1);
        View hidden = hiddenMemory.matrix(w.rows(), w.columns());
        products.plain(1, w, batch.cx(), hidden);
        sums.dot(hidden, w, 2);
    }

    @Override
    public double meanResidual(Sums sums) {
        return sums.value(0) - sums.value(1) + bound.noise();
    }

    @Override
    public double meanHidden(Sums sums) {
        return sums.value(2);
    }

    @Override
    public void gradient(double factor, double decay, View gradientU, View gradientW) {
        products.combine(factor, moment, w.transposed(), decay, u, gradientU);
        products.combine(factor, u.transposed(), moment, decay, w, gradientW);
    }

    @Override
    public void gammas(Sums sums, double meanResidual, View gammaU, View gammaW) {
        View residual = residualMemory.matrix(u.rows(), u.rows());
        products.combine(1, moment, error.transposed(), 1, batch.noise(), residual);
        products.combine(-1, error, batch.cross().transposed(), 1, residual, residual);
        products.combine(2, moment, moment.transposed(), bound.meanInput(), residual, gammaU);
        products.combine(2, moment.transposed(), moment, meanResidual, batch.cx(), gammaW);
    }
}
