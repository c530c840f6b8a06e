package dev.noether.simd;

/**
 * What a step of a two-layer linear net does with one panel of hidden units, while the panel is in cache:
 *
 * <pre>
 * U  &lt;- U  + (M W^T       + decay U)        M (dy x dx) holds the factor of the gradient, - 2c eta E[r x^T]
 * Wt &lt;- Wt + (M^T (old U) + decay Wt)
 * P  &lt;- P  + U Wt^T
 * </pre>
 *
 * Nothing like a gradient is written: a tile is added to the parameters when its sum is complete, so that small updates
 * of large parameters are rounded once. In the third product units are the depth; there the panel of Wt is transposed.
 *
 * <p>Holds copies of panels, so each thread needs its own. Allocates nothing.
 */
public final class FloatPanelKernel {

    private static final int L = Lanes.FLOAT.length();
    private static final int STRIDE = FloatHiddenPanels.STRIDE;

    private final FloatHiddenPanels layout;
    private final int dx;
    private final int dy;
    private final float[] old;
    private final FloatPanelProducts products = new FloatPanelProducts();

    /** For nets with {@code inputs} inputs and {@code outputs} outputs. */
    public FloatPanelKernel(FloatHiddenPanels layout, int inputs, int outputs) {
        this.layout = layout;
        dx = inputs;
        dy = outputs;
        old = new float[Math.addExact(FloatMatrix.FIRST, Math.multiplyExact(outputs, STRIDE))];
    }

    /**
     * The first two lines for panel p.
     *
     * @param u U in panels
     * @param w the transpose of W in panels
     * @param m M, dy x dx; not modified
     * @param decay {@code - 2 eta gamma}
     */
    public void update(int p, FloatMatrix u, FloatMatrix w, FloatMatrix m, float decay) {
        int uAt = u.at(p * dy);
        int wAt = w.at(p * dx);
        int vectors = layout.vectors(p);
        System.arraycopy(u.data(), uAt, old, FloatMatrix.FIRST, dy * STRIDE);
        products.add(m, false, w.data(), wAt, vectors, decay, u.data(), uAt);
        products.add(m, true, old, FloatMatrix.FIRST, vectors, decay, w.data(), wAt);
    }

    /** The third line for panel p. */
    public void addProduct(int p, FloatMatrix u, FloatMatrix w, FloatMatrix product) {
        int depth = layout.vectors(p) * L;
        products.addProduct(u.data(), u.at(p * dy), w.data(), w.at(p * dx), depth, product);
    }
}
