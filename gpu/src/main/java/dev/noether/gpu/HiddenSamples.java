package dev.noether.gpu;

import dev.noether.model.Model;

/** What all nets with one layer of hidden units share on samples: the loss is the average of {@code 2c 1/2 |r|^2}. */
abstract class HiddenSamples implements Objective.OnSamples {

    /** 2c. */
    final double twoC;

    final Toolbox tools;
    final HiddenLayer layer;
    final HiddenTangent tangent;
    final HiddenNoise noise;
    final HiddenCurvature curvature;
    private final SumVector.Memory losses;
    private final WeightedMoments weighted;

    HiddenSamples(Model model, Toolbox tools, Activations activations, DeviceBuffer scales) {
        twoC = 2 * model.lossScale();
        this.tools = tools;
        layer = new HiddenLayer(tools, activations, scales);
        tangent = new HiddenTangent(tools, layer);
        noise = new HiddenNoise(tools, layer);
        curvature = new HiddenCurvature(tools, layer);
        losses = tools.vectors();
        weighted = new WeightedMoments(tools);
    }

    @Override
    public final void use(DeviceBatch.Samples batch) {
        layer.use(batch);
    }

    @Override
    public final View residuals() {
        return layer.residuals();
    }

    /** {@code 2c/S}. */
    final double twoCPerSample() {
        return twoC / layer.size();
    }

    @Override
    public final double loss() {
        return twoC / 2 * tools.sums().squares(layer.residuals()) / layer.size();
    }

    @Override
    public final void lossPerSample(double[] out) {
        SumVector vector = losses.vector(layer.size());
        tools.lines().squares(twoC / 2, layer.residuals(), vector);
        tools.fetch(vector.buffer(), out);
    }

    @Override
    public final void gammas(View gammaU, View gammaW) {
        weighted.gammas(layer.x(), layer.residuals(), gammaU, gammaW);
    }
}
