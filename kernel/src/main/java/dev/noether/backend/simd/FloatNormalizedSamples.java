package dev.noether.backend.simd;

import dev.noether.model.Activation;
import dev.noether.model.NormalizedNet;
import dev.noether.simd.FloatChainRule;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;

/**
 * A normalised net on S samples: a {@link FloatHiddenLayer} {@code f = a U tanh(b W x)} whose scales are functions of the
 * parameters, {@code a = 1/|O|} and {@code b = 1/|I|} with (O, I) = (W, U) in Net-A, (U, W) in Net-B. For
 * {@code l = 1/2 |r|^2} of one sample, and with {@code e = a U (phi' * h)} the derivative of f by ln b,
 *
 * <pre>
 * a dl/da = r . f =: rho       a^2 d2l/da2 = |f|^2
 * b dl/db = g . h =: delta     b^2 d2l/db2 = |e|^2 + sum_j B_j phi''_j h_j^2
 * </pre>
 *
 * Take a block T of N entries, {@code m = |T|} and {@code t = T/m}, whose scale {@code s = 1/m} has the derivatives
 * {@code p = s dl/ds} and {@code q = s^2 d2l/ds2}. As {@code ds/dT = -s t/m}, the chain rule adds to the gradient of a
 * sample at fixed scales {@code -p T/m^2}; once more, with {@code s^2 d2s/dT2 = s^3 (3 t t^T - 1)/m^2} and C the
 * derivative of the gradient of T at fixed scales by {@code ln s}, to its Hessian
 *
 * <pre>
 * -(C T^T + T C^T)/m^2 + (q + 3p) T T^T/m^4 - p/m^2           trace   (q + (3 - N) p - 2 C . T)/m^2
 * </pre>
 *
 * and {@code C . T} is {@code p + q} in Net-B, where T and s scale the same factor, and {@code delta + e . f} in Net-A.
 * The gradient of a sample is of rank one plus a multiple of T, so the averages of its square and of its products with a
 * direction follow from {@code r . f} and {@code g . h}, the products of the rank-one parts with U and W.
 */
final class FloatNormalizedSamples implements FloatObjective.OnSamples {

    private static final int BLOCKS = 2;

    private final NormalizedNet net;
    private final FloatHiddenLayer layer;
    private final FloatHiddenTangent tangent;
    private final FloatHiddenNoise noise;
    private final FloatSampleGammas gammas;
    private final FloatPoint rest;
    private final FloatPoint mixed;

    /** The block whose norm divides the outputs; the other one's divides the hidden inputs. */
    private final int ofOuter;

    private final int ofInner;
    private final double[] squaredNorms = new double[BLOCKS];
    private final double[] second = new double[BLOCKS];
    private final double[] crossed = new double[BLOCKS];

    /** {@code r_i . f_i} and {@code g_i . h_i}. */
    private double[] rho = new double[0];

    private double[] delta = new double[0];
    private double[] projections = new double[0];
    private double meanRho;
    private double meanDelta;
    private boolean hasRadial;

    FloatNormalizedSamples(NormalizedNet net, FloatGemm gemm) {
        this.net = net;
        ofOuter = switch (net.variant()) {
            case A -> NormalizedNet.W;
            case B -> NormalizedNet.U;
        };
        ofInner = NormalizedNet.U + NormalizedNet.W - ofOuter;
        layer = new FloatHiddenLayer(Activation.TANH, 0, gemm);
        tangent = new FloatHiddenTangent(layer, gemm);
        noise = new FloatHiddenNoise(layer, gemm);
        gammas = new FloatSampleGammas(gemm);
        rest = new FloatPoint(net);
        mixed = new FloatPoint(net);
    }

    @Override
    public void resize(int size) {
        layer.x.reshape(size, net.inputs());
        layer.y.reshape(size, net.outputs());
        noise.resize();
        if (rho.length < size) {
            rho = new double[size];
            delta = new double[size];
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
        for (int b = 0; b < BLOCKS; b++) {
            squaredNorms[b] = FloatSums.squares(theta.block(b));
        }
        layer.forward(theta, 1 / Math.sqrt(squaredNorms[ofOuter]), 1 / Math.sqrt(squaredNorms[ofInner]));
        noise.forward();
        hasRadial = false;
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

    private void radial() {
        if (!hasRadial) {
            FloatSums.rowProducts(layer.residuals, layer.outputs, rho);
            FloatSums.rowProducts(layer.byH(), layer.h, delta);
            meanRho = mean(rho);
            meanDelta = mean(delta);
            hasRadial = true;
        }
    }

    private double mean(double[] values) {
        double sum = 0;
        for (int i = 0; i < layer.size(); i++) {
            sum += values[i];
        }
        return sum / layer.size();
    }

    /** p of each sample. */
    private double[] radial(int block) {
        radial();
        return block == ofOuter ? rho : delta;
    }

    /** E p. */
    private double meanRadial(int block) {
        radial();
        return block == ofOuter ? meanRho : meanDelta;
    }

    @Override
    public void gradient(FloatPoint theta, FloatPoint gradient) {
        layer.gradient(factor(), gradient);
        addRadial(-2 * net.lossScale(), theta, gradient);
    }

    /** {@code out <- out + alpha E[p] T / m^2}. */
    private void addRadial(double alpha, FloatPoint theta, FloatPoint out) {
        for (int b = 0; b < BLOCKS; b++) {
            out.add(b, alpha * meanRadial(b) / squaredNorms[b], theta);
        }
    }

    @Override
    public void hessianTrace(FloatPoint theta, double[] byBlock) {
        radialCurvature(theta);
        byBlock[NormalizedNet.U] = net.outputs()
                * (double) layer.outer()
                * layer.outer()
                * FloatSums.squares(layer.phi)
                / layer.size();
        byBlock[NormalizedNet.W] = layer.traceOfInner(noise.squaredInputs()) / layer.size();
        for (int b = 0; b < BLOCKS; b++) {
            double entries = (double) theta.block(b).rows() * theta.block(b).columns();
            double added = second[b] + (3 - entries) * meanRadial(b) - 2 * crossed[b];
            byBlock[b] = 2 * net.lossScale() * (byBlock[b] + added / squaredNorms[b]);
        }
    }

    /** The averages of q and of C . T of each block. */
    private void radialCurvature(FloatPoint theta) {
        FloatMatrix e = tangent.outputsAlongInnerScale(theta);
        second[ofOuter] = FloatSums.squares(layer.outputs) / layer.size();
        second[ofInner] = (FloatSums.squares(e) + layer.bendAlongH()) / layer.size();
        double both = meanRadial(ofInner) + FloatSums.products(e, layer.outputs) / layer.size();
        for (int b = 0; b < BLOCKS; b++) {
            crossed[b] = switch (net.variant()) {
                case A -> both;
                case B -> meanRadial(b) + second[b];
            };
        }
    }

    @Override
    public void hessianDiagonal(FloatPoint theta, FloatPoint out) {
        radialCurvature(theta);
        layer.diagonal(factor(), out);
        addMixed(ofOuter, 1, 0, theta, out);
        addMixed(ofInner, 0, 1, theta, out);
    }

    /** Adds the chain rule's part of the diagonal of one block, whose scale grows at the given rate of 1. */
    private void addMixed(int block, double outerRate, double innerRate, FloatPoint theta, FloatPoint out) {
        tangent.along(theta, rest, outerRate, innerRate);
        tangent.gradient(1.0 / layer.size(), outerRate, innerRate, mixed);
        double scale = 2 * net.lossScale() / squaredNorms[block];
        double p = meanRadial(block);
        double square = scale * (second[block] + 3 * p) / squaredNorms[block];
        FloatChainRule.addQuadratic(
                (float) (-2 * scale),
                mixed.block(block),
                (float) square,
                theta.block(block),
                (float) (-scale * p),
                out.block(block));
    }

    /**
     * {@code H v}: with {@code v.T/m^2 =: n} the rate at which m grows, {@code -n} is that of its scale, and
     * {@code -p T/m^2} changes by {@code -p' T/m^2 - p V/m^2 + 2 p n T/m^2}.
     */
    @Override
    public void hessianVectorProduct(FloatPoint theta, FloatPoint v, FloatPoint out) {
        double outerRate = -growth(ofOuter, theta, v);
        double innerRate = -growth(ofInner, theta, v);
        tangent.along(theta, v, outerRate, innerRate);
        tangent.gradient(factor(), outerRate, innerRate, out);
        double twoC = 2 * net.lossScale();
        addRadial(-twoC, v, out);
        addChange(ofOuter, changeOfRho() + 2 * outerRate * meanRadial(ofOuter), theta, out);
        addChange(ofInner, changeOfDelta() + 2 * innerRate * meanRadial(ofInner), theta, out);
    }

    private void addChange(int block, double change, FloatPoint theta, FloatPoint out) {
        out.add(block, -2 * net.lossScale() * change / squaredNorms[block], theta);
    }

    /** {@code m'/m} along v. */
    private double growth(int block, FloatPoint theta, FloatPoint v) {
        return FloatSums.products(theta.block(block), v.block(block)) / squaredNorms[block];
    }

    /** {@code E[r' . f + r . f']}. */
    private double changeOfRho() {
        return (FloatSums.products(tangent.outputs, layer.outputs)
                        + FloatSums.products(tangent.outputs, layer.residuals))
                / layer.size();
    }

    /** {@code E[g' . h + g . h']}. */
    private double changeOfDelta() {
        return (FloatSums.products(tangent.byH, layer.h) + FloatSums.products(layer.byH(), tangent.h)) / layer.size();
    }

    @Override
    public void noiseTrace(FloatPoint theta, FloatPoint gradient, double[] byBlock) {
        noise.squares(byBlock);
        for (int b = 0; b < BLOCKS; b++) {
            double added = 0;
            double[] p = radial(b);
            double[] along = alongItself(b);
            for (int i = 0; i < layer.size(); i++) {
                added = Math.fma(p[i], p[i] - 2 * along[i], added);
            }
            byBlock[b] = factor() * 2 * net.lossScale() * (byBlock[b] + added / squaredNorms[b])
                    - FloatSums.squares(gradient.block(b));
        }
    }

    /** The product of the rank-one part of each sample with the block itself. */
    private double[] alongItself(int block) {
        radial();
        return block == NormalizedNet.U ? rho : delta;
    }

    @Override
    public void noiseCovarianceVectorProduct(FloatPoint theta, FloatPoint gradient, FloatPoint v, FloatPoint out) {
        noise.project(v, projections);
        for (int b = 0; b < BLOCKS; b++) {
            double growth = growth(b, theta, v);
            double[] p = radial(b);
            for (int i = 0; i < layer.size(); i++) {
                projections[i] -= growth * p[i];
            }
        }
        FloatActivatedSamples.centre(projections, layer.size());
        double factor = factor() * 2 * net.lossScale();
        noise.weightedSum(factor, projections, out);
        for (int b = 0; b < BLOCKS; b++) {
            double sum = 0;
            double[] p = radial(b);
            for (int i = 0; i < layer.size(); i++) {
                sum = Math.fma(projections[i], p[i], sum);
            }
            out.add(b, -factor * sum / squaredNorms[b], theta);
        }
    }

    @Override
    public void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        gammas.weighted(noise.squaredInputs(), layer.residuals, gammaU);
        gammas.weighted(noise.squaredResiduals(), layer.x, gammaW);
    }
}
