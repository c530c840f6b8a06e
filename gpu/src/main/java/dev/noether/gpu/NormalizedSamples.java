package dev.noether.gpu;

import dev.noether.model.Activation;
import dev.noether.model.NormalizedNet;

/**
 * A normalised net on S samples: a {@link HiddenLayer} {@code f = alpha U tanh(beta W x)} whose scales are functions of the
 * parameters (see {@link RadialParts}), so that what is there at fixed scales gains terms by the chain rule. Take a block T
 * of N entries, {@code m = |T|} and {@code t = T/m}, that has the scale {@code s = 1/m}. Then {@code ds/dT = -s t/m} and
 * {@code d2s/dT2 = s (3 t t^T - 1)/m^2}. With p, q and C of {@link RadialParts}, the gradient of one sample gains
 * {@code -p T/m^2}, and the block of its Hessian
 *
 * <pre>
 * -(C T^T + T C^T)/m^2 + (q + 3p) T T^T/m^4 - p/m^2        whose trace is   (q + (3 - N) p - 2 C . T)/m^2
 * </pre>
 *
 * A gradient is then of rank one, {@code G}, plus a multiple of T: its square is {@code |G|^2 + (p^2 - 2 p G . T)/m^2}.
 */
final class NormalizedSamples extends HiddenSamples {

    private final RadialParts radial;
    private final RadialCurvature radialCurvature;
    private final DevicePoint mixed;
    private final SumVector.Memory pMemory;
    private final SumVector.Memory alongMemory;

    NormalizedSamples(NormalizedNet net, Toolbox tools) {
        this(net, tools, new RadialParts(net.variant(), tools));
    }

    private NormalizedSamples(NormalizedNet net, Toolbox tools, RadialParts radial) {
        super(net, tools, new Activations(tools.session(), Activation.TANH, 0), radial.scales());
        this.radial = radial;
        radialCurvature = new RadialCurvature(net.variant(), tools, radial, layer);
        mixed = DevicePoint.allocate(tools.session(), net);
        pMemory = tools.vectors();
        alongMemory = tools.vectors();
    }

    @Override
    public void forward(DevicePoint theta) {
        radial.forward(theta);
        layer.forward(theta);
    }

    @Override
    public void gradient(DevicePoint theta, DevicePoint gradient) {
        layer.gradient(twoCPerSample(), gradient);
        radial.pull(-twoCPerSample(), layer, theta, gradient);
    }

    @Override
    public void hessianTrace(DevicePoint theta, double[] byBlock) {
        curvature.traces(theta, noise.squaredInputs(), byBlock);
        radialCurvature.compute(theta);
        for (int b = 0; b < byBlock.length; b++) {
            double gained = radialCurvature.second(b)
                    + (3 - theta.block(b).size()) * radialCurvature.first(b)
                    - 2 * radialCurvature.mixed(b);
            byBlock[b] = twoC * (byBlock[b] / layer.size() + gained / radial.squaredNorm(b));
        }
    }

    @Override
    public void hessianDiagonal(DevicePoint theta, DevicePoint out) {
        curvature.diagonal(twoCPerSample(), theta, out);
        radialCurvature.compute(theta);
        tangent.along(theta, 1, 0, 0);
        addToDiagonal(radial.ofOuter(), theta, out);
        tangent.along(theta, 0, 1 / radial.beta(), 1);
        addToDiagonal(radial.ofInner(), theta, out);
    }

    /** Adds what one block of the diagonal gains; C is the change of the gradient as the scale grows at the rate 1. */
    private void addToDiagonal(int b, DevicePoint theta, DevicePoint out) {
        tangent.gradient(1.0 / layer.size(), mixed);
        double scale = twoC / radial.squaredNorm(b);
        double square = scale * (radialCurvature.second(b) + 3 * radialCurvature.first(b)) / radial.squaredNorm(b);
        View block = theta.block(b);
        // (-2 scale C + square T) * T - scale p
        tools.maps().combine(square, block, -2 * scale, mixed.block(b), 0, mixed.block(b));
        tools.maps().hadamard(1, mixed.block(b), block, 1, out.block(b), out.block(b));
        tools.maps().combine(1, out.block(b), 0, out.block(b), -scale * radialCurvature.first(b), out.block(b));
    }

    /**
     * {@code H v}: along v the norm m grows at the rate {@code n = T . V/m^2}, its scale at {@code -n}, and
     * {@code -p T/m^2} changes by {@code -(p' - 2 n p) T/m^2 - p V/m^2}.
     */
    @Override
    public void hessianVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out) {
        double outerRate = -growth(radial.ofOuter(), theta, v);
        double innerRate = -growth(radial.ofInner(), theta, v);
        tangent.along(theta, v, outerRate, innerRate / radial.beta(), innerRate);
        tangent.gradient(twoCPerSample(), out);
        for (int b = 0; b < theta.blocks(); b++) {
            double rate = b == radial.ofOuter() ? outerRate : innerRate;
            double p = radial.mean(b, layer);
            double change = change(b, innerRate) + 2 * rate * p;
            tools.maps().add(-twoC * change / radial.squaredNorm(b), theta.block(b), out.block(b));
            tools.maps().add(-twoC * p / radial.squaredNorm(b), v.block(b), out.block(b));
        }
    }

    /** {@code E p'}: of {@code r . f}, and of {@code G . (W x)} with {@code (W x)' = T - q W x}. */
    private double change(int b, double innerRate) {
        Sums sums = tools.sums();
        double sum = b == radial.ofOuter()
                ? sums.dot(tangent.outputs(), layer.outputs()) + sums.dot(tangent.outputs(), layer.residuals())
                : sums.dot(tangent.byInputs(), layer.h()) / radial.beta()
                        + sums.dot(layer.byInputs(), tangent.inner())
                        - innerRate * sums.dot(layer.byInputs(), layer.h()) / radial.beta();
        return sum / layer.size();
    }

    private double growth(int b, DevicePoint theta, DevicePoint v) {
        return tools.sums().dot(theta.block(b), v.block(b)) / radial.squaredNorm(b);
    }

    @Override
    public void noiseTrace(DevicePoint theta, DevicePoint gradient, double[] byBlock) {
        noise.squares(byBlock);
        SumVector p = pMemory.vector(layer.size());
        SumVector along = alongMemory.vector(layer.size());
        for (int b = 0; b < byBlock.length; b++) {
            radial.ofSamples(b, layer, p);
            radial.alongBlock(b, layer, along);
            double gained = tools.sums().dot(p, p) - 2 * tools.sums().dot(p, along);
            byBlock[b] = twoC * twoCPerSample() * (byBlock[b] + gained / radial.squaredNorm(b))
                    - tools.sums().squares(gradient.block(b));
        }
    }

    @Override
    public void noiseCovarianceVectorProduct(DevicePoint theta, DevicePoint v, DevicePoint out) {
        SumVector projections = noise.projections(v);
        for (int b = 0; b < theta.blocks(); b++) {
            addSamples(b, -growth(b, theta, v), projections);
        }
        tools.lines().centre(projections);
        double factor = twoC * twoCPerSample();
        noise.weightedSum(factor, projections, out);
        SumVector p = pMemory.vector(layer.size());
        for (int b = 0; b < theta.blocks(); b++) {
            radial.ofSamples(b, layer, p);
            double sum = tools.sums().dot(projections, p);
            tools.maps().add(-factor * sum / radial.squaredNorm(b), theta.block(b), out.block(b));
        }
    }

    /** {@code out = out + factor p}. */
    private void addSamples(int b, double factor, SumVector out) {
        if (b == radial.ofOuter()) {
            tools.lines().dots(factor, layer.residuals(), layer.outputs(), 1, out);
        } else {
            tools.lines().dots(factor / radial.beta(), layer.byInputs(), layer.h(), 1, out);
        }
    }
}
