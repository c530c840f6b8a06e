package dev.noether.simd;

import dev.noether.model.Activation;
import java.util.Arrays;

/**
 * What a step of a two-layer net {@code U phi(W x)} on S samples does with panels of hidden units, w of them in each:
 *
 * <pre>
 * forward    H = X Wt   Phi = phi(H)   (S x w)      Ft &lt;- Ft + U Phi^T          (dy x S)
 *            Rt = factor (Ft - Y^T)                 factor - 2c eta / S
 * backward   B = R U    G = B * phi'(H)  (S x w)    U &lt;- U + (Rt Phi + decay U)
 *                                                   Wt &lt;- Wt + (X^T G + decay Wt)
 * </pre>
 *
 * Nothing like a gradient is written. Outputs have a column for each sample, since the panel that is transposed for them
 * then is one of Phi: of U, with more outputs than samples, it takes a tenth longer. To have the outputs cell by cell from
 * all panels instead, with a transpose of Phi that is kept and without a share for each group, is no faster.
 *
 * <p>Holds scratch, so each thread needs its own. Allocates nothing.
 */
public final class FloatHiddenPanelKernel {

    private static final int L = Lanes.FLOAT.length();

    private final FloatHiddenPanels layout;
    private final Activation activation;
    private final double slope;
    private final int dx;
    private final int dy;
    private final FloatMatrix h;
    private final FloatMatrix b;
    private final FloatPanelProducts products = new FloatPanelProducts();
    private final FloatTransposer transposer = new FloatTransposer();

    /** What the forward pass of one panel leaves for the backward pass. */
    public static final class Units {

        private final FloatMatrix phi;
        private final FloatMatrix first;

        /** Room for S samples. */
        public Units(int samples, Activation activation) {
            phi = new FloatMatrix(samples, FloatHiddenPanels.STRIDE);
            first = activation == Activation.IDENTITY ? null : new FloatMatrix(samples, FloatHiddenPanels.STRIDE);
        }
    }

    /**
     * @param slope of a leaky ReLU below zero
     * @param samples S
     */
    public FloatHiddenPanelKernel(
            FloatHiddenPanels layout, Activation activation, double slope, int samples, int inputs, int outputs) {
        this.layout = layout;
        this.activation = activation;
        this.slope = slope;
        dx = inputs;
        dy = outputs;
        h = new FloatMatrix(samples, FloatHiddenPanels.STRIDE);
        b = new FloatMatrix(samples, FloatHiddenPanels.STRIDE);
    }

    /**
     * The forward pass of panels {@code from ... end - 1}.
     *
     * @param x X; not modified
     * @param u U in panels; not modified
     * @param w the transpose of W in panels; not modified
     * @param units of all panels; those of these are overwritten
     * @param outputs Ft of these panels alone; overwritten
     */
    public void forward(
            int from, int end, FloatMatrix x, FloatMatrix u, FloatMatrix w, Units[] units, FloatMatrix outputs) {
        for (int p = from; p < end; p++) {
            activate(p, x, w, units[p]);
        }
        for (int strip = 0; strip < FloatPanelProducts.strips(outputs); strip++) {
            FloatPanelProducts.clear(strip, outputs);
            for (int p = from; p < end; p++) {
                FloatMatrix phi = units[p].phi;
                int depth = layout.vectors(p) * L;
                products.addProduct(strip, u.data(), u.at(p * dy), phi.data(), phi.at(0), depth, outputs);
            }
        }
    }

    private void activate(int p, FloatMatrix x, FloatMatrix w, Units units) {
        FloatMatrix sums = units.first == null ? units.phi : h;
        sums.clear();
        products.add(x, false, w.data(), w.at(p * dx), layout.vectors(p), 0f, sums.data(), sums.at(0));
        if (units.first != null) {
            FloatActivations.values(activation, slope, h, units.phi, units.first);
        }
        clearPadding(p, units.phi);
    }

    /** phi(0) need not be 0, and what is not 0 would move the padding of U. */
    private void clearPadding(int p, FloatMatrix phi) {
        int from = layout.units(p);
        int to = layout.vectors(p) * L;
        for (int i = 0; from < to && i < phi.rows(); i++) {
            Arrays.fill(phi.data(), phi.at(i) + from, phi.at(i) + to, 0f);
        }
    }

    /**
     * Rows {@code from ... to - 1} of Rt.
     *
     * @param shares of Ft, to be added in their order; not modified
     * @param y Y, S x dy; not modified
     * @param r Rt
     */
    public void residuals(float factor, FloatMatrix[] shares, FloatMatrix y, int from, int to, FloatMatrix r) {
        if (from < to) {
            transposer.transpose(
                    y.data(), y.at(0) + from, y.stride(), y.rows(), to - from, r.data(), r.at(from), r.stride());
            FloatElementwise.scaledDifference(factor, shares, from, to, r);
        }
    }

    /**
     * The backward pass of panel p and its update.
     *
     * @param x X; not modified
     * @param r Rt; not modified
     * @param decay {@code - 2 eta gamma}
     * @param units of the forward pass; not modified
     * @param u U in panels
     * @param w the transpose of W in panels
     */
    public void update(int p, FloatMatrix x, FloatMatrix r, float decay, Units units, FloatMatrix u, FloatMatrix w) {
        int vectors = layout.vectors(p);
        int uAt = u.at(p * dy);
        b.clear();
        products.add(r, true, u.data(), uAt, vectors, 0f, b.data(), b.at(0));
        if (units.first != null) {
            FloatChainRule.multiply(b, units.first, b);
        }
        products.add(r, false, units.phi.data(), units.phi.at(0), vectors, decay, u.data(), uAt);
        products.add(x, true, b.data(), b.at(0), vectors, decay, w.data(), w.at(p * dx));
    }
}
