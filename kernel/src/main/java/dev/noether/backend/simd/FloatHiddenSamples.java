package dev.noether.backend.simd;

import dev.noether.model.Activation;
import dev.noether.model.Model;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/** What all nets with one layer of hidden units share on samples: the loss is the average of {@code 2c 1/2 |r|^2}. */
abstract class FloatHiddenSamples implements FloatObjective.OnSamples {

    /** 2c. */
    final double twoC;

    /** For what is no more accurate than the operands. */
    final FloatLaneSums sums = new FloatLaneSums();

    final FloatHiddenLayer layer;
    final FloatHiddenTangent tangent;
    final FloatHiddenNoise noise;
    private final Model model;
    private final FloatWeightedMoments gammas;

    FloatHiddenSamples(Model model, Activation activation, double slope, FloatGemm gemm) {
        this.model = model;
        twoC = 2 * model.lossScale();
        layer = new FloatHiddenLayer(activation, slope, gemm);
        tangent = new FloatHiddenTangent(layer, gemm);
        noise = new FloatHiddenNoise(layer, gemm);
        gammas = new FloatWeightedMoments(gemm);
    }

    @Override
    public final void forward(FloatPoint theta) {
        forward(theta, false);
    }

    @Override
    public final void forwardTwice(FloatPoint theta) {
        forward(theta, true);
    }

    /** @param bent as of {@link FloatHiddenLayer#forward} */
    abstract void forward(FloatPoint theta, boolean bent);

    @Override
    public void resize(int size) {
        layer.x.reshape(size, model.inputs());
        layer.y.reshape(size, model.outputs());
        noise.resize();
    }

    @Override
    public final FloatMatrix x() {
        return layer.x;
    }

    @Override
    public final FloatMatrix y() {
        return layer.y;
    }

    @Override
    public final FloatMatrix residuals() {
        return layer.residuals;
    }

    /** {@code 2c/S}. */
    final double twoCPerSample() {
        return twoC / layer.size();
    }

    @Override
    public final double loss() {
        return model.lossScale() * FloatSums.squares(layer.residuals) / layer.size();
    }

    @Override
    public final void lossPerSample(double[] out) {
        FloatSums.rowSquares(layer.residuals, out);
        for (int i = 0; i < out.length; i++) {
            out[i] *= model.lossScale();
        }
    }

    @Override
    public final void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        gammas.weighted(noise.squaredInputs(), layer.residuals, gammaU);
        gammas.weighted(noise.squaredResiduals(), layer.x, gammaW);
    }
}
