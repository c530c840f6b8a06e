package dev.noether.validate.traced;

import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code P = W_D ... W_1}: {@code A_i = W_{i-1} ... W_1}, {@code B_i = (W_D ... W_{i+1})^T}. */
final class LayerProduct implements LinearMap {

    private final List<Traced> layers;
    private final boolean lastLayerFirst;
    private final Traced inputs;
    private final Traced outputs;
    private final List<Traced> left = new ArrayList<>();
    private final List<Traced> right = new ArrayList<>();

    /** Layers from the input on. */
    LayerProduct(List<Traced> layers, Precision precision) {
        this(layers, false, precision);
    }

    private LayerProduct(List<Traced> layers, boolean lastLayerFirst, Precision precision) {
        this.layers = layers;
        this.lastLayerFirst = lastLayerFirst;
        inputs = Traced.identity(layers.getFirst().columns(), precision);
        outputs = Traced.identity(layers.getLast().rows(), precision);
        right.add(null);
        left.add(null);
        for (int i = 1; i < layers.size(); i++) {
            right.add(after(layers.get(i - 1), right.get(i - 1)));
            left.add(after(layers.get(layers.size() - i).transpose(), left.get(i - 1)));
        }
        Collections.reverse(left);
    }

    /** {@code P = U W}, whose blocks are named from the output on. */
    static LayerProduct twoLayers(Traced u, Traced w, Precision precision) {
        return new LayerProduct(List.of(w, u), true, precision);
    }

    @Override
    public Traced map() {
        return after(layers.getLast(), right.getLast());
    }

    @Override
    public Traced left(int b) {
        Traced product = left.get(layer(b));
        return product == null ? outputs : product;
    }

    @Override
    public Traced right(int b) {
        Traced product = right.get(layer(b));
        return product == null ? inputs : product;
    }

    private int layer(int b) {
        return lastLayerFirst ? layers.size() - 1 - b : b;
    }

    /** {@code dB M A^T + B M dA^T}, with dA and dB by the product rule, from layer to layer. */
    @Override
    public List<Traced> curvature(Traced m, List<Traced> v) {
        int depth = layers.size();
        List<Traced> moved = new ArrayList<>(Collections.nCopies(depth, null));
        Traced dRight = null;
        Traced dLeft = null;
        for (int i = 1; i < depth; i++) {
            int below = i - 1;
            int above = depth - i;
            dRight = sum(after(v.get(layer(below)), right.get(below)), product(layers.get(below), dRight));
            dLeft = sum(
                    after(v.get(layer(above)).transpose(), left.get(above)),
                    product(layers.get(above).transpose(), dLeft));
            add(moved, i, left(layer(i)).times(m).times(dRight.transpose()));
            add(moved, above - 1, dLeft.times(m).times(right(layer(above - 1)).transpose()));
        }
        List<Traced> blocks = new ArrayList<>();
        for (int b = 0; b < depth; b++) {
            Traced block = moved.get(layer(b));
            blocks.add(block == null ? v.get(b).scaled(0) : block);
        }
        return blocks;
    }

    @Override
    public Traced curvatureDiagonal(Traced m, int b) {
        return null;
    }

    private static void add(List<Traced> list, int i, Traced term) {
        list.set(i, sum(term, list.get(i)));
    }

    /** The product, where null is an identity. */
    private static Traced after(Traced layer, Traced before) {
        return before == null ? layer : layer.times(before);
    }

    /** The product, where null is zero. */
    private static Traced product(Traced layer, Traced before) {
        return before == null ? null : layer.times(before);
    }

    private static Traced sum(Traced a, Traced b) {
        return b == null ? a : a.plus(b);
    }
}
