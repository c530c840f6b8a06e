package dev.noether.model;

import java.util.List;
import java.util.Objects;

/**
 * A two-layer tanh net whose layers are normalised, with {@code |.|} the Frobenius norm of a whole layer:
 *
 * <pre>
 * Net-A   f(x) = sum_j (u_j / |W|) tanh(w_j^T x / |U|)      unchanged under theta -> a theta
 * Net-B   f(x) = sum_j (u_j / |U|) tanh(w_j^T x / |W|)      unchanged under U -> a U and under W -> b W
 * </pre>
 *
 * Shapes as in {@link TwoLayerNet}: {@code u_j} is column j of U (dy x d), {@code w_j} row j of W (d x dx).
 *
 * @param variant which norm divides which layer
 * @param inputs dx
 * @param hidden d
 * @param outputs dy
 * @param loss convention of the squared loss
 */
public record NormalizedNet(Variant variant, int inputs, int hidden, int outputs, Loss loss) implements Model {

    /** Index of block U. */
    public static final int U = 0;

    /** Index of block W. */
    public static final int W = 1;

    /** Which norm divides which layer. */
    public enum Variant {
        /** Each layer by the norm of the other. */
        A,
        /** Each layer by its own norm. */
        B
    }

    /** @throws IllegalArgumentException if a dimension is below 1 */
    public NormalizedNet {
        Objects.requireNonNull(variant);
        Objects.requireNonNull(loss);
        if (inputs < 1 || hidden < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "a normalised net needs inputs, hidden units and outputs of at least 1, not " + inputs + ", "
                            + hidden + " and " + outputs);
        }
    }

    @Override
    public String kind() {
        return switch (variant) {
            case A -> "net-a";
            case B -> "net-b";
        };
    }

    @Override
    public List<ParameterBlock> blocks() {
        return List.of(new ParameterBlock("U", outputs, hidden), new ParameterBlock("W", hidden, inputs));
    }

    @Override
    public List<Symmetry> symmetries() {
        Symmetry global = new Symmetry.Scaling("scaling(all)", List.of(U, W));
        return switch (variant) {
            case A -> List.of(global);
            case B ->
                List.of(
                        global,
                        new Symmetry.Scaling("scaling(U)", List.of(U)),
                        new Symmetry.Scaling("scaling(W)", List.of(W)));
        };
    }

    @Override
    public boolean linearInInputs() {
        return false;
    }

    @Override
    public double flopsPerStep(int batchSize) {
        return 2.0 * batchSize * hidden * (2.0 * inputs + 3.0 * outputs);
    }
}
