package dev.noether.gpu;

/**
 * The derivatives of {@link LayerProducts} along a direction {@code V_1 ... V_D}, by the product rule:
 *
 * <pre>
 * A'_i = W_i A'_(i-1) + V_i A_(i-1)                    A'_0 = 0
 * T'_i = T'_(i+1) W_(i+1) + T_(i+1) V_(i+1)            T'_D = 0
 * P'   = W_D A'_(D-1) + V_D A_(D-1)
 * </pre>
 */
final class LayerTangents {

    private final Layers layers;
    private final Toolbox tools;
    private final LayerProducts products;
    private final int depth;
    private final Workspace productMemory;
    private final Workspace[] beforeMemory;
    private final Workspace[] afterMemory;
    private final View[] before;
    private final View[] after;

    LayerTangents(Layers layers, Toolbox tools, LayerProducts products) {
        this.layers = layers;
        this.tools = tools;
        this.products = products;
        depth = layers.depth();
        productMemory = tools.workspace();
        beforeMemory = Workspaces.of(tools, depth);
        afterMemory = Workspaces.of(tools, depth);
        before = new View[depth];
        after = new View[depth];
    }

    /** Computes and returns {@code P'}, dy x dx, and with it all {@code A'_i}. */
    View product(DevicePoint theta, DevicePoint v) {
        for (int i = 1; i < depth; i++) {
            View direction = layers.of(v, i);
            before[i] = i == 1
                    ? direction
                    : sum(layers.of(theta, i), before[i - 1], direction, products.before(i - 1), beforeMemory[i]);
        }
        View last = layers.of(v, depth);
        return depth == 1
                ? last
                : sum(layers.of(theta, depth), before[depth - 1], last, products.before(depth - 1), productMemory);
    }

    /** Computes all {@code T'_i}. */
    void after(DevicePoint theta, DevicePoint v) {
        for (int i = depth - 1; i >= 1; i--) {
            View direction = layers.of(v, i + 1);
            after[i] = i == depth - 1
                    ? direction
                    : sum(after[i + 1], layers.of(theta, i + 1), products.after(i + 1), direction, afterMemory[i]);
        }
    }

    /** {@code a b + c d}. */
    private View sum(View a, View b, View c, View d, Workspace memory) {
        View out = memory.matrix(a.rows(), b.columns());
        tools.products().plain(1, a, b, out);
        tools.products().addTo(c, d, out);
        return out;
    }

    /** {@code out = out + a A'_i^T} for i = 0 ... D - 1, after {@link #product}. */
    void addRightOf(View a, int i, View out) {
        if (i > 0) {
            tools.products().addTo(a, before[i].transposed(), out);
        }
    }

    /** {@code out = out + factor T'_i^T a} for i = 1 ... D, after {@link #after}. */
    void addPullBack(double factor, int i, View a, View out) {
        if (i < depth) {
            tools.products().combine(factor, after[i].transposed(), a, 1, out, out);
        }
    }
}
