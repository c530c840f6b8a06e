package dev.noether.gpu;

import dev.noether.model.TwoLayerNet;

/**
 * What a sum over samples cannot tell about the gradients of a {@link HiddenLayer}. Each is of rank one in each block, so
 * that row sums stand for it and none is ever formed:
 *
 * <pre>
 * |gradient of U|^2 = |r|^2 |phi|^2      of W   |g|^2 |x|^2      gradient . v = r . (VU phi) + g . (VW x)
 * </pre>
 */
final class HiddenNoise {

    private final Toolbox tools;
    private final HiddenLayer layer;
    private final SumVector.Memory leftMemory;
    private final SumVector.Memory rightMemory;
    private final SumVector.Memory projectionMemory;
    private final Workspace outputMemory;
    private final Workspace hiddenMemory;

    HiddenNoise(Toolbox tools, HiddenLayer layer) {
        this.tools = tools;
        this.layer = layer;
        leftMemory = tools.vectors();
        rightMemory = tools.vectors();
        projectionMemory = tools.vectors();
        outputMemory = tools.workspace();
        hiddenMemory = tools.workspace();
    }

    /** Overwrites {@code byBlock} with {@code sum_i |gradient_i|^2}. */
    void squares(double[] byBlock) {
        byBlock[TwoLayerNet.U] = tools.sums().dot(of(layer.residuals(), leftMemory), of(layer.phi(), rightMemory));
        byBlock[TwoLayerNet.W] = tools.sums().dot(of(layer.x(), leftMemory), of(layer.byInputs(), rightMemory));
    }

    /** {@code |x_i|^2}. */
    SumVector squaredInputs() {
        return of(layer.x(), leftMemory);
    }

    private SumVector of(View a, SumVector.Memory memory) {
        SumVector squares = memory.vector(a.rows());
        tools.lines().squares(1, a, squares);
        return squares;
    }

    /**
     * {@code byUnit = factor sum_i} of what each hidden unit's part of U has in {@code |gradient_i|^2}, less what its part
     * of W has.
     */
    void squareDifferences(double factor, SumVector byUnit) {
        View phi = layer.phi().transposed();
        View g = layer.byInputs().transposed();
        tools.lines().weightedDots(factor, of(layer.residuals(), leftMemory), phi, phi, 0, byUnit);
        tools.lines().weightedDots(-factor, of(layer.x(), leftMemory), g, g, 1, byUnit);
    }

    /** {@code gradient_i . v} of each sample, to be changed by the caller. */
    SumVector projections(DevicePoint v) {
        SumVector projections = projectionMemory.vector(layer.size());
        View outputs = outputMemory.matrix(layer.size(), layer.outputs().columns());
        tools.products().plain(1, layer.phi(), v.block(TwoLayerNet.U).transposed(), outputs);
        tools.lines().dots(1, layer.residuals(), outputs, 0, projections);
        View hidden = hiddenMemory.matrix(layer.size(), layer.h().columns());
        tools.products().plain(1, layer.x(), v.block(TwoLayerNet.W).transposed(), hidden);
        tools.lines().dots(1, layer.byInputs(), hidden, 1, projections);
        return projections;
    }

    /** {@code out = factor sum_i weights_i gradient_i}. */
    void weightedSum(double factor, SumVector weights, DevicePoint out) {
        View r = outputMemory.matrix(layer.size(), layer.outputs().columns());
        View g = hiddenMemory.matrix(layer.size(), layer.h().columns());
        tools.maps().scaleRows(factor, weights, layer.residuals(), r);
        tools.maps().scaleRows(factor, weights, layer.byInputs(), g);
        layer.gradient(1, r, g, out);
    }
}
