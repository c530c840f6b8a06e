package dev.noether.backend.simd;

import dev.noether.model.Activation;
import dev.noether.model.NormalizedNet;
import dev.noether.simd.FloatChainRule;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import java.util.function.Supplier;

/**
 * A normalised net on S samples: a {@link FloatHiddenLayer} {@code f = a U tanh(b W x)} whose scales are functions of the
 * parameters (see {@link FloatRadialParts}), so that what is there at fixed scales gains terms by the chain rule. Take a
 * block T of N entries, {@code m = |T|} and {@code t = T/m}, that has the scale {@code s = 1/m}. Then
 * {@code ds/dT = -s t/m} and {@code d2s/dT2 = s (3 t t^T - 1)/m^2}. With {@code p = s dl/ds}, {@code q = s^2 d2l/ds2} and
 * C the derivative by {@code ln s} of the gradient by T at fixed scales, the gradient of one sample gains
 * {@code -p T/m^2}, and the block of its Hessian
 *
 * <pre>
 * -(C T^T + T C^T)/m^2 + (q + 3p) T T^T/m^4 - p/m^2        whose trace is   (q + (3 - N) p - 2 C . T)/m^2
 * </pre>
 *
 * A gradient is then of rank one, {@code G}, plus a multiple of T: its square is {@code |G|^2 + (p^2 - 2 p G . T)/m^2}.
 */
final class FloatNormalizedSamples extends FloatHiddenSamples {

    private final FloatRadialParts radial;
    private final FloatPoint rest;
    private final FloatPoint mixed;

    FloatNormalizedSamples(NormalizedNet net, FloatGemm gemm) {
        super(net, Activation.TANH, 0, gemm);
        radial = new FloatRadialParts(net.variant(), layer, tangent);
        rest = new FloatPoint(net);
        mixed = new FloatPoint(net);
    }

    @Override
    public void resize(int size) {
        super.resize(size);
        radial.resize();
    }

    @Override
    void forward(FloatPoint theta, boolean bent) {
        radial.forward(theta);
        layer.forward(theta, radial.outerScale(), radial.innerScale(), bent);
        noise.forward();
        if (bent) {
            radial.differentiateTwice(noise.squaredInputs());
        }
    }

    @Override
    public void gradient(FloatPoint theta, FloatPoint gradient) {
        layer.gradient(twoCPerSample(), gradient);
        for (int b = 0; b < theta.blocks(); b++) {
            addToBlock(b, -twoC * radial.mean(b) / radial.squaredNorm(b), theta, gradient);
        }
    }

    private static void addToBlock(int b, double alpha, FloatPoint point, FloatPoint out) {
        FloatElementwise.add((float) alpha, point.block(b), out.block(b));
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        radial.differentiateTwice(noise.squaredInputs());
        FloatMatrix u = theta.block(NormalizedNet.U);
        byBlock[NormalizedNet.U] = u.rows() * layer.traceOfOutput() / layer.size();
        byBlock[NormalizedNet.W] = layer.traceOfInput() / layer.size();
        for (int b = 0; b < byBlock.length; b++) {
            double entries = (double) theta.block(b).rows() * theta.block(b).columns();
            double gained = radial.second(b) + (3 - entries) * radial.mean(b) - 2 * radial.mixed(b);
            byBlock[b] = twoC * (byBlock[b] + gained / radial.squaredNorm(b));
        }
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        radial.differentiateTwice(noise.squaredInputs());
        layer.diagonal(twoCPerSample(), out);
        addToDiagonal(radial.ofOuter(), 1, 0, theta, out);
        addToDiagonal(radial.ofInner(), 0, 1, theta, out);
    }

    /** Adds what one block of the diagonal gains; C is the change of the gradient as the scale grows at the rate 1. */
    private void addToDiagonal(int b, double outerRate, double innerRate, FloatPoint theta, FloatPoint out) {
        tangent.along(theta, rest, outerRate, innerRate);
        tangent.gradient(1.0 / layer.size(), outerRate, innerRate, mixed);
        double scale = twoC / radial.squaredNorm(b);
        double square = scale * (radial.second(b) + 3 * radial.mean(b)) / radial.squaredNorm(b);
        FloatChainRule.addQuadratic(
                (float) (-2 * scale),
                mixed.block(b),
                (float) square,
                theta.block(b),
                (float) (-scale * radial.mean(b)),
                out.block(b));
    }

    /**
     * {@code H v}: along v the norm m grows at the rate {@code n = T . V/m^2}, its scale at {@code -n}, and
     * {@code -p T/m^2} changes by {@code -(p' - 2 n p) T/m^2 - p V/m^2}.
     */
    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        double outerRate = -growth(radial.ofOuter(), theta, v);
        double innerRate = -growth(radial.ofInner(), theta, v);
        tangent.along(theta, v, outerRate, innerRate);
        tangent.gradient(twoCPerSample(), outerRate, innerRate, out);
        for (int b = 0; b < theta.blocks(); b++) {
            double rate = b == radial.ofOuter() ? outerRate : innerRate;
            double change = radial.change(b) + 2 * rate * radial.mean(b);
            addToBlock(b, -twoC * change / radial.squaredNorm(b), theta, out);
            addToBlock(b, -twoC * radial.mean(b) / radial.squaredNorm(b), v, out);
        }
    }

    private double growth(int b, FloatPoint theta, FloatPoint v) {
        return FloatSums.products(theta.block(b), v.block(b)) / radial.squaredNorm(b);
    }

    @Override
    public void noiseTrace(FloatPoint theta, Supplier<FloatPoint> gradient, double[] byBlock) {
        noise.squares(byBlock);
        for (int b = 0; b < byBlock.length; b++) {
            double[] p = radial.ofSamples(b);
            double[] along = radial.alongBlock(b);
            double gained = 0;
            for (int i = 0; i < layer.size(); i++) {
                gained = Math.fma(p[i], p[i] - 2 * along[i], gained);
            }
            byBlock[b] = twoC * twoCPerSample() * (byBlock[b] + gained / radial.squaredNorm(b))
                    - sums.squares(gradient.get().block(b));
        }
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        double[] projections = noise.projections(v);
        for (int b = 0; b < theta.blocks(); b++) {
            double[] p = radial.ofSamples(b);
            double growth = growth(b, theta, v);
            for (int i = 0; i < layer.size(); i++) {
                projections[i] = Math.fma(-growth, p[i], projections[i]);
            }
        }
        noise.centre(projections);
        double factor = twoC * twoCPerSample();
        noise.weightedSum(factor, projections, out);
        for (int b = 0; b < theta.blocks(); b++) {
            double[] p = radial.ofSamples(b);
            double sum = 0;
            for (int i = 0; i < layer.size(); i++) {
                sum = Math.fma(projections[i], p[i], sum);
            }
            addToBlock(b, -factor * sum / radial.squaredNorm(b), theta, out);
        }
    }
}
