package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Quantity;
import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.NormalizedNet.Variant;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A case from an automatic-differentiation package.
 *
 * @param name of its file, without extension
 * @param point parameters, samples and weight decay
 * @param direction v of the Hessian-vector product
 * @param expected numbers by quantity, as {@link QuantityValues} has them; {@code gammaW} before {@code gammaU}
 * @param hessianVectorProduct {@code H v}, blocks in the model's order
 */
record GoldenCase(
        String name,
        AgreementCase point,
        Parameters direction,
        Map<Quantity, double[]> expected,
        double[] hessianVectorProduct) {

    /** Every case beside this class's jar. */
    static List<GoldenCase> all() {
        List<String> names = names();
        assertThat(names).as("golden cases").hasSizeGreaterThan(20);
        return names.stream().map(GoldenCase::read).toList();
    }

    private static List<String> names() {
        try {
            var folder = GoldenCase.class.getResource("/golden").toURI();
            if (folder.getScheme().equals("jar")) {
                try (FileSystem jar = FileSystems.newFileSystem(folder, Map.of())) {
                    return namesIn(jar.getPath("/golden"));
                }
            }
            return namesIn(Path.of(folder));
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".json"))
                    .map(file -> file.substring(0, file.length() - ".json".length()))
                    .sorted()
                    .toList();
        }
    }

    private static GoldenCase read(String name) {
        JsonNode golden = node(name);
        Batch.Samples batch = new Batch.Samples(matrix(golden.at("/batch/x")), matrix(golden.at("/batch/y")));
        Model model = model(golden, batch);
        Parameters theta = parameters(model, golden.get("parameters"));
        JsonNode expected = golden.get("expected");
        Map<Quantity, double[]> values = new EnumMap<>(Quantity.class);
        values.put(Quantity.LOSS, new double[] {expected.get("loss").asDouble()});
        values.put(Quantity.GRADIENT, flat(model, expected.get("gradient")));
        values.put(Quantity.HESSIAN_TRACE, numbers(model, expected.get("hessianTraceByBlock")));
        values.put(Quantity.HESSIAN_DIAGONAL, flat(model, expected.get("hessianDiagonal")));
        values.put(Quantity.NOISE_TRACE, numbers(model, expected.get("noiseTrace")));
        values.put(
                Quantity.GAMMAS,
                joined(List.of(rows(matrix(expected.get("gammaW"))), rows(matrix(expected.get("gammaU"))))));
        return new GoldenCase(
                name,
                new AgreementCase(theta, batch, golden.get("weightDecay").asDouble()),
                parameters(model, golden.get("direction")),
                values,
                flat(model, expected.get("hessianVectorProduct")));
    }

    private static Model model(JsonNode golden, Batch batch) {
        JsonNode model = golden.get("model");
        Loss loss = Loss.valueOf(model.get("loss").asString().toUpperCase(Locale.ROOT));
        JsonNode parameters = golden.get("parameters");
        int dx = batch.inputs();
        int dy = batch.outputs();
        String kind = model.get("kind").asString();
        return switch (kind) {
            case "two-layer" ->
                new TwoLayerNet(
                        dx,
                        parameters.get("W").size(),
                        dy,
                        Activation.valueOf(model.get("activation")
                                .asString()
                                .toUpperCase(Locale.ROOT)
                                .replace('-', '_')),
                        model.has("slope") ? model.get("slope").asDouble() : Activation.DEFAULT_SLOPE,
                        loss);
            case "net-a" -> new NormalizedNet(Variant.A, dx, parameters.get("W").size(), dy, loss);
            case "net-b" -> new NormalizedNet(Variant.B, dx, parameters.get("W").size(), dy, loss);
            case "scale-invariant" -> new ScaleInvariantModel(dx, loss);
            case "deep-linear" -> {
                List<Integer> widths = new ArrayList<>(List.of(dx));
                for (int i = 1; i <= parameters.size(); i++) {
                    widths.add(parameters.get("W" + i).size());
                }
                yield new DeepLinearNet(widths, loss);
            }
            default -> throw new IllegalStateException("golden case of an unknown model " + kind);
        };
    }

    private static Parameters parameters(Model model, JsonNode node) {
        return Parameters.of(
                model,
                model.blocks().stream()
                        .map(block -> matrix(node.get(block.name())))
                        .toArray(Matrix[]::new));
    }

    private static double[] numbers(Model model, JsonNode node) {
        return model.blocks().stream()
                .map(ParameterBlock::name)
                .mapToDouble(block -> node.get(block).asDouble())
                .toArray();
    }

    private static double[] flat(Model model, JsonNode node) {
        return QuantityValues.of(parameters(model, node));
    }

    private static double[] rows(Matrix matrix) {
        return Arrays.stream(matrix.toRows()).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double[] joined(List<double[]> pieces) {
        return pieces.stream().flatMapToDouble(DoubleStream::of).toArray();
    }

    /** A matrix; a vector is one row. */
    private static Matrix matrix(JsonNode node) {
        if (!node.get(0).isArray()) {
            return Matrix.of(new double[][] {numbers(node)});
        }
        double[][] rows = new double[node.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = numbers(node.get(i));
        }
        return Matrix.of(rows);
    }

    private static double[] numbers(JsonNode node) {
        double[] numbers = new double[node.size()];
        for (int j = 0; j < numbers.length; j++) {
            numbers[j] = node.get(j).asDouble();
        }
        return numbers;
    }

    private static JsonNode node(String name) {
        String path = "/golden/" + name + ".json";
        try (InputStream stream = GoldenCase.class.getResourceAsStream(path)) {
            assertThat(stream).as(path).isNotNull();
            return JsonMapper.shared().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
