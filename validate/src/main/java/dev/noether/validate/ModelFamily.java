package dev.noether.validate;

import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.NormalizedNet.Variant;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Models that share a line of the table: a kind of model, with its activation. */
public enum ModelFamily {
    IDENTITY(Activation.IDENTITY),
    RANK_ONE("rank-one"),
    TANH(Activation.TANH),
    RELU(Activation.RELU),
    LEAKY_RELU(Activation.LEAKY_RELU),
    SWISH(Activation.SWISH),
    GELU(Activation.GELU),
    SOFTPLUS(Activation.SOFTPLUS),
    DEEP_LINEAR("deep-linear"),
    NET_A("net-a"),
    NET_B("net-b"),
    SCALE_INVARIANT("scale-invariant");

    private static final double[] SLOPES = {Activation.DEFAULT_SLOPE, 0.25, -0.5, 1.5};

    /** What is added to the hidden width of a shape in each hidden layer of a deep net. */
    private static final int[] WIDTH_CHANGES = {0, 2, -1, 3};

    private static final int DEPTHS = 5;

    private final String label;
    private final Activation activation;

    ModelFamily(String label) {
        this.label = label;
        activation = null;
    }

    ModelFamily(Activation activation) {
        label = "two-layer " + activation.name().toLowerCase(Locale.ROOT).replace('_', '-');
        this.activation = activation;
    }

    /** Name in tables. */
    public String label() {
        return label;
    }

    /**
     * The model of a shape; what else a family has is chosen by {@code number}: slopes of a leaky ReLU, depths of 1 to 5. A
     * shape may say more than the family has room for, such as several outputs where there is one.
     */
    public Model model(Shape shape, Loss loss, int number) {
        int dx = shape.inputs();
        int d = shape.hidden();
        int dy = shape.outputs();
        return switch (this) {
            case IDENTITY, TANH, RELU, LEAKY_RELU, SWISH, GELU, SOFTPLUS ->
                new TwoLayerNet(dx, d, dy, activation, SLOPES[number % SLOPES.length], loss);
            case RANK_ONE -> TwoLayerNet.linear(1, d, 1, loss);
            case DEEP_LINEAR -> {
                List<Integer> widths = new ArrayList<>(List.of(dx));
                for (int i = 0; i < number % DEPTHS; i++) {
                    widths.add(Math.max(1, d + WIDTH_CHANGES[i]));
                }
                widths.add(dy);
                yield new DeepLinearNet(widths, loss);
            }
            case NET_A -> new NormalizedNet(Variant.A, dx, d, dy, loss);
            case NET_B -> new NormalizedNet(Variant.B, dx, d, dy, loss);
            case SCALE_INVARIANT -> new ScaleInvariantModel(dx, loss);
        };
    }

    /** Whether the derivative of the loss jumps somewhere. */
    public boolean hasKinks() {
        return this == RELU || this == LEAKY_RELU;
    }
}
