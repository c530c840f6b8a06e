package dev.noether.gpu;

import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import org.jocl.Pointer;

/**
 * A two-layer net with an activation on S samples: a {@link HiddenLayer} with scales 1. With {@code phi}, {@code r},
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
final class ActivatedSamples extends HiddenSamples {

    private final SumVector.Memory units;

    ActivatedSamples(TwoLayerNet net, Toolbox tools) {
        super(net, tools, new Activations(tools.session(), net.activation(), net.slope()), ones(tools.session()));
        units = tools.vectors();
    }

    private static DeviceBuffer ones(Session session) {
        DeviceBuffer scales = session.reals(2);
        Pointer values = session.precision() == Precision.FLOAT
                ? Pointer.to(new float[] {1, 1})
                : Pointer.to(new double[] {1, 1});
        session.write(scales, 0, scales.bytes(), values);
        return scales;
    }

    @Override
    public void forward(DevicePoint theta) {
        layer.forward(theta);
    }

    @Override
    public void gradient(DevicePoint theta, DevicePoint gradient) {
        layer.gradient(twoCPerSample(), gradient);
    }

    @Override
    public void hessianTrace(DevicePoint theta, double[] byBlock) {
        curvature.traces(theta, noise.squaredInputs(), byBlock);
        for (int b = 0; b < byBlock.length; b++) {
            byBlock[b] *= twoCPerSample();
        }
    }

    @Override
    public void hessianDiagonal(DevicePoint theta, DevicePoint out) {
        curvature.diagonal(twoCPerSample(), theta, out);
    }

    @Override
    public void hessianVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out) {
        tangent.along(theta, v, 0, 0, 0);
        tangent.gradient(twoCPerSample(), out);
    }

    @Override
    public void noiseTrace(DevicePoint theta, DevicePoint gradient, double[] byBlock) {
        noise.squares(byBlock);
        for (int b = 0; b < byBlock.length; b++) {
            byBlock[b] = twoC * twoCPerSample() * byBlock[b] - tools.sums().squares(gradient.block(b));
        }
    }

    @Override
    public void noiseOfRescaling(DevicePoint theta, DevicePoint gradient, double[] byUnit) {
        SumVector out = units.vector(byUnit.length);
        noise.squareDifferences(twoC * twoCPerSample(), out);
        View ofU = gradient.block(TwoLayerNet.U).transposed();
        View ofW = gradient.block(TwoLayerNet.W);
        tools.lines().dots(-1, ofU, ofU, 1, out);
        tools.lines().dots(1, ofW, ofW, 1, out);
        tools.fetch(out.buffer(), byUnit);
    }

    @Override
    public void noiseCovarianceVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out) {
        SumVector projections = noise.projections(v);
        tools.lines().centre(projections);
        noise.weightedSum(twoC * twoCPerSample(), projections, out);
    }
}
