package dev.noether.study.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.study.CommandLineRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Every model through the command line, against automatic differentiation and against gradients of single samples. */
class EvaluateGoldenTest {

    /** Rounding errors of a whole member, relative to its largest entry: no golden case cancels more. */
    private static final double TOLERANCE_DOUBLE = 1e-12;

    private static final double TOLERANCE_FLOAT = 2e-5;

    /** What the command prints when nothing is asked for, for a case with a direction. */
    private static final List<String> USUAL = List.of(
            "backend",
            "precision",
            "loss",
            "gradient",
            "hessianTrace",
            "hessianTraceByBlock",
            "hessianDiagonal",
            "hessianVectorProduct",
            "noiseCovarianceVectorProduct",
            "noiseTrace",
            "charges",
            "gammaW",
            "gammaU");

    @TempDir
    private Path folder;

    private static List<Path> golden() {
        try (Stream<Path> files = Files.list(
                Path.of(EvaluateGoldenTest.class.getResource("/golden").toURI()))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    static Stream<Arguments> casesBackendsAndPrecisions() {
        return golden().stream()
                .flatMap(file -> Stream.of("reference double", "simd double", "simd float")
                        .map(where -> Arguments.of(file.getFileName().toString(), where)));
    }

    static Stream<Arguments> casesAndBackends() {
        return golden().stream()
                .flatMap(file -> Stream.of("reference", "simd")
                        .map(backend -> Arguments.of(file.getFileName().toString(), backend)));
    }

    private static Path file(String name) throws URISyntaxException {
        return Path.of(EvaluateGoldenTest.class.getResource("/golden/" + name).toURI());
    }

    private static JsonNode read(Path file) throws IOException {
        return JsonMapper.builder().build().readTree(Files.readString(file));
    }

    private static JsonNode evaluate(Path file, String... flags) {
        List<String> arguments = new ArrayList<>(List.of("evaluate", file.toString()));
        arguments.addAll(List.of(flags));
        CommandLineRun run = CommandLineRun.of(arguments.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        return run.json();
    }

    @ParameterizedTest
    @MethodSource("casesBackendsAndPrecisions")
    void agreesWithAutomaticDifferentiation(String name, String where) throws IOException, URISyntaxException {
        String backend = where.split(" ")[0];
        String precision = where.split(" ")[1];
        JsonNode actual = evaluate(file(name), "--backend", backend, "--precision", precision);
        assertThat(actual.propertyNames()).containsExactlyElementsOf(USUAL);
        double tolerance = precision.equals("float") ? TOLERANCE_FLOAT : TOLERANCE_DOUBLE;
        JsonNode expected = read(file(name)).get("expected");
        assertThat(expected.size()).isGreaterThan(7);
        for (Map.Entry<String, JsonNode> member : expected.properties()) {
            agree(
                    actual.get(member.getKey()),
                    member.getValue(),
                    tolerance * largest(member.getValue()),
                    member.getKey());
        }
    }

    /**
     * With the gradients of single samples, which the cases above check: {@code Sigma v = mean (g_i - g) ((g_i - g) . v)},
     * its block traces, {@code Tr[Sigma A] = mean (g_i - g)^T A (g_i - g)}, and the charges {@code theta^T A theta} with A
     * from the name of the symmetry.
     */
    @ParameterizedTest
    @MethodSource("casesAndBackends")
    void noiseIsTheCovarianceOfTheGradientsOfSingleSamples(String name, String backend)
            throws IOException, URISyntaxException {
        ObjectNode point = (ObjectNode) read(file(name));
        JsonNode actual = evaluate(file(name), "--backend", backend);
        List<ObjectNode> deviations = deviations(point);
        double scale = 0;
        ObjectNode direction = (ObjectNode) point.get("direction");
        Map<String, double[]> product = zerosLike(direction);
        for (ObjectNode deviation : deviations) {
            double along = 0;
            for (String block : product.keySet()) {
                double[] g = flat(deviation.get(block));
                double[] v = flat(direction.get(block));
                for (int k = 0; k < g.length; k++) {
                    along += g[k] * v[k] / deviations.size();
                    scale += g[k] * g[k] / deviations.size();
                }
            }
            for (String block : product.keySet()) {
                double[] g = flat(deviation.get(block));
                for (int k = 0; k < g.length; k++) {
                    product.get(block)[k] += g[k] * along;
                }
            }
        }
        double tolerance = TOLERANCE_DOUBLE * scale;
        for (Map.Entry<String, double[]> block : product.entrySet()) {
            JsonNode printed = actual.get("noiseCovarianceVectorProduct").get(block.getKey());
            assertThat(flat(printed)).containsExactly(block.getValue(), within(tolerance * 10));
        }
        for (JsonNode charge : actual.get("charges")) {
            String symmetry = charge.get("symmetry").asString();
            double[] ofTheta = quadratic(symmetry, (ObjectNode) point.get("parameters"));
            double[] ofNoise = new double[ofTheta.length];
            for (ObjectNode deviation : deviations) {
                double[] one = quadratic(symmetry, deviation);
                for (int j = 0; j < one.length; j++) {
                    ofNoise[j] += one[j] / deviations.size();
                }
            }
            assertThat(charge.get("value").isArray()).isEqualTo(symmetry.startsWith("rescaling"));
            assertThat(flat(charge.get("value"))).containsExactly(ofTheta, within(TOLERANCE_DOUBLE * 100));
            assertThat(flat(charge.get("noiseTrace"))).containsExactly(ofNoise, within(tolerance));
        }
    }

    /** {@code g_i - g} of the data loss, one object of blocks a sample. */
    private List<ObjectNode> deviations(ObjectNode point) throws IOException {
        ObjectNode data = point.deepCopy();
        data.put("weightDecay", 0);
        data.remove("direction");
        ArrayNode x = (ArrayNode) point.get("batch").get("x");
        ArrayNode y = (ArrayNode) point.get("batch").get("y");
        ObjectNode mean = gradient(data);
        List<ObjectNode> deviations = new ArrayList<>();
        for (int i = 0; i < x.size(); i++) {
            ObjectNode single = data.deepCopy();
            ObjectNode batch = (ObjectNode) single.get("batch");
            batch.putArray("x").add(x.get(i));
            batch.putArray("y").add(y.get(i));
            ObjectNode gradient = gradient(single);
            for (String block : List.copyOf(gradient.propertyNames())) {
                double[] g = flat(gradient.get(block));
                double[] m = flat(mean.get(block));
                // In the shape of the block: rows are what a rescaling sees.
                int at = 0;
                ArrayNode rows = JsonMapper.builder().build().createArrayNode();
                for (JsonNode row : rows(gradient.get(block))) {
                    ArrayNode entries = rows.addArray();
                    for (int j = 0; j < row.size(); j++, at++) {
                        entries.add(g[at] - m[at]);
                    }
                }
                gradient.set(block, rows);
            }
            deviations.add(gradient);
        }
        return deviations;
    }

    private ObjectNode gradient(ObjectNode point) throws IOException {
        Path file = Files.writeString(folder.resolve("single.json"), point.toString());
        return (ObjectNode) evaluate(file, "--quantities", "gradient", "--backend", "reference")
                .get("gradient");
    }

    /** The quadratic forms of a symmetry's generators at some blocks, from what its name says. */
    private static double[] quadratic(String symmetry, ObjectNode blocks) {
        List<String> names = List.of(symmetry.substring(symmetry.indexOf('(') + 1, symmetry.length() - 1)
                .split(","));
        if (symmetry.startsWith("scaling")) {
            double sum = 0;
            for (String block : names.equals(List.of("all")) ? blocks.propertyNames() : names) {
                sum += square(flat(blocks.get(block)));
            }
            return new double[] {sum};
        }
        JsonNode left = blocks.get(names.get(0));
        JsonNode right = blocks.get(names.get(1));
        if (symmetry.startsWith("double-rotation")) {
            return new double[] {square(flat(left)) - square(flat(right))};
        }
        assertThat(symmetry).startsWith("rescaling");
        double[] charges = new double[right.size()];
        for (int j = 0; j < charges.length; j++) {
            for (JsonNode row : left) {
                charges[j] += row.get(j).asDouble() * row.get(j).asDouble();
            }
            charges[j] -= square(flat(right.get(j)));
        }
        return charges;
    }

    @Test
    void symmetriesAreThoseOfTheModel() throws URISyntaxException {
        assertThat(symmetries("two-layer-tanh-sum")).isEmpty();
        assertThat(symmetries("two-layer-gelu-sum")).isEmpty();
        assertThat(symmetries("two-layer-relu-sum")).containsExactly("rescaling(U,W)");
        assertThat(symmetries("two-layer-leaky-relu-slope")).containsExactly("rescaling(U,W)");
        assertThat(symmetries("two-layer-identity-sum")).containsExactly("double-rotation(U,W)", "rescaling(U,W)");
        assertThat(symmetries("deep-linear-3")).containsExactly("double-rotation(W2,W1)", "double-rotation(W3,W2)");
        assertThat(symmetries("net-a-sum")).containsExactly("scaling(all)");
        assertThat(symmetries("net-b-sum")).containsExactly("scaling(all)", "scaling(U)", "scaling(W)");
        assertThat(symmetries("scale-invariant")).containsExactly("scaling(theta)");
    }

    private static List<String> symmetries(String name) throws URISyntaxException {
        List<String> names = new ArrayList<>();
        for (JsonNode charge :
                evaluate(file(name + ".json"), "--quantities", "charges").get("charges")) {
            names.add(charge.get("symmetry").asString());
        }
        return names;
    }

    private static Map<String, double[]> zerosLike(ObjectNode blocks) {
        Map<String, double[]> zeros = new LinkedHashMap<>();
        blocks.propertyNames().forEach(block -> zeros.put(block, new double[flat(blocks.get(block)).length]));
        return zeros;
    }

    private static Iterable<JsonNode> rows(JsonNode block) {
        return block.get(0).isArray() ? block : List.of(block);
    }

    private static double square(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }

    private static double[] flat(JsonNode node) {
        List<Double> numbers = new ArrayList<>();
        flatten(node, numbers);
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void flatten(JsonNode node, List<Double> into) {
        if (node.isNumber()) {
            into.add(node.asDouble());
        } else {
            node.forEach(child -> flatten(child, into));
        }
    }

    private static void agree(JsonNode actual, JsonNode expected, double tolerance, String path) {
        if (expected.isNumber()) {
            assertThat(actual.isNumber()).as(path).isTrue();
            assertThat(actual.asDouble()).as(path).isCloseTo(expected.asDouble(), within(tolerance));
            return;
        }
        assertThat(actual.size()).as(path).isEqualTo(expected.size());
        if (expected.isObject()) {
            expected.properties()
                    .forEach(member -> agree(
                            actual.get(member.getKey()), member.getValue(), tolerance, path + "." + member.getKey()));
        } else {
            for (int i = 0; i < expected.size(); i++) {
                agree(actual.get(i), expected.get(i), tolerance, path + "[" + i + "]");
            }
        }
    }

    private static double largest(JsonNode node) {
        double largest = 0;
        for (double value : flat(node)) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }
}
