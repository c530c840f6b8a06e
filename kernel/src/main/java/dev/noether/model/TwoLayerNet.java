package dev.noether.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The two-layer net {@code f(x) = U phi(W x)} (Eq. 12 for the identity): {@code U} is dy x d, {@code W} is d x dx. Row
 * j of W and column j of U belong to hidden unit j.
 *
 * @param inputs dx
 * @param hidden d
 * @param outputs dy
 * @param activation phi
 * @param slope of a leaky ReLU below zero; 0 for every other activation, whatever was given
 * @param loss convention of the squared loss
 */
public record TwoLayerNet(int inputs, int hidden, int outputs, Activation activation, double slope, Loss loss)
        implements Model {

    /** Index of block U. */
    public static final int U = 0;

    /** Index of block W. */
    public static final int W = 1;

    /** @throws IllegalArgumentException if a dimension is below 1, or the slope of a leaky ReLU is not finite */
    public TwoLayerNet {
        Objects.requireNonNull(activation);
        Objects.requireNonNull(loss);
        if (inputs < 1 || hidden < 1 || outputs < 1) {
            throw new IllegalArgumentException(
                    "a two-layer net needs inputs, hidden units and outputs of at least 1, not " + inputs + ", "
                            + hidden + " and " + outputs);
        }
        slope = activation == Activation.LEAKY_RELU ? slope : 0;
        if (!Double.isFinite(slope)) {
            throw new IllegalArgumentException("slope " + slope + ", it must be finite");
        }
    }

    /** A net with the default slope, should its activation have one. */
    public TwoLayerNet(int inputs, int hidden, int outputs, Activation activation, Loss loss) {
        this(inputs, hidden, outputs, activation, Activation.DEFAULT_SLOPE, loss);
    }

    /** The linear net {@code U W x}. */
    public static TwoLayerNet linear(int inputs, int hidden, int outputs, Loss loss) {
        return new TwoLayerNet(inputs, hidden, outputs, Activation.IDENTITY, loss);
    }

    @Override
    public String kind() {
        return "two-layer";
    }

    @Override
    public List<ParameterBlock> blocks() {
        return List.of(new ParameterBlock("U", outputs, hidden), new ParameterBlock("W", hidden, inputs));
    }

    @Override
    public List<Symmetry> symmetries() {
        List<Symmetry> symmetries = new ArrayList<>();
        if (linearInInputs()) {
            symmetries.add(new Symmetry.DoubleRotation("double-rotation(U,W)", U, W, hidden));
        }
        if (activation.homogeneous()) {
            symmetries.add(new Symmetry.Rescaling("rescaling(U,W)", U, W, hidden));
        }
        return List.copyOf(symmetries);
    }

    @Override
    public boolean linearInInputs() {
        return activation == Activation.IDENTITY;
    }

    @Override
    public double flopsPerStep(int batchSize) {
        return 2.0 * batchSize * hidden * (2.0 * inputs + 3.0 * outputs);
    }
}
