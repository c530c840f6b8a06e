package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatChainRule;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;

/**
 * How the passes of a {@link FloatHiddenLayer} change along a direction {@code (VU, VW)} of its parameters, while its
 * scales grow at the rates {@code a'/a = p} and {@code b'/b = q} (Pearlmutter's R-operator):
 *
 * <pre>
 * H' = b X VW^T + q H           Phi' = phi'(H) * H'      R' = F' = a (Phi' U^T + Phi VU^T) + p F
 * B' = a (R' U + R VU) + p B    G' = B' * phi'(H) + B * phi''(H) * H'
 *
 * gradient of U   a ((R' + p R)^T Phi + R^T Phi')      of W   b (G' + q G)^T X
 * </pre>
 */
final class FloatHiddenTangent {

    final FloatMatrix h = new FloatMatrix(1, 1);
    final FloatMatrix outputs = new FloatMatrix(1, 1);
    final FloatMatrix byH = new FloatMatrix(1, 1);
    private final FloatMatrix phi = new FloatMatrix(1, 1);
    private final FloatMatrix sum = new FloatMatrix(1, 1);
    private final FloatMatrix between = new FloatMatrix(1, 1);
    private final FloatLaneSums sums = new FloatLaneSums();
    private final FloatHiddenLayer layer;
    private final FloatGemm gemm;
    private double squaresAlongInnerScale;
    private double productsAlongInnerScale;

    FloatHiddenTangent(FloatHiddenLayer layer, FloatGemm gemm) {
        this.layer = layer;
        this.gemm = gemm;
    }

    /** {@code H', F', G'} along v. */
    void along(FloatPoint theta, FloatPoint v, double outerRate, double innerRate) {
        FloatMatrix u = theta.block(TwoLayerNet.U);
        FloatMatrix vu = v.block(TwoLayerNet.U);
        h.reshape(layer.size(), u.columns());
        gemm.multiply(layer.inner(), layer.x, false, v.block(TwoLayerNet.W), false, false, h);
        addScaled(innerRate, layer.h, h);
        FloatChainRule.multiply(layer.first, h, phi);
        layer.outputs(phi, outputs);
        gemm.multiply(layer.outer(), layer.phi, false, vu, true, true, outputs);
        addScaled(outerRate, layer.outputs, outputs);
        byH.reshape(layer.size(), u.columns());
        gemm.multiply(layer.outer(), outputs, false, u, false, false, byH);
        gemm.multiply(layer.outer(), layer.residuals, false, vu, false, true, byH);
        addScaled(outerRate, layer.byPhi(), byH);
        FloatChainRule.differentiate(layer.first, layer.byPhi(), layer.second(), h, byH);
    }

    /**
     * Computes {@code sum_i |F'|^2} and {@code sum_i F' . F} with the parameters and a at rest and q = 1, where
     * {@code F' = a P U^T}, {@code P = phi'(H) * H}. With many outputs and fewer hidden units the sums come from
     * {@code a^2 P U^T U}, of S x d, and {@code U^T U} is smaller than U; else F' itself costs less.
     */
    void alongInnerScale() {
        FloatChainRule.multiply(layer.first, layer.h, phi);
        FloatMatrix u = layer.outerWeights();
        if (throughUnits(layer.size(), u.columns(), u.rows())) {
            between.reshape(u.columns(), u.columns());
            gemm.multiplySymmetric(layer.outer(), u, true, u, false, false, between);
            byH.reshape(layer.size(), u.columns());
            gemm.multiply(layer.outer(), phi, false, between, false, false, byH);
            squaresAlongInnerScale = sums.products(byH, phi);
            productsAlongInnerScale = sums.products(byH, layer.phi);
        } else {
            layer.outputs(phi, outputs);
            squaresAlongInnerScale = sums.squares(outputs);
            productsAlongInnerScale = sums.products(outputs, layer.outputs);
        }
    }

    /** Whether {@code U^T U} and a product with it take fewer operations than one with U. */
    private static boolean throughUnits(long samples, long d, long dy) {
        return d * (samples + dy) < samples * dy;
    }

    /** {@code sum_i |F'|^2}, after {@link #alongInnerScale}. */
    double squaresAlongInnerScale() {
        return squaresAlongInnerScale;
    }

    /** {@code sum_i F' . F}, after {@link #alongInnerScale}. */
    double productsAlongInnerScale() {
        return productsAlongInnerScale;
    }

    /** {@code out <- factor sum_i} of the changes of the gradients, at the rates given to {@link #along}. */
    void gradient(double factor, double outerRate, double innerRate, FloatPoint out) {
        float ofU = (float) (factor * layer.outer());
        sum.copyFrom(outputs);
        addScaled(outerRate, layer.residuals, sum);
        gemm.multiply(ofU, sum, true, layer.phi, false, false, out.block(TwoLayerNet.U));
        gemm.multiply(ofU, layer.residuals, true, phi, false, true, out.block(TwoLayerNet.U));
        float ofW = (float) (factor * layer.inner());
        sum.copyFrom(byH);
        addScaled(innerRate, layer.byH(), sum);
        gemm.multiply(ofW, layer.x, true, sum, false, false, out.block(TwoLayerNet.W));
    }

    private static void addScaled(double factor, FloatMatrix a, FloatMatrix out) {
        if (factor != 0) {
            FloatElementwise.add((float) factor, a, out);
        }
    }
}
