package dev.noether.theory;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Parameters;
import java.util.ArrayList;
import java.util.List;
import org.ojalgo.matrix.store.MatrixStore;

/**
 * The layers of a deep linear net and of each its live part, that which carries the r leading modes of the product:
 * {@code Po W_i Pi}, with Pi the projection on the r leading left singular vectors of {@code W_{i-1} ... W_1} and Po that
 * on the r leading right singular vectors of {@code W_D ... W_{i+1}} (the identity at the ends of the net). The block
 * {@code (1 - Po) W_i (1 - Pi)} of a wide net has neither gradient nor noise and keeps its initial value.
 *
 * @param rank r
 * @param squaredNorms {@code |W_i|^2}, input first
 * @param liveSquaredNorms {@code |Po W_i Pi|^2}, input first
 */
@SuppressWarnings("ArrayRecordComponent")
public record LiveLayers(int rank, double[] squaredNorms, double[] liveSquaredNorms) {

    /**
     * Measures the layers.
     *
     * @param theta of a deep linear net; not modified
     * @param rank r, from 1 to the smallest width
     * @throws IllegalArgumentException if the model is another, the rank out of range, or a value not finite
     */
    public static LiveLayers of(Parameters theta, int rank) {
        if (!(theta.model() instanceof DeepLinearNet net)) {
            throw new IllegalArgumentException("the live part belongs to a deep linear net, not to a "
                    + theta.model().kind() + " model");
        }
        int narrowest = net.widths().stream().mapToInt(Integer::intValue).min().orElseThrow();
        if (rank < 1 || rank > narrowest) {
            throw new IllegalArgumentException(
                    "rank " + rank + ", it must be from 1 to the smallest width " + narrowest);
        }
        int depth = net.depth();
        List<MatrixStore<Double>> layers = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            layers.add(Dense.of(theta.block(i)));
            if (!Dense.isFinite(layers.get(i))) {
                throw new IllegalArgumentException("W" + (i + 1) + " has elements that are not finite");
            }
        }
        List<MatrixStore<Double>> live = new ArrayList<>(layers);
        MatrixStore<Double> below = unit(layers.getFirst());
        for (int i = 1; i < depth; i++) {
            // Rows of the r leading left singular vectors.
            MatrixStore<Double> entering = Dense.Svd.of(below).first(rank).left();
            live.set(i, live.get(i).multiply(entering));
            below = unit(layers.get(i).multiply(below));
        }
        MatrixStore<Double> above = unit(layers.getLast());
        for (int i = depth - 2; i >= 0; i--) {
            MatrixStore<Double> leaving = Dense.Svd.of(above).first(rank).right();
            live.set(i, leaving.multiply(live.get(i)));
            above = unit(above.multiply(layers.get(i)));
        }
        return new LiveLayers(rank, squares(layers), squares(live));
    }

    /** Scaled to norm 1, so that long products neither overflow nor vanish; their singular vectors stay. */
    private static MatrixStore<Double> unit(MatrixStore<Double> a) {
        double norm = Math.sqrt(Dense.inner(a, a));
        return norm > 0 ? a.multiply(1 / norm) : a;
    }

    private static double[] squares(List<MatrixStore<Double>> layers) {
        return layers.stream().mapToDouble(layer -> Dense.inner(layer, layer)).toArray();
    }
}
