package dev.noether.gpu;

import dev.noether.model.ScaleInvariantModel;

/**
 * The scale-invariant model on S samples; symbols as in {@link ScaleInvariant}. A sample's gradient is
 * {@code g = 2c r O x / p}, so that
 *
 * <pre>
 * Tr Sigma   4c^2 E[r^2 |O x|^2] / p^2 - |gradient|^2,   |O x|^2 = |x|^2 - (n . x)^2
 * Sigma v    (2c / p) O E[(s - E s) r x],   s = g . v = (2c / p) r (x . O v)
 * </pre>
 */
final class ScaleInvariantSamples extends ScaleInvariant implements Objective.OnSamples {

    private final Workspace outputMemory;
    private final Workspace residualMemory;
    private final Workspace alongMemory;
    private final Workspace mMemory;
    private final Workspace acrossMemory;
    private final SumVector.Memory lengthMemory;
    private final SumVector.Memory slopeMemory;
    private final WeightedMoments weighted;
    private DeviceBatch.Samples batch;
    private View outputs;
    private View residuals;
    private View m;

    ScaleInvariantSamples(ScaleInvariantModel model, Toolbox tools) {
        super(model, tools);
        outputMemory = tools.workspace();
        residualMemory = tools.workspace();
        alongMemory = tools.workspace();
        mMemory = tools.workspace();
        acrossMemory = tools.workspace();
        lengthMemory = tools.vectors();
        slopeMemory = tools.vectors();
        weighted = new WeightedMoments(tools);
    }

    @Override
    public View residuals() {
        return residuals;
    }

    @Override
    public void use(DeviceBatch.Samples samples) {
        batch = samples;
    }

    @Override
    public void forward(DevicePoint point) {
        unit.of(theta(point));
        m = null;
        outputs = outputMemory.matrix(batch.size(), 1);
        residuals = residualMemory.matrix(batch.size(), 1);
        tools.products().plain(1, batch.x(), unit.n().transposed(), outputs);
        tools.maps().combine(1, outputs, -1, batch.y(), 0, residuals);
    }

    @Override
    public double loss() {
        return twoC / 2 * tools.sums().squares(residuals) / batch.size();
    }

    @Override
    public void lossPerSample(double[] out) {
        SumVector losses = lengthMemory.vector(batch.size());
        tools.lines().squares(twoC / 2, residuals, losses);
        tools.fetch(losses.buffer(), out);
    }

    @Override
    View m() {
        if (m == null) {
            m = mMemory.matrix(1, dx);
            average(residuals, m);
        }
        return m;
    }

    /** {@code out = E[factor x]}, the factors one a row. */
    private void average(View factors, View out) {
        tools.products().plain(1.0 / batch.size(), factors.transposed(), batch.x(), out);
    }

    @Override
    void timesInputMoments(View a, View out) {
        View along = alongMemory.matrix(batch.size(), 1);
        tools.products().plain(1, batch.x(), a.transposed(), along);
        average(along, out);
    }

    @Override
    double meanSquaredInput() {
        return tools.sums().squares(batch.x()) / batch.size();
    }

    @Override
    void meanSquaredInputs(SumVector out) {
        tools.lines().squares(1.0 / batch.size(), batch.x().transposed(), out);
    }

    @Override
    public void noiseTrace(DevicePoint point, DevicePoint gradient, double[] byBlock) {
        SumVector lengths = lengthMemory.vector(batch.size());
        SumVector squares = slopeMemory.vector(batch.size());
        tools.lines().squares(1, batch.x(), lengths);
        tools.lines().dots(-1, outputs, outputs, 1, lengths);
        tools.lines().squares(1, residuals, squares);
        double mean = tools.sums().dot(lengths, squares) / batch.size();
        double norm = unit.norm();
        byBlock[ScaleInvariantModel.THETA] =
                twoC * twoC * mean / (norm * norm) - tools.sums().squares(theta(gradient));
    }

    @Override
    public void noiseCovarianceVectorProduct(DevicePoint point, DevicePoint v, DevicePoint out) {
        View u = acrossMemory.matrix(1, dx);
        unit.project(1, 0, theta(v), u);
        View along = alongMemory.matrix(batch.size(), 1);
        tools.products().plain(1, batch.x(), u.transposed(), along);
        SumVector slopes = slopeMemory.vector(batch.size());
        tools.lines().dots(1, residuals, along, 0, slopes);
        tools.lines().centre(slopes);
        tools.maps().scaleRows(1, slopes, residuals, along);
        average(along, u);
        unit.project(twoC * twoC, 2, u, theta(out));
    }

    @Override
    public void gammas(View gammaU, View gammaW) {
        weighted.gammas(batch.x(), residuals, gammaU, gammaW);
    }
}
