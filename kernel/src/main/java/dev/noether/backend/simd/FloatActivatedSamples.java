package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import java.util.function.Supplier;

/**
 * A two-layer net with an activation on S samples: a {@link FloatHiddenLayer} with scales 1. With {@code phi}, {@code r},
 * {@code g} and {@code K} of a sample as there, E the average,
 *
 * <pre>
 * gradients               gU = 2c E r phi^T                         gW = 2c E g x^T
 * traces of the Hessian   of U   2c dy E|phi|^2                     of W   2c E[|x|^2 sum_j K_j]
 * traces of Sigma         of U   4c^2 E[|r|^2 |phi|^2] - |gU|^2     of W   4c^2 E[|x|^2 |g|^2] - |gW|^2
 * rescaling of unit j     4c^2 E[|r|^2 phi_j^2 - |x|^2 g_j^2] - |gU_j|^2 + |gW_j|^2
 * Sigma v                 E[(s_i - E s) g_i], s_i = g_i . v, here g_i the whole gradient of sample i
 * </pre>
 */
final class FloatActivatedSamples extends FloatHiddenSamples {

    private final TwoLayerNet net;

    FloatActivatedSamples(TwoLayerNet net, FloatGemm gemm) {
        super(net, net.activation(), net.slope(), gemm);
        this.net = net;
    }

    @Override
    void forward(FloatPoint theta, boolean bent) {
        layer.forward(theta, 1, 1, bent);
        noise.forward();
        if (bent) {
            differentiateTwice();
        }
    }

    @Override
    public void gradient(FloatPoint theta, FloatPoint gradient) {
        layer.gradient(twoCPerSample(), gradient);
    }

    private void differentiateTwice() {
        layer.differentiateTwice(noise.squaredInputs(), false);
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        differentiateTwice();
        byBlock[TwoLayerNet.U] = twoCPerSample() * net.outputs() * layer.traceOfOutput();
        byBlock[TwoLayerNet.W] = twoCPerSample() * layer.traceOfInput();
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        layer.diagonal(twoCPerSample(), out);
    }

    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        tangent.along(theta, v, 0, 0);
        tangent.gradient(twoCPerSample(), 0, 0, out);
    }

    @Override
    public void noiseTrace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock) {
        noise.squares(byBlock);
        for (int b = 0; b < byBlock.length; b++) {
            byBlock[b] = twoC * twoCPerSample() * byBlock[b]
                    - sums.squares(gradient.get().block(b));
        }
    }

    @Override
    public void noiseOfRescaling(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byUnit) {
        noise.squareDifferences(twoC * twoCPerSample(), byUnit);
        sums.addColumnSquares(gradient.get().block(TwoLayerNet.U), -1, byUnit);
        sums.addColumnSquares(gradient.get().block(TwoLayerNet.W), 1, byUnit);
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        double[] projections = noise.projections(v);
        noise.centre(projections);
        noise.weightedSum(twoC * twoCPerSample(), projections, out);
    }
}
