package dev.noether.gpu;

import dev.noether.model.ScaleInvariantModel;

/**
 * The scale-invariant model on second moments, with fourth moments of Gaussian data; symbols as in {@link ScaleInvariant}.
 * By Isserlis' theorem the covariance of {@code r x} is {@code E[r^2] Cx + m m^T}, so that
 *
 * <pre>
 * Tr Sigma   4c^2 E[r^2] tr(O Cx O) / p^2 + |gradient|^2
 * Sigma v    4c^2 O (E[r^2] Cx u + (m . u) m) / p^2,   u = O v
 * </pre>
 */
final class ScaleInvariantMoments extends ScaleInvariant implements Objective.OnMoments {

    private final SecondMoments moments;
    private final Workspace across;
    private final Workspace image;

    ScaleInvariantMoments(ScaleInvariantModel model, Toolbox tools) {
        super(model, tools);
        moments = new SecondMoments(tools);
        across = tools.workspace();
        image = tools.workspace();
    }

    @Override
    public void use(DeviceBatch.Moments batch) {
        moments.use(batch);
    }

    @Override
    public void forward(DevicePoint point) {
        unit.of(theta(point));
        tools.maps().combine(1, unit.n(), -1, moments.target(), 0, moments.error());
        moments.errorIsSet();
    }

    @Override
    public double loss() {
        return twoC / 2 * moments.meanSquaredResidual();
    }

    @Override
    public void lossPerSample(double[] out) {
        throw new IllegalStateException("moments have no samples");
    }

    @Override
    View m() {
        return moments.m();
    }

    @Override
    void timesInputMoments(View a, View out) {
        tools.products().plain(1, a, moments.cx(), out);
    }

    @Override
    double meanSquaredInput() {
        return moments.meanSquaredInput();
    }

    @Override
    void meanSquaredInputs(SumVector out) {
        tools.lines().totals(1, moments.cx().diagonal().transposed(), out);
    }

    @Override
    public void noiseTrace(DevicePoint point, DevicePoint gradient, double[] byBlock) {
        double norm = unit.norm();
        byBlock[ScaleInvariantModel.THETA] =
                twoC * twoC * moments.meanSquaredResidual() * meanSquaredAcross() / (norm * norm)
                        + tools.sums().squares(theta(gradient));
    }

    @Override
    public void noiseCovarianceVectorProduct(DevicePoint point, DevicePoint v, DevicePoint out) {
        View u = across.matrix(1, dx);
        View moved = image.matrix(1, dx);
        unit.project(1, 0, theta(v), u);
        timesInputMoments(u, moved);
        double along = tools.sums().dot(moments.m(), u);
        tools.maps().combine(moments.meanSquaredResidual(), moved, along, moments.m(), 0, moved);
        unit.project(twoC * twoC, 2, moved, theta(out));
    }

    @Override
    public void gammas(View gammaU, View gammaW) {
        moments.gammas(gammaU, gammaW);
    }
}
