package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatChainRule;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatLaneSums;
import dev.noether.simd.FloatMatrix;
import java.util.Arrays;

/**
 * What a sum over samples cannot tell about the gradients of a {@link FloatHiddenLayer}. Each is of rank one in each
 * block, so that row sums stand for it and none is ever formed:
 *
 * <pre>
 * |gradient of U|^2 = a^2 |r|^2 |phi|^2      of W   b^2 |g|^2 |x|^2
 * gradient . v      = a r . (VU phi) + b g . (VW x)
 * </pre>
 */
final class FloatHiddenNoise {

    private final FloatMatrix outputs = new FloatMatrix(1, 1);
    private final FloatMatrix inputs = new FloatMatrix(1, 1);
    private final FloatMatrix weightedResiduals = new FloatMatrix(1, 1);
    private final FloatMatrix weightedByH = new FloatMatrix(1, 1);
    private final FloatLaneSums sums = new FloatLaneSums();
    private final FloatHiddenLayer layer;
    private final FloatGemm gemm;
    private double[] squaredInputs = new double[0];
    private double[] squaredResiduals = new double[0];
    private double[] projections = new double[0];
    private double[] row = new double[0];
    private double[] ofUnitsInU = new double[0];
    private double[] ofUnitsInW = new double[0];
    private boolean hasSquaresByUnit;
    private boolean hasSquaredInputs;
    private boolean hasSquaredResiduals;

    FloatHiddenNoise(FloatHiddenLayer layer, FloatGemm gemm) {
        this.layer = layer;
        this.gemm = gemm;
    }

    /** Makes room for as many samples as the layer has. */
    void resize() {
        if (row.length < layer.size()) {
            squaredInputs = new double[layer.size()];
            squaredResiduals = new double[layer.size()];
            projections = new double[layer.size()];
            row = new double[layer.size()];
        }
    }

    /** Forgets the last forward pass. */
    void forward() {
        hasSquaredInputs = false;
        hasSquaredResiduals = false;
        hasSquaresByUnit = false;
    }

    /** {@code |x_i|^2}; there may be more entries than samples. */
    double[] squaredInputs() {
        if (!hasSquaredInputs) {
            sums.rowSquares(layer.x, squaredInputs);
            hasSquaredInputs = true;
        }
        return squaredInputs;
    }

    /** {@code |r_i|^2}; there may be more entries than samples. */
    double[] squaredResiduals() {
        if (!hasSquaredResiduals) {
            sums.rowSquares(layer.residuals, squaredResiduals);
            hasSquaredResiduals = true;
        }
        return squaredResiduals;
    }

    /** Overwrites {@code byBlock} with {@code sum_i |gradient_i|^2}. */
    void squares(double[] byBlock) {
        squaresByUnit();
        byBlock[TwoLayerNet.U] = 0;
        byBlock[TwoLayerNet.W] = 0;
        for (int j = 0; j < layer.h.columns(); j++) {
            byBlock[TwoLayerNet.U] += ofUnitsInU[j];
            byBlock[TwoLayerNet.W] += ofUnitsInW[j];
        }
    }

    /**
     * Overwrites {@code byUnit} with {@code factor sum_i} of what each hidden unit's part of U has in
     * {@code |gradient_i|^2}, less what its part of W has.
     */
    void squareDifferences(double factor, double[] byUnit) {
        squaresByUnit();
        for (int j = 0; j < layer.h.columns(); j++) {
            byUnit[j] = factor * (ofUnitsInU[j] - ofUnitsInW[j]);
        }
    }

    /** {@code a^2 sum_i |r_i|^2 phi_ij^2} and {@code b^2 sum_i |x_i|^2 g_ij^2}: the blocks are sums over the units. */
    private void squaresByUnit() {
        if (hasSquaresByUnit) {
            return;
        }
        if (ofUnitsInU.length != layer.h.columns()) {
            ofUnitsInU = new double[layer.h.columns()];
            ofUnitsInW = new double[layer.h.columns()];
        }
        Arrays.fill(ofUnitsInU, 0);
        Arrays.fill(ofUnitsInW, 0);
        double outer = layer.outer();
        double inner = layer.inner();
        sums.addWeightedColumnSquares(layer.phi, squaredResiduals(), outer * outer, ofUnitsInU);
        sums.addWeightedColumnSquares(layer.byH(), squaredInputs(), inner * inner, ofUnitsInW);
        hasSquaresByUnit = true;
    }

    /** {@code gradient_i . v} of each sample, to be changed by the caller; there may be more entries than samples. */
    double[] projections(FloatPoint v) {
        FloatMatrix vu = v.block(TwoLayerNet.U);
        outputs.reshape(layer.size(), vu.rows());
        gemm.multiply(layer.outer(), layer.phi, false, vu, true, false, outputs);
        sums.rowProducts(layer.residuals, outputs, projections);
        inputs.reshape(layer.size(), vu.columns());
        gemm.multiply(layer.inner(), layer.x, false, v.block(TwoLayerNet.W), false, false, inputs);
        sums.rowProducts(layer.byH(), inputs, row);
        for (int i = 0; i < layer.size(); i++) {
            projections[i] += row[i];
        }
        return projections;
    }

    /** Subtracts the average: {@code E[(s_i - E s) g_i] = E[s_i g_i] - E s E g}, without the cancellation. */
    void centre(double[] s) {
        double sum = 0;
        for (int i = 0; i < layer.size(); i++) {
            sum += s[i];
        }
        double mean = sum / layer.size();
        for (int i = 0; i < layer.size(); i++) {
            s[i] -= mean;
        }
    }

    /** {@code out <- factor sum_i weights_i gradient_i}. */
    void weightedSum(double factor, double[] weights, FloatPoint out) {
        FloatChainRule.scaleRows(factor, weights, layer.residuals, weightedResiduals);
        FloatChainRule.scaleRows(factor, weights, layer.byH(), weightedByH);
        layer.gradient(1, weightedResiduals, weightedByH, out);
    }
}
