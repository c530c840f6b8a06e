package dev.noether.gpu;

import dev.noether.model.TwoLayerNet;

/**
 * One layer of hidden units on S samples, {@code X} (S x dx) and {@code Y} (S x dy), with two scales that lie on the device:
 * {@code f(x) = alpha U phi(beta W x)}. What is here are derivatives of {@code 1/2 |r|^2} at fixed scales. With {@code *} the
 * product element by element,
 *
 * <pre>
 * H = beta X W^T    Phi = alpha phi(H)    Psi = alpha beta phi'(H)    Omega = alpha beta^2 phi''(H)
 * F = Phi U^T       R = F - Y             E = R U                     G = E * Psi
 *
 * gradient of U   r phi^T                  of W   g x^T                rank one for each sample
 * diagonal of U   phi_j^2                  of W   x_m^2 K_j,           K_j = |u_j|^2 psi_j^2 + e_j omega_j
 * </pre>
 *
 * so that G is the derivative by {@code W x}. The backward pass and Omega are computed when first needed.
 */
final class HiddenLayer {

    private final Toolbox tools;
    private final Activations activations;
    private final DeviceBuffer scales;
    private final Workspace hMemory;
    private final Workspace phiMemory;
    private final Workspace psiMemory;
    private final Workspace omegaMemory;
    private final Workspace outputMemory;
    private final Workspace residualMemory;
    private final Workspace errorMemory;
    private final Workspace byInputMemory;
    private DevicePoint theta;
    private DeviceBatch.Samples batch;
    private View h;
    private View phi;
    private View psi;
    private View omega;
    private View outputs;
    private View residuals;
    private View errors;
    private View byInputs;

    /** @param scales alpha and beta, to be written before each {@link #forward} */
    HiddenLayer(Toolbox tools, Activations activations, DeviceBuffer scales) {
        this.tools = tools;
        this.activations = activations;
        this.scales = scales;
        hMemory = tools.workspace();
        phiMemory = tools.workspace();
        psiMemory = tools.workspace();
        omegaMemory = tools.workspace();
        outputMemory = tools.workspace();
        residualMemory = tools.workspace();
        errorMemory = tools.workspace();
        byInputMemory = tools.workspace();
    }

    void use(DeviceBatch.Samples samples) {
        batch = samples;
    }

    /** S. */
    int size() {
        return batch.size();
    }

    /** X. */
    View x() {
        return batch.x();
    }

    /** Forward pass; the point is kept, not copied. */
    void forward(DevicePoint point) {
        theta = point;
        omega = null;
        errors = null;
        View u = theta.block(TwoLayerNet.U);
        h = hMemory.matrix(size(), u.columns());
        phi = phiMemory.matrix(size(), u.columns());
        psi = psiMemory.matrix(size(), u.columns());
        tools.products().plain(1, batch.x(), theta.block(TwoLayerNet.W).transposed(), h);
        activations.values(h, phi, psi, scales);
        outputs = outputMemory.matrix(size(), u.rows());
        residuals = residualMemory.matrix(size(), u.rows());
        tools.products().plain(1, phi, u.transposed(), outputs);
        tools.maps().combine(1, outputs, -1, batch.y(), 0, residuals);
    }

    /** H, S x d. */
    View h() {
        return h;
    }

    /** Phi, S x d. */
    View phi() {
        return phi;
    }

    /** Psi, S x d. */
    View psi() {
        return psi;
    }

    /** Omega, S x d. */
    View omega() {
        if (omega == null) {
            omega = omegaMemory.matrix(size(), h.columns());
            activations.second(h, omega, scales);
        }
        return omega;
    }

    /** F, S x dy. */
    View outputs() {
        return outputs;
    }

    /** R, S x dy. */
    View residuals() {
        return residuals;
    }

    private void backward() {
        if (errors == null) {
            errors = errorMemory.matrix(size(), h.columns());
            byInputs = byInputMemory.matrix(size(), h.columns());
            tools.products().plain(1, residuals, theta.block(TwoLayerNet.U), errors);
            tools.maps().hadamard(1, errors, psi, byInputs);
        }
    }

    /** E, S x d. */
    View errors() {
        backward();
        return errors;
    }

    /** G, S x d. */
    View byInputs() {
        backward();
        return byInputs;
    }

    /** {@code out = factor sum_i} of the gradients. */
    void gradient(double factor, DevicePoint out) {
        gradient(factor, residuals, byInputs(), out);
    }

    /**
     * {@code out = factor sum_i} of the gradients with rows r and g in place of those of R and G: their sum with weights,
     * if these are R and G times a diagonal matrix.
     */
    void gradient(double factor, View r, View g, DevicePoint out) {
        tools.products().plain(factor, r.transposed(), phi, out.block(TwoLayerNet.U));
        tools.products().plain(factor, g.transposed(), batch.x(), out.block(TwoLayerNet.W));
    }
}
