package dev.noether.gpu;

/**
 * Second moments of input x and residual {@code r = P x - y} of a model that is linear in its inputs, from a batch of
 * moments or a population (see {@link DeviceBatch.Moments}), fourth ones those of Gaussian data (Isserlis' theorem):
 *
 * <pre>
 * E = P - V,  M = E[r x^T] = E Cx - N,  Crr = E[r r^T] = M E^T - E N^T + noise
 * Gamma_W = tr(Crr) Cx + 2 M^T M,       Gamma_U = tr(Cx) Crr + 2 M M^T
 * </pre>
 *
 * Whoever uses this writes E where {@link #error} says and calls {@link #errorIsSet}.
 */
final class SecondMoments {

    private final Toolbox tools;
    private final Workspace errorMemory;
    private final Workspace momentMemory;
    private final Workspace residualMemory;
    private DeviceBatch.Moments batch;
    private View error;
    private View moment;
    private View residual;
    private double meanInput;
    private boolean hasMeanInput;
    private boolean hasResidual;

    SecondMoments(Toolbox tools) {
        this.tools = tools;
        errorMemory = tools.workspace();
        momentMemory = tools.workspace();
        residualMemory = tools.workspace();
    }

    void use(DeviceBatch.Moments moments) {
        batch = moments;
        hasMeanInput = false;
    }

    /** V, dy x dx. */
    View target() {
        return batch.target();
    }

    /** Where E belongs, dy x dx. */
    View error() {
        error = errorMemory.matrix(batch.target().rows(), batch.target().columns());
        return error;
    }

    /** E was written: computes M. */
    void errorIsSet() {
        moment = momentMemory.matrix(error.rows(), error.columns());
        tools.products().subtract(error, batch.cx(), batch.cross(), moment);
        hasResidual = false;
    }

    /** M, dy x dx. */
    View m() {
        return moment;
    }

    /** Cx, dx x dx. */
    View cx() {
        return batch.cx();
    }

    /** The covariance of the label noise of a population, dy x dy. */
    View noise() {
        return batch.noise();
    }

    /** Crr, dy x dy. */
    View crr() {
        if (!hasResidual) {
            residual = residualMemory.matrix(error.rows(), error.rows());
            tools.products().combine(1, moment, error.transposed(), 1, batch.noise(), residual);
            tools.products().combine(-1, error, batch.cross().transposed(), 1, residual, residual);
            hasResidual = true;
        }
        return residual;
    }

    /** {@code E|r|^2 = tr Crr}. */
    double meanSquaredResidual() {
        Sums sums = tools.sums();
        sums.dot(moment, error, 0);
        sums.dot(error, batch.cross(), 1);
        sums.total(batch.noise().diagonal(), 2);
        sums.fetch();
        return sums.value(0) - sums.value(1) + sums.value(2);
    }

    /** {@code E|x|^2 = tr Cx}. */
    double meanSquaredInput() {
        if (!hasMeanInput) {
            meanInput = tools.sums().total(batch.cx().diagonal());
            hasMeanInput = true;
        }
        return meanInput;
    }

    /** Trace of the label noise of a population. */
    double noiseVariance() {
        return tools.sums().total(batch.noise().diagonal());
    }

    /** Overwrites the gammas. */
    void gammas(View gammaU, View gammaW) {
        Products products = tools.products();
        products.combine(2, moment, moment.transposed(), meanSquaredInput(), crr(), gammaU);
        products.combine(2, moment.transposed(), moment, meanSquaredResidual(), batch.cx(), gammaW);
    }

    /** {@code out = Crr V Cx + M V^T M}: the covariance of {@code r x^T}, times V; dy x dx. */
    void covarianceProduct(View v, Workspace memory, View out) {
        View left = memory.matrix(v.rows(), v.columns());
        tools.products().plain(1, crr(), v, left);
        tools.products().plain(1, left, batch.cx(), out);
        View square = memory.matrix(v.rows(), v.rows());
        tools.products().plain(1, moment, v.transposed(), square);
        tools.products().addTo(square, moment, out);
    }
}
