package dev.noether.gpu;

import dev.noether.model.TwoLayerNet;

/**
 * How the passes of a {@link HiddenLayer} change along a direction {@code (VU, VW)} of its parameters, while its scales grow
 * at the rates {@code alpha'/alpha = p} and {@code beta'/beta = q} (Pearlmutter's R-operator):
 *
 * <pre>
 * T = X VW^T + (q / beta) H       H' = beta T        Phi' = Psi * T + p Phi      Psi' = Omega * T + (p + q) Psi
 * R' = F' = Phi' U^T + Phi VU^T   E' = R' U + R VU   G' = E' * Psi + E * Psi'
 *
 * gradient of U   R'^T Phi + R^T Phi'      of W   G'^T X
 * </pre>
 */
final class HiddenTangent {

    private final Toolbox tools;
    private final HiddenLayer layer;
    private final Workspace innerMemory;
    private final Workspace phiMemory;
    private final Workspace psiMemory;
    private final Workspace outputMemory;
    private final Workspace byInputMemory;
    private View inner;
    private View phi;
    private View outputs;
    private View byInputs;

    HiddenTangent(Toolbox tools, HiddenLayer layer) {
        this.tools = tools;
        this.layer = layer;
        innerMemory = tools.workspace();
        phiMemory = tools.workspace();
        psiMemory = tools.workspace();
        outputMemory = tools.workspace();
        byInputMemory = tools.workspace();
    }

    /** All changes along v. */
    void along(DevicePoint theta, DevicePoint v, double p, double qOverBeta, double q) {
        Products products = tools.products();
        inner = like(layer.h(), innerMemory);
        products.plain(1, layer.x(), v.block(TwoLayerNet.W).transposed(), inner);
        if (q != 0) {
            tools.maps().add(qOverBeta, layer.h(), inner);
        }
        turn(p, q);
        View u = theta.block(TwoLayerNet.U);
        View vu = v.block(TwoLayerNet.U);
        outputs = like(layer.outputs(), outputMemory);
        products.plain(1, phi, u.transposed(), outputs);
        products.addTo(layer.phi(), vu.transposed(), outputs);
        View errors = byInputs;
        products.plain(1, outputs, u, errors);
        products.addTo(layer.residuals(), vu, errors);
        finish(errors);
    }

    /** All changes while the parameters rest and one scale grows. */
    void along(DevicePoint theta, double p, double qOverBeta, double q) {
        inner = like(layer.h(), innerMemory);
        tools.maps().scale(qOverBeta, layer.h(), inner);
        turn(p, q);
        View u = theta.block(TwoLayerNet.U);
        outputs = like(layer.outputs(), outputMemory);
        tools.products().plain(1, phi, u.transposed(), outputs);
        tools.products().plain(1, outputs, u, byInputs);
        finish(byInputs);
    }

    /** Phi' and, where G' will be, room. */
    private void turn(double p, double q) {
        phi = like(layer.h(), phiMemory);
        tools.maps().hadamard(1, layer.psi(), inner, p, layer.phi(), phi);
        View psi = like(layer.h(), psiMemory);
        tools.maps().hadamard(1, layer.omega(), inner, p + q, layer.psi(), psi);
        byInputs = like(layer.h(), byInputMemory);
    }

    /** G' from E', in its place. */
    private void finish(View errors) {
        View psi = like(layer.h(), psiMemory);
        tools.maps().hadamard(1, layer.errors(), psi, psi);
        tools.maps().hadamard(1, errors, layer.psi(), 1, psi, byInputs);
    }

    private static View like(View a, Workspace memory) {
        return memory.matrix(a.rows(), a.columns());
    }

    /** T, S x d. */
    View inner() {
        return inner;
    }

    /** F', S x dy. */
    View outputs() {
        return outputs;
    }

    /** G', S x d. */
    View byInputs() {
        return byInputs;
    }

    /** {@code out = factor sum_i} of the changes of the gradients. */
    void gradient(double factor, DevicePoint out) {
        Products products = tools.products();
        View ofU = out.block(TwoLayerNet.U);
        products.plain(factor, outputs.transposed(), layer.phi(), ofU);
        products.combine(factor, layer.residuals().transposed(), phi, 1, ofU, ofU);
        products.plain(factor, byInputs.transposed(), layer.x(), out.block(TwoLayerNet.W));
    }
}
