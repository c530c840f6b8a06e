package dev.noether.study.file;

import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import dev.noether.study.console.NumberText;
import dev.noether.study.console.Suggestion;
import dev.noether.task.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads case files. Every mistake is one sentence with file, line and member; unknown members are ignored with a warning,
 * except "expected".
 */
public final class CaseReader {

    /** Kinds of model that a case may have. */
    public static final List<String> KINDS = List.of("two-layer");

    private static final String ROWS = "an array of rows";

    private static final List<String> ROOT =
            List.of("model", "weightDecay", "parameters", "batch", "direction", "expected");
    private static final List<String> MODEL = List.of("kind", "activation", "slope", "loss");
    private static final List<String> BATCH = List.of("x", "y");

    private final String file;
    private final MatrixReader matrices;
    private final List<String> warnings = new ArrayList<>();

    private CaseReader(String file) {
        this.file = file;
        this.matrices = new MatrixReader(file);
    }

    /** A whole case, from a file or, for "-", from standard input. */
    public static CaseFile read(String argument) {
        return argument.equals("-")
                ? parse(standardInput(), "standard input", true)
                : parse(bytes(argument), argument, true);
    }

    /** A case of which only the parameters are wanted: it needs no batch. */
    public static CaseFile readParameters(String path) {
        return parse(bytes(path), path, false);
    }

    /** The case in a text; {@code name} stands for the file in sentences. */
    static CaseFile parse(byte[] text, String name, boolean batchNeeded) {
        return new CaseReader(name).root(JsonTree.parse(text, name), batchNeeded);
    }

    private static byte[] standardInput() {
        try {
            return System.in.readAllBytes();
        } catch (IOException e) {
            throw new InputException("standard input cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static byte[] bytes(String path) {
        try {
            return Files.readAllBytes(Path.of(path));
        } catch (NoSuchFileException e) {
            throw new InputException(path + " does not exist; name a case file, or - for standard input", e);
        } catch (IOException e) {
            throw new InputException(
                    path + " cannot be read (" + e.getMessage() + "); name a case file, or - for standard input", e);
        }
    }

    private CaseFile root(JsonTree tree, boolean batchNeeded) {
        JsonTree.Members root = object(tree, "the case");
        warnOfUnknown(root, "", ROOT);
        double weightDecay = weightDecay(root.values().get("weightDecay"));
        JsonTree.Members description = object(required(root, "model", "", "an object"), "model");
        JsonTree.Members values = object(required(root, "parameters", "", "an object"), "parameters");
        Model model = model(description, values);
        Parameters theta = parameters(model, values, "parameters");
        Optional<Batch.Samples> batch = batchNeeded || root.values().containsKey("batch")
                ? Optional.of(batch(model, object(required(root, "batch", "", "an object"), "batch")))
                : Optional.empty();
        Optional<Parameters> direction = Optional.ofNullable(root.values().get("direction"))
                .map(value -> parameters(model, object(value, "direction"), "direction"));
        return new CaseFile(model, weightDecay, theta, batch, direction, List.copyOf(warnings));
    }

    /** The model, with shapes read off the parameters. */
    private Model model(JsonTree.Members description, JsonTree.Members values) {
        warnOfUnknown(description, "model.", MODEL);
        JsonTree kind = required(description, "kind", "model.", "a string");
        if (!KINDS.contains(text(kind, "model.kind"))) {
            throw at(
                    kind,
                    "model.kind is " + kind.describe() + ", it must be " + Names.oneOf(KINDS) + " in this version"
                            + Suggestion.suffix(text(kind, "model.kind"), KINDS));
        }
        Activation activation = constant(description, "activation", Activation.class, Activation.IDENTITY);
        Loss loss = constant(description, "loss", Loss.class, Loss.SUM);
        Matrix u = matrices.read(required(values, "U", "parameters.", ROWS), "parameters.U");
        Matrix w = matrices.read(required(values, "W", "parameters.", ROWS), "parameters.W");
        if (u.columns() != w.rows()) {
            throw at(
                    values.values().get("W"),
                    "parameters.W has " + w.rows() + " rows, parameters.U has " + u.columns()
                            + " columns; both must be the number of hidden units");
        }
        return new TwoLayerNet(w.columns(), u.columns(), u.rows(), activation, loss);
    }

    private Parameters parameters(Model model, JsonTree.Members values, String name) {
        List<ParameterBlock> blocks = model.blocks();
        warnOfUnknown(
                values, name + ".", blocks.stream().map(ParameterBlock::name).toList());
        Matrix[] read = new Matrix[blocks.size()];
        for (int b = 0; b < read.length; b++) {
            ParameterBlock block = blocks.get(b);
            JsonTree value = required(values, block.name(), name + ".", ROWS);
            read[b] = matrices.read(value, name + "." + block.name());
            requireShape(value, read[b], name + "." + block.name(), block.rows(), block.columns(), "the parameters'");
        }
        return Parameters.of(model, read);
    }

    private Batch.Samples batch(Model model, JsonTree.Members values) {
        warnOfUnknown(values, "batch.", BATCH);
        JsonTree inputs = required(values, "x", "batch.", ROWS);
        JsonTree labels = required(values, "y", "batch.", ROWS);
        Matrix x = matrices.read(inputs, "batch.x");
        Matrix y = matrices.read(labels, "batch.y");
        requireShape(inputs, x, "batch.x", x.rows(), model.inputs(), "the model's inputs:");
        requireShape(labels, y, "batch.y", x.rows(), model.outputs(), "the samples of x and the model's outputs:");
        return new Batch.Samples(x, y);
    }

    private void requireShape(JsonTree value, Matrix matrix, String name, int rows, int columns, String whose) {
        if (matrix.rows() != rows || matrix.columns() != columns) {
            throw at(
                    value,
                    name + " is " + matrix.rows() + " x " + matrix.columns() + ", it must have " + whose + " " + rows
                            + " x " + columns);
        }
    }

    private double weightDecay(JsonTree value) {
        return switch (value) {
            case null -> 0;
            case JsonTree.Number number ->
                NumberText.notNegative(number.value(), file + ", line " + number.line() + ": weightDecay");
            default -> throw at(value, "weightDecay is " + value.describe() + ", it must be a number of at least 0");
        };
    }

    private <E extends Enum<E>> E constant(JsonTree.Members members, String name, Class<E> type, E missing) {
        JsonTree value = members.values().get(name);
        return value == null
                ? missing
                : Names.parse(type, text(value, "model." + name), file + ", line " + value.line() + ": model." + name);
    }

    private String text(JsonTree value, String name) {
        if (value instanceof JsonTree.Text text) {
            return text.value();
        }
        throw at(value, name + " is " + value.describe() + ", it must be a string");
    }

    private JsonTree.Members object(JsonTree value, String name) {
        if (value instanceof JsonTree.Members members) {
            return members;
        }
        throw at(value, name + " is " + value.describe() + ", it must be an object");
    }

    private JsonTree required(JsonTree.Members members, String name, String path, String form) {
        JsonTree value = members.values().get(name);
        if (value == null) {
            String similar = Suggestion.nearest(name, members.values().keySet())
                    .map(nearest -> " (there is '" + nearest + "')")
                    .orElse("");
            throw at(members, path + name + " is missing, it must be " + form + similar);
        }
        return value;
    }

    private void warnOfUnknown(JsonTree.Members members, String path, List<String> known) {
        for (Map.Entry<String, JsonTree> member : members.values().entrySet()) {
            if (!known.contains(member.getKey())) {
                warnings.add(file + ", line " + member.getValue().line() + ": " + path + member.getKey()
                        + " is unknown and ignored" + Suggestion.suffix(member.getKey(), known));
            }
        }
    }

    private InputException at(JsonTree value, String sentence) {
        return new InputException(file + ", line " + value.line() + ": " + sentence);
    }
}
