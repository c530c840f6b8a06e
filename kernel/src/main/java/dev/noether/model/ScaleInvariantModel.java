package dev.noether.model;

import java.util.List;
import java.util.Objects;

/**
 * The scale-invariant toy of Figure 1, {@code f(x) = theta^T x / |theta|}, with one output. The one block "theta" is a
 * vector, a matrix of one row.
 *
 * @param inputs dx; 2 in the paper
 * @param loss convention of the squared loss; both are the same for one output
 */
public record ScaleInvariantModel(int inputs, Loss loss) implements Model {

    /** Index of block theta. */
    public static final int THETA = 0;

    /** @throws IllegalArgumentException if there is no input */
    public ScaleInvariantModel {
        Objects.requireNonNull(loss);
        if (inputs < 1) {
            throw new IllegalArgumentException("a scale-invariant model needs at least 1 input, not " + inputs);
        }
    }

    @Override
    public String kind() {
        return "scale-invariant";
    }

    @Override
    public int outputs() {
        return 1;
    }

    @Override
    public List<ParameterBlock> blocks() {
        return List.of(new ParameterBlock("theta", 1, inputs));
    }

    @Override
    public List<Symmetry> symmetries() {
        return List.of(new Symmetry.Scaling("scaling(theta)", List.of(THETA)));
    }

    @Override
    public boolean linearInInputs() {
        return true;
    }

    /** Two operations a weight and sample forward, and two for the gradient. */
    @Override
    public double flopsPerStep(int batchSize) {
        return 4.0 * batchSize * inputs;
    }
}
