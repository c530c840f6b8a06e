package dev.noether.study.equilibrium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.file.CaseReader;
import dev.noether.study.file.Npy;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** {@code equilibrium CASE.json --symmetry}: every model, and generators that no model names. */
class CaseSymmetryTest {

    /** Rounding of gradients and of what they add up to, relative to magnitudes. */
    private static final double ROUNDING = 1e-10;

    private static final Path GOLDEN = golden();

    /** U = [2 1], W of 2 x 2: six parameters. */
    private static final String CASE = "{\"model\": {\"kind\": \"two-layer\"}, \"weightDecay\": 0,"
            + " \"parameters\": {\"U\": [[2, 1]], \"W\": [[1, 0.5], [0.25, 1]]},"
            + " \"batch\": {\"x\": [[1, 2], [2, -1], [0, 1]], \"y\": [[1], [0], [-1]]}}";

    @TempDir
    private Path folder;

    private static Path golden() {
        try {
            return Path.of(CaseSymmetryTest.class.getResource("/golden").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private CommandLineRun run(Path file, String symmetry, String... more) {
        List<String> arguments = new ArrayList<>(
                List.of("equilibrium", file.toString(), "--symmetry", symmetry, "--backend", "reference", "--json"));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private Path small() throws IOException {
        return Files.writeString(folder.resolve("case.json"), CASE);
    }

    /** Every golden case with each of its symmetries, and with weight decay where a scaling needs it to stop. */
    static Stream<Arguments> symmetriesOfEveryModel() throws IOException {
        List<Arguments> all = new ArrayList<>();
        try (Stream<Path> files = Files.list(GOLDEN)) {
            for (Path file : files.sorted().toList()) {
                Model model = CaseReader.read(file.toString()).model();
                for (Symmetry symmetry : model.symmetries()) {
                    all.add(Arguments.of(file, symmetry.name(), symmetry instanceof Symmetry.Scaling));
                }
            }
        }
        return all.stream();
    }

    /**
     * At the equilibrium the data loss is the same, and what is left of the flow is the gradient's term; before it was more.
     * A scaling without weight decay has no equilibrium: the norm grows for ever.
     */
    @ParameterizedTest(name = "{0} along {1}")
    @MethodSource("symmetriesOfEveryModel")
    void projectionKeepsTheLossAndStopsTheFlow(Path golden, String symmetry, boolean scaling) throws IOException {
        String text = Files.readString(golden);
        Path plain = Files.writeString(folder.resolve("plain.json"), withWeightDecay(text, "0.0"));
        Path decaying = Files.writeString(folder.resolve("decaying.json"), withWeightDecay(text, "0.01"));
        Path moved = folder.resolve("moved.json");
        if (scaling) {
            assertThat(run(plain, symmetry).json().get("lambda").asString()).isEqualTo("infinity");
            assertThat(run(plain, symmetry, "--project", moved.toString()).err())
                    .contains("--project needs a finite lambda*, here it is infinity");
        }
        for (Path file : scaling ? List.of(decaying) : List.of(plain, decaying)) {
            CommandLineRun run = run(file, symmetry, "--project", moved.toString());
            assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
            JsonNode json = run.json();
            assertThat(json.get("lossAfter").asDouble())
                    .isCloseTo(
                            json.get("lossBefore").asDouble(),
                            within(ROUNDING * json.get("lossBefore").asDouble()));
            double[] before = difference(json, "flow", "gradientTerm");
            double[] after = difference(json, "flowAfter", "gradientTermAfter");
            for (int k = 0; k < before.length; k++) {
                assertThat(after[k]).isCloseTo(0, within(ROUNDING * scale(json)));
                assertThat(Math.abs(before[k])).isGreaterThan(1e-6 * scale(json));
            }
            assertThat(json.has("note")).isFalse();
        }
    }

    private static String withWeightDecay(String text, String value) {
        return text.replaceFirst("\"weightDecay\": [^,]*,", "\"weightDecay\": " + value + ",");
    }

    private static double[] values(JsonNode node) {
        return node.isArray()
                ? node.valueStream().mapToDouble(JsonNode::asDouble).toArray()
                : new double[] {node.asDouble()};
    }

    private static double[] difference(JsonNode json, String total, String part) {
        double[] result = values(json.get(total));
        for (int k = 0; k < result.length; k++) {
            result[k] -= values(json.get(part))[k];
        }
        return result;
    }

    /** The largest flow before the projection. */
    private static double scale(JsonNode json) {
        double largest = 0;
        for (double flow : difference(json, "flow", "gradientTerm")) {
            largest = Math.max(largest, Math.abs(flow));
        }
        return largest;
    }

    /** By hand: gU_i = 2 r_i h_i, gW_i = 2 U^T r_i x_i, noise (1/3) sum (g_i - g)^2, eta / S = 0.001. */
    @Test
    void unitsOfAFamilyAreListedAndCanBeHadOneByOne() throws IOException {
        Path file = small();
        JsonNode all = run(file, "rescaling(U,W)").json();
        double[][] x = {{1, 2}, {2, -1}, {0, 1}};
        double[] y = {1, 0, -1};
        double[] u = {2, 1};
        double[][] w = {{1, 0.5}, {0.25, 1}};
        for (int unit = 0; unit < 2; unit++) {
            double[][] g = new double[3][];
            for (int i = 0; i < 3; i++) {
                double[] h = {w[0][0] * x[i][0] + w[0][1] * x[i][1], w[1][0] * x[i][0] + w[1][1] * x[i][1]};
                double r = u[0] * h[0] + u[1] * h[1] - y[i];
                g[i] = new double[] {2 * r * h[unit], 2 * u[unit] * r * x[i][0], 2 * u[unit] * r * x[i][1]};
            }
            double ofU = variance(g, 0);
            double ofW = variance(g, 1) + variance(g, 2);
            double term = 0.01 * (mean(g, 0) * mean(g, 0) - mean(g, 1) * mean(g, 1) - mean(g, 2) * mean(g, 2));
            JsonNode one = run(file, "rescaling(U,W)[" + unit + "]").json();
            double lambda = Math.log(ofU / ofW) / 4;
            assertThat(one.get("lambda").asDouble()).isCloseTo(lambda, within(ROUNDING));
            assertThat(one.get("gradientTerm").asDouble()).isCloseTo(term, within(ROUNDING));
            assertThat(one.get("flow").asDouble()).isCloseTo(0.001 * (ofU - ofW) + term, within(ROUNDING));
            for (String member : List.of("flow", "gradientTerm", "lambda")) {
                assertThat(all.get(member).get(unit)).isEqualTo(one.get(member));
            }
        }
        // The whole flow is the sum over the units.
        double[] flows = values(all.get("flow"));
        assertThat(run(file, "double-rotation(U,W)").json().get("flow").asDouble())
                .isCloseTo(flows[0] + flows[1], within(ROUNDING));
    }

    private static double mean(double[][] g, int component) {
        return (g[0][component] + g[1][component] + g[2][component]) / 3;
    }

    private static double variance(double[][] g, int component) {
        double mean = mean(g, component);
        double sum = 0;
        for (double[] sample : g) {
            sum += (sample[component] - mean) * (sample[component] - mean) / 3;
        }
        return sum;
    }

    @Test
    void anUnbiasedFlowDividesByOneLess() throws IOException {
        JsonNode batch = run(small(), "double-rotation(U,W)").json();
        JsonNode unbiased = run(small(), "double-rotation(U,W)", "--unbiased").json();
        double expected = difference(batch, "flow", "gradientTerm")[0] * 3 / 2;
        assertThat(difference(unbiased, "flow", "gradientTerm")[0]).isCloseTo(expected, within(ROUNDING));
        assertThat(unbiased.get("lambda").asDouble())
                .isCloseTo(batch.get("lambda").asDouble(), within(ROUNDING));
    }

    @Test
    void aDiagonalAndItsFilesAreTheNamedSymmetry() throws IOException {
        String expected = run(small(), "double-rotation(U,W)").out();
        assertThat(run(small(), "diagonal:1*2,-1*4").out()).isEqualTo(expected);
        assertThat(run(small(), "diagonal:1,1,-1,-1,-1,-1").out()).isEqualTo(expected);
        double[] weights = {1, 1, -1, -1, -1, -1};
        Matrix dense = Matrix.allocate(Precision.DOUBLE, 6, 6);
        for (int i = 0; i < 6; i++) {
            dense.set(i, i, weights[i]);
        }
        assertThat(run(small(), npy("dense.npy", dense).toString()).out()).isEqualTo(expected);
        assertThat(run(small(), npy("row.npy", Matrix.view(weights, 1, 6)).toString())
                        .out())
                .isEqualTo(expected);
        assertThat(run(small(), vector("vector.npy", weights).toString()).out()).isEqualTo(expected);
    }

    private Path npy(String name, Matrix matrix) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            Npy.write(out, List.of(matrix));
        }
        return file;
    }

    /** As numpy writes one dimension. */
    private Path vector(String name, double[] values) throws IOException {
        byte[] bytes = Files.readAllBytes(npy(name, Matrix.view(values, 1, values.length)));
        String text = new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("(1, " + values.length + "), }", "(" + values.length + ",), }  ");
        return Files.write(folder.resolve(name), text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** U -> U exp(lambda B), W -> exp(-lambda B) W for a B that is not diagonal: a symmetry that has no name. */
    @Test
    void aDenseGeneratorMovesAlongItsOwnEigenvectors() throws IOException {
        double[][] b = {{0.5, 1}, {1, -0.2}};
        Matrix a = Matrix.allocate(Precision.DOUBLE, 6, 6);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                a.set(i, j, b[i][j]);
                for (int k = 0; k < 2; k++) {
                    a.set(2 + 2 * i + k, 2 + 2 * j + k, -b[i][j]);
                }
            }
        }
        String generator = npy("b.npy", a).toString();
        Path moved = folder.resolve("moved.json");
        CommandLineRun run = run(small(), generator, "--project", moved.toString());
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.json().has("note")).isFalse();
        assertThat(Math.abs(run.json().get("lambda").asDouble())).isGreaterThan(0.01);
        assertThat(run.json().get("lossAfter").asDouble())
                .isCloseTo(run.json().get("lossBefore").asDouble(), within(ROUNDING * 10));
        assertThat(difference(run.json(), "flowAfter", "gradientTermAfter")[0])
                .isCloseTo(0, within(ROUNDING * scale(run.json())));
        assertThat(run(moved, generator).json().get("lambda").asDouble()).isCloseTo(0, within(ROUNDING));
    }

    /** A generator that the loss does not have is said to be none; a rescaling of a tanh net for example. */
    @ParameterizedTest
    @CsvSource({"reference, double", "simd, double", "simd, float"})
    void whatIsNoSymmetryOfTheLossIsNoted(String backend, String precision) throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "equilibrium",
                small().toString(),
                "--symmetry",
                "diagonal:1,1,-1,-1,-1,-0.9",
                "--json",
                "--backend",
                backend,
                "--precision",
                precision);
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.json().get("note").asString())
                .startsWith("the loss is not symmetric along a diagonal generator: grad l . A theta");
        assertThat(run.err()).startsWith("noether: warning: the loss is not symmetric along");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rescaling(U,W)[2] | --symmetry is 'rescaling(U,W)[2]', the hidden units are 0 to 1",
                "rescaling(U,W)[99999999999] | --symmetry is 'rescaling(U,W)[99999999999]', the hidden units are 0 to 1",
                "double-rotation(U,W)[0] | --symmetry is 'double-rotation(U,W)[0]', but double-rotation(U,W) has one generator; leave [0] out",
                "resaling(U,W) | --symmetry is 'resaling(U,W)', it must be one of double-rotation(U,W), rescaling(U,W), or diagonal:LIST or a .npy file, did you mean 'rescaling(U,W)'?",
                "diagonal:1*2,-1*3 | --symmetry diagonal: lists 5 numbers, the model has 6 parameters",
                "diagonal:1*2,-1*9999999999 | a count of --symmetry diagonal: is '9999999999', it must be an integer",
                "diagonal:1*6,x | an entry of --symmetry diagonal: is 'x', it must be a finite number",
                "diagonal: | an entry of --symmetry diagonal: is '', it must be a finite number",
                "nowhere.npy | nowhere.npy does not exist; name a .npy file",
            })
    void mistakesAreOneSentence(String symmetry, String sentence) throws IOException {
        CommandLineRun run = run(small(), symmetry);
        assertThat(run.err()).startsWith("noether: " + sentence);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void filesThatAreNoGeneratorAreRefused() throws IOException {
        String shape = npy("shape.npy", Matrix.identity(5)).toString();
        assertThat(run(small(), shape).err())
                .startsWith("noether: " + shape + " holds 5 x 5 numbers, the model has 6 parameters; give a symmetric");
        Matrix skew = Matrix.identity(6);
        skew.set(0, 1, 1);
        String file = npy("skew.npy", skew).toString();
        assertThat(run(small(), file).err())
                .startsWith("noether: " + file + ": the generator must be symmetric and finite, but elements (2, 1)");
        assertThat(run(small(), file).status()).isEqualTo(ExitStatus.BAD_INPUT);
        Matrix hole = Matrix.identity(6);
        hole.set(2, 1, Double.NaN);
        String nan = npy("nan.npy", hole).toString();
        assertThat(run(small(), nan).err())
                .isEqualTo("noether: " + nan + ": element (3, 2) is NaN, it must be finite\n");
        String row = npy("row.npy", Matrix.of(new double[][] {{0, 1, Double.NEGATIVE_INFINITY, 0, 0, 0}}))
                .toString();
        assertThat(run(small(), row).err())
                .isEqualTo("noether: " + row + ": element 3 is -Infinity, it must be finite\n");
    }

    @Test
    void aModelWithoutASymmetryTakesAnyGenerator() throws IOException {
        Path tanh = GOLDEN.resolve("two-layer-tanh-sum.json");
        assertThat(CommandLineRun.of("equilibrium", tanh.toString()).err())
                .startsWith("noether: a case file needs --symmetry, diagonal:LIST or a .npy file, as the model has no"
                        + " symmetry of its own");
        assertThat(run(tanh, "rescaling(U,W)").err())
                .isEqualTo("noether: --symmetry is 'rescaling(U,W)', it must be diagonal:LIST or a .npy file, as the"
                        + " model has no symmetry of its own\n");
    }

    /** By hand: unit inputs, noise 1/4, V* = I: s^3 = Tr S' / sqrt(Tr Se Tr Sx) = 1/2 n / (n / 2) = 1. */
    @Test
    void deepNetsOnATaskHaveTheirLayers() {
        JsonNode json = CommandLineRun.line(
                        "equilibrium --model deep-linear --inputs 4 --hidden 6,5 --noise-variances 0.25 --json")
                .json();
        assertThat(json.propertyNames())
                .containsExactly(
                        "squaredNorm",
                        "singularValues",
                        "hessianTrace",
                        "hessianTraceByBlock",
                        "rate",
                        "g",
                        "s",
                        "rank");
        assertThat(json.get("s").asDouble()).isCloseTo(1, within(ROUNDING));
        assertThat(json.get("squaredNorm").get("W1").asDouble()).isCloseTo(4, within(ROUNDING));
        assertThat(json.get("squaredNorm").get("W2").asDouble()).isCloseTo(4, within(ROUNDING));
        assertThat(json.get("squaredNorm").get("W3").asDouble()).isCloseTo(4, within(ROUNDING));
        assertThat(values(json.get("singularValues").get("W2")))
                .containsExactly(new double[] {1, 1, 1, 1, 0}, within(ROUNDING));
        assertThat(json.get("hessianTrace").asDouble()).isCloseTo(3 * 2 * 4 * 4, within(ROUNDING * 100));
        assertThat(json.get("rate").isNull() && json.get("g").isNull()).isTrue();
        JsonNode three = CommandLineRun.line("equilibrium --model deep-linear --inputs 4 --hidden 6,5 --rank 3 --json")
                .json();
        assertThat(three.get("rank").asInt()).isEqualTo(3);
        assertThat(CommandLineRun.line("equilibrium --model deep-linear --inputs 4 --hidden 6,5")
                        .out())
                .contains("|W2|^2, live part", "singular values of W3", "Hessian trace");
    }
}
