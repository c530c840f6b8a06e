package dev.noether.study.file;

import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.study.console.InputException;
import dev.noether.study.console.NumberText;
import dev.noether.task.Batch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads case files. Every mistake is one sentence with file, line and member; unknown members are ignored with a warning,
 * except "expected".
 */
public final class CaseReader {

    private static final List<String> ROOT =
            List.of("model", "weightDecay", "parameters", "batch", "direction", "expected");
    private static final List<String> BATCH = List.of("x", "y");

    private final MemberReader members;
    private final MatrixReader matrices;

    private CaseReader(String file) {
        members = new MemberReader(file);
        matrices = new MatrixReader(members);
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
        if (path.isEmpty()) {
            throw new InputException("the name of the case file is empty; name one, or - for standard input");
        }
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
        JsonTree.Members root = members.object(tree, "the case");
        members.warnOfUnknown(root, "", ROOT);
        double weightDecay = weightDecay(root.values().get("weightDecay"));
        JsonTree.Members description = object(root, "model");
        Parameters theta = new ModelReader(members, matrices).read(description, object(root, "parameters"));
        Model model = theta.model();
        Optional<Batch.Samples> batch = batchNeeded || root.values().containsKey("batch")
                ? Optional.of(batch(model, object(root, "batch")))
                : Optional.empty();
        Optional<Parameters> direction = root.values().containsKey("direction")
                ? Optional.of(direction(model, object(root, "direction")))
                : Optional.empty();
        return new CaseFile(model, weightDecay, theta, batch, direction, members.warnings());
    }

    private JsonTree.Members object(JsonTree.Members root, String name) {
        return members.object(members.required(root, name, "", "an object"), name);
    }

    private Parameters direction(Model model, JsonTree.Members values) {
        List<ParameterBlock> blocks = model.blocks();
        ModelKind kind = ModelKind.of(model);
        members.warnOfUnknown(
                values, "direction.", blocks.stream().map(ParameterBlock::name).toList());
        Matrix[] read = new Matrix[blocks.size()];
        for (int b = 0; b < read.length; b++) {
            ParameterBlock block = blocks.get(b);
            JsonTree value = members.required(values, block.name(), "direction.", matrices.form(kind));
            read[b] = matrices.block(value, "direction." + block.name(), kind);
            requireShape(value, read[b], "direction." + block.name(), block.rows(), block.columns(), "the parameters'");
        }
        return Parameters.of(model, read);
    }

    private Batch.Samples batch(Model model, JsonTree.Members values) {
        members.warnOfUnknown(values, "batch.", BATCH);
        JsonTree inputs = members.required(values, "x", "batch.", MatrixReader.ROWS);
        JsonTree labels = members.required(values, "y", "batch.", MatrixReader.ROWS);
        Matrix x = matrices.matrix(inputs, "batch.x");
        Matrix y = matrices.matrix(labels, "batch.y");
        requireShape(inputs, x, "batch.x", x.rows(), model.inputs(), "the model's inputs:");
        requireShape(labels, y, "batch.y", x.rows(), model.outputs(), "the samples of x and the model's outputs:");
        return new Batch.Samples(x, y);
    }

    private void requireShape(JsonTree value, Matrix matrix, String name, int rows, int columns, String whose) {
        if (matrix.rows() != rows || matrix.columns() != columns) {
            throw members.at(
                    value,
                    name + " is " + matrix.rows() + " x " + matrix.columns() + ", it must have " + whose + " " + rows
                            + " x " + columns);
        }
    }

    private double weightDecay(JsonTree value) {
        return switch (value) {
            case null -> 0;
            case JsonTree.Number number ->
                NumberText.notNegative(number.value(), members.place(number) + "weightDecay");
            default ->
                throw members.at(value, "weightDecay is " + value.describe() + ", it must be a number of at least 0");
        };
    }
}
