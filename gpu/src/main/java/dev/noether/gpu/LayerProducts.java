package dev.noether.gpu;

/**
 * The products of the layers before and after each hidden layer i = 1 ... D - 1 of a linear net:
 *
 * <pre>
 * before(i) = A_i = W_i ... W_1        d_i x dx
 * after(i)  = T_i = W_D ... W_(i+1)    dy x d_i
 * </pre>
 *
 * {@code A_0 = I} and {@code T_D = I} are not held: {@link #rightOf} and {@link #leftOf} know them. Each family is computed
 * when it is first asked for after {@link #reset}.
 */
final class LayerProducts {

    private final Layers layers;
    private final Toolbox tools;
    private final int depth;
    private final Workspace[] beforeMemory;
    private final Workspace[] afterMemory;
    private final View[] before;
    private final View[] after;
    private DevicePoint theta;
    private boolean hasBefore;
    private boolean hasAfter;

    LayerProducts(Layers layers, Toolbox tools) {
        this.layers = layers;
        this.tools = tools;
        depth = layers.depth();
        before = new View[depth];
        after = new View[depth];
        beforeMemory = Workspaces.of(tools, depth);
        afterMemory = Workspaces.of(tools, depth);
    }

    /** Takes a point, which must stay as it is while this is asked for more. */
    void reset(DevicePoint point) {
        theta = point;
        hasBefore = false;
        hasAfter = false;
    }

    /** {@code A_i} for a hidden layer i. */
    View before(int i) {
        if (!hasBefore) {
            for (int k = 1; k < depth; k++) {
                View layer = layers.of(theta, k);
                before[k] = k == 1 ? layer : product(layer, before[k - 1], beforeMemory[k]);
            }
            hasBefore = true;
        }
        return before[i];
    }

    /** {@code T_i} for a hidden layer i. */
    View after(int i) {
        if (!hasAfter) {
            for (int k = depth - 1; k >= 1; k--) {
                View layer = layers.of(theta, k + 1);
                after[k] = k == depth - 1 ? layer : product(after[k + 1], layer, afterMemory[k]);
            }
            hasAfter = true;
        }
        return after[i];
    }

    private View product(View a, View b, Workspace memory) {
        View out = memory.matrix(a.rows(), b.columns());
        tools.products().plain(1, a, b, out);
        return out;
    }

    /** {@code out = P - V}, {@code P = T_i A_i} the product of all layers; dy x dx. */
    void productLess(View target, View out) {
        if (depth == 1) {
            tools.maps().combine(1, layers.of(theta, 1), -1, target, 0, out);
        } else {
            tools.products().subtract(layers.of(theta, depth), before(depth - 1), target, out);
        }
    }

    /** {@code |T_i|_F^2} for i = 1 ... D, which is dy for the last. */
    double squaredAfter(int i) {
        return i == depth ? layers.of(theta, depth).rows() : tools.sums().squares(after(i));
    }

    /** {@code a A_i^T} for i = 0 ... D - 1: in {@code memory}, or a itself for i = 0. */
    View rightOf(View a, int i, Workspace memory) {
        return i == 0 ? a : product(a, before(i).transposed(), memory);
    }

    /** {@code T_i^T a} for i = 1 ... D: in {@code memory}, or a itself for i = D. */
    View leftOf(View a, int i, Workspace memory) {
        return i == depth ? a : product(after(i).transposed(), a, memory);
    }

    /** {@code out = factor T_i^T a} for i = 1 ... D, in the shape of a layer. */
    void pullBack(double factor, int i, View a, View out) {
        if (i == depth) {
            tools.maps().scale(factor, a, out);
        } else {
            tools.products().plain(factor, after(i).transposed(), a, out);
        }
    }
}
