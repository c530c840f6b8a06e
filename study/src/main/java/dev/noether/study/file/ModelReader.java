package dev.noether.study.file;

import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads the model of a case with its parameters, which the shapes are read off. */
final class ModelReader {

    private static final List<String> MEMBERS = List.of("kind", "activation", "slope", "loss");
    private static final Pattern LAYER = Pattern.compile("W[1-9][0-9]*");

    private final MemberReader members;
    private final MatrixReader matrices;

    ModelReader(MemberReader members, MatrixReader matrices) {
        this.members = members;
        this.matrices = matrices;
    }

    /**
     * @param description the member "model"
     * @param values the member "parameters"
     */
    Parameters read(JsonTree.Members description, JsonTree.Members values) {
        members.warnOfUnknown(description, "model.", MEMBERS);
        JsonTree named = members.required(description, "kind", "model.", Names.oneOf(Names.all(ModelKind.class)));
        ModelKind kind = members.constant(named, "model.kind", ModelKind.class);
        JsonTree convention = description.values().get("loss");
        Loss loss = convention == null ? Loss.SUM : members.constant(convention, "model.loss", Loss.class);
        if (kind != ModelKind.TWO_LAYER) {
            warnOfForeign(description, kind);
        }
        List<String> names = blocks(kind, values);
        members.warnOfUnknown(values, "parameters.", names);
        List<Matrix> blocks = new ArrayList<>();
        for (String name : names) {
            JsonTree value = members.required(values, name, "parameters.", matrices.form(kind));
            blocks.add(matrices.block(value, "parameters." + name, kind));
        }
        Model model =
                switch (kind) {
                    case TWO_LAYER -> {
                        int hidden = hidden(values, blocks);
                        yield twoLayer(
                                description,
                                blocks.get(1).columns(),
                                hidden,
                                blocks.get(0).rows(),
                                loss);
                    }
                    case NET_A -> normalized(NormalizedNet.Variant.A, values, blocks, loss);
                    case NET_B -> normalized(NormalizedNet.Variant.B, values, blocks, loss);
                    case DEEP_LINEAR -> new DeepLinearNet(widths(values, blocks), loss);
                    case SCALE_INVARIANT ->
                        new ScaleInvariantModel(blocks.getFirst().columns(), loss);
                };
        return Parameters.of(model, blocks.toArray(Matrix[]::new));
    }

    /** A deep net has as many layers as there are members named like one: W1 to WD, none left out. */
    private static List<String> blocks(ModelKind kind, JsonTree.Members values) {
        return switch (kind) {
            case TWO_LAYER, NET_A, NET_B -> List.of("U", "W");
            case SCALE_INVARIANT -> List.of("theta");
            case DEEP_LINEAR -> {
                long layers = values.values().keySet().stream()
                        .filter(name -> LAYER.matcher(name).matches())
                        .count();
                List<String> names = new ArrayList<>();
                for (int i = 1; i <= Math.max(1, layers); i++) {
                    names.add("W" + i);
                }
                yield names;
            }
        };
    }

    private TwoLayerNet twoLayer(JsonTree.Members description, int inputs, int hidden, int outputs, Loss loss) {
        JsonTree named = description.values().get("activation");
        Activation activation =
                named == null ? Activation.IDENTITY : members.constant(named, "model.activation", Activation.class);
        JsonTree slope = description.values().get("slope");
        if (slope == null || activation != Activation.LEAKY_RELU) {
            if (slope != null) {
                members.warn(slope, "model.slope is ignored, only the activation leaky-relu has one");
            }
            return new TwoLayerNet(inputs, hidden, outputs, activation, loss);
        }
        if (slope instanceof JsonTree.Number number && Double.isFinite(number.value())) {
            return new TwoLayerNet(inputs, hidden, outputs, activation, number.value(), loss);
        }
        throw members.at(slope, "model.slope is " + slope.describe() + ", it must be a finite number");
    }

    private NormalizedNet normalized(
            NormalizedNet.Variant variant, JsonTree.Members values, List<Matrix> blocks, Loss loss) {
        int hidden = hidden(values, blocks);
        return new NormalizedNet(
                variant, blocks.get(1).columns(), hidden, blocks.get(0).rows(), loss);
    }

    private int hidden(JsonTree.Members values, List<Matrix> blocks) {
        Matrix u = blocks.get(0);
        Matrix w = blocks.get(1);
        if (u.columns() != w.rows()) {
            throw members.at(
                    values.values().get("W"),
                    "parameters.W has " + NumberText.count(w.rows(), "row", "rows") + ", parameters.U has "
                            + NumberText.count(u.columns(), "column", "columns")
                            + "; both must be the number of hidden units");
        }
        return w.rows();
    }

    private List<Integer> widths(JsonTree.Members values, List<Matrix> blocks) {
        List<Integer> widths = new ArrayList<>(List.of(blocks.getFirst().columns()));
        for (int i = 0; i < blocks.size(); i++) {
            String name = "W" + (i + 1);
            if (blocks.get(i).columns() != widths.getLast()) {
                throw members.at(
                        values.values().get(name),
                        "parameters." + name + " has "
                                + NumberText.count(blocks.get(i).columns(), "column", "columns") + ", parameters.W" + i
                                + " has " + NumberText.count(widths.getLast(), "row", "rows")
                                + "; both must be the width between these layers");
            }
            widths.add(blocks.get(i).rows());
        }
        return widths;
    }

    private void warnOfForeign(JsonTree.Members description, ModelKind kind) {
        for (String name : List.of("activation", "slope")) {
            JsonTree value = description.values().get(name);
            if (value != null) {
                members.warn(
                        value, "model." + name + " is ignored, only two-layer models have one, not " + Names.of(kind));
            }
        }
    }
}
