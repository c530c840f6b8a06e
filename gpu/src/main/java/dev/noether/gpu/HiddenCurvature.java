package dev.noether.gpu;

import dev.noether.model.TwoLayerNet;

/** The diagonal of the Hessian of a {@link HiddenLayer} at fixed scales, summed over samples. */
final class HiddenCurvature {

    private final Toolbox tools;
    private final HiddenLayer layer;
    private final Workspace curvatureMemory;
    private final Workspace squaresMemory;
    private final SumVector.Memory unitMemory;
    private final SumVector.Memory rowMemory;

    HiddenCurvature(Toolbox tools, HiddenLayer layer) {
        this.tools = tools;
        this.layer = layer;
        curvatureMemory = tools.workspace();
        squaresMemory = tools.workspace();
        unitMemory = tools.vectors();
        rowMemory = tools.vectors();
    }

    /** {@code K = |u_j|^2 psi_j^2 + e_j omega_j}, S x d. */
    private View curvature(DevicePoint theta) {
        View u = theta.block(TwoLayerNet.U).transposed();
        SumVector units = unitMemory.vector(u.rows());
        tools.lines().squares(1, u, units);
        View k = curvatureMemory.matrix(layer.size(), u.rows());
        tools.maps().scaleRows(1, units, layer.psi().transposed(), k.transposed());
        tools.maps().hadamard(1, k, layer.psi(), k);
        tools.maps().hadamard(1, layer.errors(), layer.omega(), 1, k, k);
        return k;
    }

    /** The traces of both blocks: {@code dy sum_i |phi|^2} and {@code sum_i |x_i|^2 sum_j K_ij}. */
    void traces(DevicePoint theta, SumVector squaredInputs, double[] byBlock) {
        byBlock[TwoLayerNet.U] =
                theta.block(TwoLayerNet.U).rows() * tools.sums().squares(layer.phi());
        SumVector sums = rowMemory.vector(layer.size());
        tools.lines().totals(1, curvature(theta), sums);
        byBlock[TwoLayerNet.W] = tools.sums().dot(squaredInputs, sums);
    }

    /** {@code out = factor sum_i} of the diagonals. */
    void diagonal(double factor, DevicePoint theta, DevicePoint out) {
        View phi = layer.phi().transposed();
        SumVector units = unitMemory.vector(phi.rows());
        tools.lines().squares(1, phi, units);
        tools.maps().outer(factor, null, units, 0, out.block(TwoLayerNet.U));
        View k = curvature(theta);
        View squares = squaresMemory.matrix(layer.size(), layer.x().columns());
        tools.maps().hadamard(1, layer.x(), layer.x(), squares);
        tools.products().plain(factor, k.transposed(), squares, out.block(TwoLayerNet.W));
    }
}
