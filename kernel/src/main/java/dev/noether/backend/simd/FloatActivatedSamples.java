package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * A two-layer net with an activation on S samples: the average of a {@link FloatHiddenLayer} with scales 1, times 2c.
 * With {@code R}, {@code G}, {@code phi} and {@code |.|} as there,
 *
 * <pre>
 * traces of the Hessian   of U   2c dy E|phi|^2                     of W   2c E[|x|^2 sum_j K_j]
 * traces of Sigma         of U   4c^2 E[|r|^2 |phi|^2] - |gU|^2     of W   4c^2 E[|x|^2 |g|^2] - |gW|^2
 * rescaling of unit j     4c^2 E[|r|^2 phi_j^2 - |x|^2 g_j^2] - |gU_j|^2 + |gW_j|^2
 * Sigma v                 E[g_i (s_i - E s)], s_i = g_i . v
 * </pre>
 */
final class FloatActivatedSamples implements FloatObjective.OnSamples {

    private final TwoLayerNet net;
    private final FloatHiddenLayer layer;
    private final FloatHiddenTangent tangent;
    private final FloatHiddenNoise noise;
    private final FloatSampleGammas gammas;
    private double[] projections = new double[0];

    FloatActivatedSamples(TwoLayerNet net, FloatGemm gemm) {
        this.net = net;
        layer = new FloatHiddenLayer(net.activation(), net.slope(), gemm);
        tangent = new FloatHiddenTangent(layer, gemm);
        noise = new FloatHiddenNoise(layer, gemm);
        gammas = new FloatSampleGammas(gemm);
    }

    @Override
    public void resize(int size) {
        layer.x.reshape(size, net.inputs());
        layer.y.reshape(size, net.outputs());
        noise.resize();
        if (projections.length < size) {
            projections = new double[size];
        }
    }

    @Override
    public FloatMatrix x() {
        return layer.x;
    }

    @Override
    public FloatMatrix y() {
        return layer.y;
    }

    @Override
    public void forward(FloatPoint theta) {
        layer.forward(theta, 1, 1);
        noise.forward();
    }

    @Override
    public double loss() {
        return net.lossScale() * FloatSums.squares(layer.residuals) / layer.size();
    }

    @Override
    public void lossPerSample(double[] out) {
        for (int i = 0; i < out.length; i++) {
            out[i] = net.lossScale() * noise.squaredResiduals()[i];
        }
    }

    /** {@code 2c/S}. */
    private double factor() {
        return 2 * net.lossScale() / layer.size();
    }

    @Override
    public void gradient(FloatPoint theta, FloatPoint gradient) {
        layer.gradient(factor(), gradient);
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        byBlock[TwoLayerNet.U] = factor() * net.outputs() * FloatSums.squares(layer.phi);
        byBlock[TwoLayerNet.W] = factor() * layer.traceOfInner(noise.squaredInputs());
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        layer.diagonal(factor(), out);
    }

    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        tangent.along(theta, v, 0, 0);
        tangent.gradient(factor(), 0, 0, out);
    }

    @Override
    public void noiseTrace(FloatPoint theta, FloatPoint gradient, double[] byBlock) {
        noise.squares(byBlock);
        for (int b = 0; b < byBlock.length; b++) {
            byBlock[b] = factor() * 2 * net.lossScale() * byBlock[b] - FloatSums.squares(gradient.block(b));
        }
    }

    @Override
    public void noiseOfRescaling(FloatPoint theta, FloatPoint gradient, double[] byUnit) {
        FloatSums.columnSquareDifferences(
                gradient.block(TwoLayerNet.W), gradient.block(TwoLayerNet.U), byUnit);
        double factor = factor() * 2 * net.lossScale();
        FloatSums.addWeightedColumnSquares(layer.phi, noise.squaredResiduals(), factor, byUnit);
        FloatSums.addWeightedColumnSquares(layer.byH(), noise.squaredInputs(), -factor, byUnit);
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint gradient, FloatPoint v, FloatPoint out) {
        noise.project(v, projections);
        centre(projections, layer.size());
        noise.weightedSum(factor() * 2 * net.lossScale(), projections, out);
    }

    /** Subtracts the average of the first {@code n} entries: {@code E[g_i s_i] - g E s} without the cancellation. */
    static void centre(double[] values, int n) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += values[i];
        }
        double mean = sum / n;
        for (int i = 0; i < n; i++) {
            values[i] -= mean;
        }
    }

    @Override
    public void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        gammas.weighted(noise.squaredInputs(), layer.residuals, gammaU);
        gammas.weighted(noise.squaredResiduals(), layer.x, gammaW);
    }
}
