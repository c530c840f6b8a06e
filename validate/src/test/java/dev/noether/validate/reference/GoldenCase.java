package dev.noether.validate.reference;

import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A case of {@code golden/}: a point and what an automatic-differentiation package says about it. */
record GoldenCase(Parameters theta, Batch.Samples batch, double weightDecay, Parameters direction, JsonNode expected) {

    static GoldenCase read(String name) {
        try (InputStream stream = GoldenCase.class.getResourceAsStream("/golden/" + name + ".json")) {
            return of(JsonMapper.shared().readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenCase of(JsonNode file) {
        Batch.Samples batch = new Batch.Samples(
                matrix(file.get("batch").get("x")), matrix(file.get("batch").get("y")));
        Model model = model(file, batch);
        return new GoldenCase(
                parameters(model, file.get("parameters")),
                batch,
                file.get("weightDecay").asDouble(),
                parameters(model, file.get("direction")),
                file.get("expected"));
    }

    private static Model model(JsonNode file, Batch batch) {
        JsonNode model = file.get("model");
        JsonNode parameters = file.get("parameters");
        Loss loss = Loss.valueOf(constant(model.get("loss").asString()));
        int hidden = parameters.has("W") ? parameters.get("W").size() : 0;
        return switch (model.get("kind").asString()) {
            case "two-layer" ->
                new TwoLayerNet(
                        batch.inputs(),
                        hidden,
                        batch.outputs(),
                        Activation.valueOf(constant(model.get("activation").asString())),
                        model.has("slope") ? model.get("slope").asDouble() : Activation.DEFAULT_SLOPE,
                        loss);
            case "deep-linear" -> {
                List<Integer> widths = new ArrayList<>(List.of(batch.inputs()));
                for (int i = 1; i <= parameters.size(); i++) {
                    widths.add(parameters.get("W" + i).size());
                }
                yield new DeepLinearNet(widths, loss);
            }
            case "net-a" -> new NormalizedNet(NormalizedNet.Variant.A, batch.inputs(), hidden, batch.outputs(), loss);
            case "net-b" -> new NormalizedNet(NormalizedNet.Variant.B, batch.inputs(), hidden, batch.outputs(), loss);
            case "scale-invariant" -> new ScaleInvariantModel(batch.inputs(), loss);
            default -> throw new IllegalArgumentException("no such model: " + model);
        };
    }

    private static String constant(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    /** One matrix a block, by name; a vector is a matrix of one row. */
    static Parameters parameters(Model model, JsonNode blocks) {
        Matrix[] matrices = model.blocks().stream()
                .map(block -> matrix(blocks.get(block.name())))
                .toArray(Matrix[]::new);
        return Parameters.of(model, matrices);
    }

    /** One number a block, by name. */
    static double[] numbers(Model model, JsonNode numbers) {
        return model.blocks().stream()
                .map(ParameterBlock::name)
                .mapToDouble(name -> numbers.get(name).asDouble())
                .toArray();
    }

    static Matrix matrix(JsonNode node) {
        boolean vector = node.get(0).isNumber();
        double[][] rows = new double[vector ? 1 : node.size()][];
        for (int i = 0; i < rows.length; i++) {
            JsonNode row = vector ? node : node.get(i);
            rows[i] = new double[row.size()];
            for (int j = 0; j < row.size(); j++) {
                rows[i][j] = row.get(j).asDouble();
            }
        }
        return Matrix.of(rows);
    }
}
