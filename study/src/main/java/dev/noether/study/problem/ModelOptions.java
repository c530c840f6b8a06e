package dev.noether.study.problem;

import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.file.ModelKind;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The flags of a model. Mixed into {@link ProblemOptions}. */
final class ModelOptions {

    private static final int INPUTS = 30;
    private static final int INPUTS_OF_THE_TOY = 2;
    private static final int HIDDEN = 40;

    @Option(
            names = "--model",
            paramLabel = "KIND",
            defaultValue = "two-layer",
            description = "two-layer (U phi(W x)), deep-linear, net-a, net-b or scale-invariant (default:"
                    + " ${DEFAULT-VALUE})")
    private String kind;

    @Option(
            names = "--activation",
            paramLabel = "NAME",
            description = "phi of a two-layer net: identity, tanh, relu, leaky-relu, swish, gelu or softplus (default:"
                    + " identity)")
    private String activation;

    @Option(
            names = "--slope",
            paramLabel = "A",
            description = "of leaky-relu below zero (default: " + Activation.DEFAULT_SLOPE + ")")
    private String slope;

    @Option(
            names = "--inputs",
            paramLabel = "DX",
            description = "length of an input (default: " + INPUTS + "; scale-invariant: " + INPUTS_OF_THE_TOY + ")")
    private Integer inputs;

    @Option(
            names = "--hidden",
            paramLabel = "D",
            description = "hidden units; deep-linear: the widths of its hidden layers from the input on, as in 40,20"
                    + " (default: " + HIDDEN + ")")
    private String hidden;

    @Option(
            names = "--outputs",
            paramLabel = "DY",
            description = "length of an output (default: DX; scale-invariant: 1)")
    private Integer outputs;

    @Option(
            names = "--loss",
            paramLabel = "NAME",
            defaultValue = "sum",
            description = "squared error of a sample: sum or mean over the outputs (default: ${DEFAULT-VALUE})")
    private String loss;

    /**
     * The model, checked.
     *
     * @throws InputException for the first flag that is wrong, or that this model has no use for
     */
    Model resolve() {
        ModelKind model = Names.parse(ModelKind.class, kind, "--model");
        if (model != ModelKind.TWO_LAYER) {
            refuse(activation, "--activation", "two-layer", model);
            refuse(slope, "--slope", "two-layer", model);
        }
        Loss convention = Names.parse(Loss.class, loss, "--loss");
        int dx = inputs == null
                ? model == ModelKind.SCALE_INVARIANT ? INPUTS_OF_THE_TOY : INPUTS
                : (int) NumberText.positive(inputs, "--inputs");
        if (outputs != null) {
            NumberText.positive(outputs, "--outputs");
        }
        int dy = outputs == null ? dx : outputs;
        return switch (model) {
            case TWO_LAYER -> twoLayer(dx, dy, convention);
            case NET_A -> new NormalizedNet(NormalizedNet.Variant.A, dx, hiddenUnits(), dy, convention);
            case NET_B -> new NormalizedNet(NormalizedNet.Variant.B, dx, hiddenUnits(), dy, convention);
            case DEEP_LINEAR -> deep(dx, dy, convention);
            case SCALE_INVARIANT -> scaleInvariant(dx, convention);
        };
    }

    private static void refuse(String given, String flag, String owner, ModelKind model) {
        if (given != null) {
            throw new InputException(flag + " " + given + " belongs to --model " + owner + ", not to " + Names.of(model)
                    + "; leave it out");
        }
    }

    private TwoLayerNet twoLayer(int dx, int dy, Loss convention) {
        Activation phi =
                activation == null ? Activation.IDENTITY : Names.parse(Activation.class, activation, "--activation");
        if (slope != null && phi != Activation.LEAKY_RELU) {
            throw new InputException("--slope " + slope + " belongs to --activation leaky-relu, not to " + Names.of(phi)
                    + "; leave it out");
        }
        double a = slope == null ? Activation.DEFAULT_SLOPE : NumberText.finite(slope, "--slope");
        return new TwoLayerNet(dx, hiddenUnits(), dy, phi, a, convention);
    }

    private DeepLinearNet deep(int dx, int dy, Loss convention) {
        List<Integer> widths = new ArrayList<>(List.of(dx));
        String list = hidden == null ? Integer.toString(HIDDEN) : hidden;
        for (String item : list.split(",", -1)) {
            widths.add(units(item, "a width of --hidden"));
        }
        widths.add(dy);
        return new DeepLinearNet(widths, convention);
    }

    private ScaleInvariantModel scaleInvariant(int dx, Loss convention) {
        if (hidden != null) {
            throw new InputException("--hidden " + hidden
                    + " does not go with --model scale-invariant, which has no hidden units; leave" + " it out");
        }
        if (outputs != null && outputs != 1) {
            throw new InputException(
                    "--outputs is " + outputs + ", --model scale-invariant has one output; leave it out");
        }
        return new ScaleInvariantModel(dx, convention);
    }

    private int hiddenUnits() {
        if (hidden == null) {
            return HIDDEN;
        }
        if (hidden.indexOf(',') >= 0) {
            throw new InputException(
                    "--hidden is '" + hidden + "', a " + kind + " net has one hidden layer: give one number");
        }
        return units(hidden, "--hidden");
    }

    private static int units(String text, String where) {
        try {
            return (int) NumberText.positive(Integer.parseInt(text.strip()), where);
        } catch (NumberFormatException e) {
            throw new InputException(
                    where + " is '" + text + "', it must be an integer from 1 to " + Integer.MAX_VALUE, e);
        }
    }
}
