package dev.noether.study.problem;

import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A model in words and as resolved flags. */
public final class ModelText {

    private ModelText() {}

    /** Widths of the hidden layers, from the input on. */
    public static List<Integer> hiddenWidths(Model model) {
        return switch (model) {
            case TwoLayerNet net -> List.of(net.hidden());
            case NormalizedNet net -> List.of(net.hidden());
            case DeepLinearNet net -> net.widths().subList(1, net.depth());
            case ScaleInvariantModel _ -> List.of();
        };
    }

    /** The sizes of a model: "3 inputs, 2 hidden units, 3 outputs". */
    public static String sizes(Model model) {
        List<Integer> hidden = hiddenWidths(model);
        String middle =
                switch (hidden.size()) {
                    case 0 -> "";
                    case 1 -> hidden.getFirst() + " hidden units, ";
                    default ->
                        hidden.stream().map(String::valueOf).collect(Collectors.joining(" and ")) + " hidden units, ";
                };
        return model.inputs() + " inputs, " + middle + model.outputs()
                + (model.outputs() == 1 ? " output" : " outputs");
    }

    /** What it computes. */
    static String formula(Model model) {
        return switch (model) {
            case TwoLayerNet net when net.activation() == Activation.IDENTITY -> "net U W x";
            case TwoLayerNet net
            when net.activation() == Activation.LEAKY_RELU ->
                "net U leaky-relu(W x) with slope " + NumberText.plain(net.slope());
            case TwoLayerNet net -> "net U " + Names.of(net.activation()) + "(W x)";
            case DeepLinearNet net ->
                "net "
                        + net.blocks().reversed().stream()
                                .map(block -> block.name())
                                .collect(Collectors.joining(" "))
                        + " x";
            case NormalizedNet net ->
                switch (net.variant()) {
                    case A -> "net-a (U / |W|) tanh(W x / |U|)";
                    case B -> "net-b (U / |U|) tanh(W x / |W|)";
                };
            case ScaleInvariantModel _ -> "scale-invariant model theta x / |theta|";
        };
    }

    /** The flags of a model as resolved, by their names; null where it does not have one. */
    static Map<String, Object> settings(Model model) {
        TwoLayerNet net = model instanceof TwoLayerNet two ? two : null;
        List<Integer> hidden = hiddenWidths(model);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model", model.kind());
        settings.put("activation", net == null ? null : net.activation());
        settings.put("slope", net != null && net.activation() == Activation.LEAKY_RELU ? net.slope() : null);
        settings.put("inputs", model.inputs());
        settings.put(
                "hidden",
                switch (model) {
                    case DeepLinearNet _ -> hidden;
                    case TwoLayerNet _, NormalizedNet _, ScaleInvariantModel _ ->
                        hidden.isEmpty() ? null : hidden.getFirst();
                });
        settings.put("outputs", model.outputs());
        return settings;
    }
}
