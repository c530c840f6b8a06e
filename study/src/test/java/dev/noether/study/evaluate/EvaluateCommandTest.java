package dev.noether.study.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EvaluateCommandTest {

    /** u = 5, w = 3, x = 2, y = 1: r = 29. */
    private static final String SCALAR = "{\"model\": {\"kind\": \"two-layer\"}, \"weightDecay\": 0.5,"
            + " \"parameters\": {\"U\": [[5]], \"W\": [[3]]}, \"batch\": {\"x\": [[2]], \"y\": [[1]]}}";

    @TempDir
    private Path folder;

    private CommandLineRun evaluate(String text, String... flags) throws IOException {
        Path file = Files.writeString(folder.resolve("case.json"), text);
        return CommandLineRun.line("evaluate " + file, flags);
    }

    @ParameterizedTest
    @CsvSource({"reference,double", "simd,double", "simd,float", "opencl,double", "opencl,float"})
    void handComputedScalarNet(String backend, String precision) throws IOException {
        JsonNode json =
                evaluate(SCALAR, "--backend", backend, "--precision", precision).json();
        assertThat(json.propertyNames())
                .containsExactly(
                        "backend",
                        "precision",
                        "loss",
                        "gradient",
                        "hessianTrace",
                        "hessianTraceByBlock",
                        "charges",
                        "gammaW",
                        "gammaU");
        assertThat(json.get("backend").asString()).isEqualTo(backend);
        assertThat(json.get("precision").asString()).isEqualTo(precision);
        // All numbers are small integers or halves: exact in both precisions.
        assertThat(json.get("loss").asDouble()).isEqualTo(29 * 29 + 0.5 * (25 + 9));
        assertThat(json.get("gradient").get("U").get(0).get(0).asDouble()).isEqualTo(2 * 29 * 6 + 2 * 0.5 * 5);
        assertThat(json.get("gradient").get("W").get(0).get(0).asDouble()).isEqualTo(2 * 29 * 5 * 2 + 2 * 0.5 * 3);
        assertThat(json.get("hessianTraceByBlock").get("U").asDouble()).isEqualTo(2 * 6 * 6 + 2 * 0.5);
        assertThat(json.get("hessianTraceByBlock").get("W").asDouble()).isEqualTo(2 * 10 * 10 + 2 * 0.5);
        assertThat(json.get("hessianTrace").asDouble()).isEqualTo(2 * 36 + 2 * 100 + 2);
        assertThat(json.get("charges").toString())
                .isEqualTo("[{\"symmetry\":\"double-rotation(U,W)\",\"value\":16.0}]");
        assertThat(json.get("gammaW").get(0).get(0).asDouble()).isEqualTo(29 * 29 * 4);
        assertThat(json.get("gammaU").get(0).get(0).asDouble()).isEqualTo(29 * 29 * 4);
    }

    @Test
    void printsOnlyTheQuantitiesThatAreAskedFor() throws IOException {
        JsonNode json = evaluate(SCALAR, "--quantities", "squaredNorm,balance,chargeMatrices", "--backend", "reference")
                .json();
        assertThat(json.propertyNames())
                .containsExactly("backend", "precision", "squaredNorm", "balance", "chargeMatrices");
        assertThat(json.get("squaredNorm").toString()).isEqualTo("{\"U\":25.0,\"W\":9.0}");
        assertThat(json.get("balance").get(0).get(0).asDouble()).isEqualTo((25 - 9) * 29 * 29 * 4);
        assertThat(json.get("chargeMatrices").toString())
                .isEqualTo("[{\"symmetry\":\"double-rotation(U,W)\",\"value\":[[16.0]]}]");
    }

    @ParameterizedTest
    @CsvSource({
        "two-layer-identity-sum,reference,double,1e-13",
        "two-layer-identity-mean,reference,double,1e-13",
        "two-layer-identity-sum,simd,double,1e-13",
        "two-layer-identity-mean,simd,double,1e-13",
        "two-layer-identity-sum,simd,float,5e-6",
        "two-layer-identity-mean,simd,float,5e-6"
    })
    void agreesWithAutomaticDifferentiation(String golden, String backend, String precision, double tolerance)
            throws IOException, URISyntaxException {
        Path file =
                Path.of(getClass().getResource("/golden/" + golden + ".json").toURI());
        CommandLineRun run =
                CommandLineRun.of("evaluate", file.toString(), "--backend", backend, "--precision", precision);
        assertThat(run.err()).isEmpty();
        JsonNode actual = run.json();
        JsonNode expected =
                JsonMapper.builder().build().readTree(Files.readString(file)).get("expected");
        for (String name :
                new String[] {"loss", "gradient", "hessianTrace", "hessianTraceByBlock", "gammaW", "gammaU"}) {
            agree(actual.get(name), expected.get(name), tolerance * largest(expected.get(name)), name);
        }
    }

    private static void agree(JsonNode actual, JsonNode expected, double tolerance, String path) {
        if (expected.isNumber()) {
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
        if (node.isNumber()) {
            return Math.abs(node.asDouble());
        }
        double largest = 0;
        for (JsonNode child : node) {
            largest = Math.max(largest, largest(child));
        }
        return largest;
    }

    @Test
    void readsStandardInput() {
        InputStream before = System.in;
        try {
            System.setIn(new ByteArrayInputStream(SCALAR.getBytes(StandardCharsets.UTF_8)));
            assertThat(CommandLineRun.line("evaluate - --backend reference --quantities loss")
                            .json()
                            .get("loss")
                            .asDouble())
                    .isEqualTo(858);
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void warningsGoToStandardErrorAndChangeNothing() throws IOException {
        CommandLineRun run = evaluate(SCALAR.replace("\"batch\"", "\"bach\": 1, \"batch\""), "--backend", "reference");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.json().get("loss").asDouble()).isEqualTo(858);
        assertThat(run.err()).contains("warning", "bach is unknown and ignored, did you mean 'batch'?");
    }

    @Test
    void whatOverflowsIsNullAndNamed() throws IOException {
        JsonNode json = evaluate(SCALAR.replace("[[5]]", "[[1e200]]"), "--backend", "reference")
                .json();
        assertThat(json.get("loss").isNull()).isTrue();
        assertThat(json.get("nonFinite").toString()).contains("\"loss\"");
        assertThat(json.get("hessianTraceByBlock").get("U").asDouble()).isEqualTo(2 * 36 + 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "loss,balnce | lists 'balnce', it may list loss, | did you mean 'balance'?",
                "noiseTrace | lists 'noiseTrace', it may list loss, | balance",
                "hessianDiagonal | lists 'hessianDiagonal', it may list | loss",
                "hessianVectorProduct | lists 'hessianVectorProduct', it may list | loss",
            })
    void quantitiesThatDoNotExistAreRefused(String list, String start, String end) throws IOException {
        CommandLineRun run = evaluate(SCALAR, "--quantities", list);
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("--quantities " + start, end);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aMistakeInTheCaseIsOneSentenceWithStatusTwo() throws IOException {
        CommandLineRun run = evaluate(SCALAR.replace("[[3]]", "[[3], [4]]"));
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err().strip())
                .isEqualTo("noether: " + folder.resolve("case.json")
                        + ", line 1: parameters.W has 2 rows, parameters.U has 1 columns; both must be the number of hidden"
                        + " units");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        CommandLineRun missing =
                CommandLineRun.of("evaluate", folder.resolve("missing.json").toString());
        assertThat(missing.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(missing.err()).contains("missing.json does not exist");
        CommandLineRun directory = CommandLineRun.of("evaluate", folder.toString());
        assertThat(directory.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(directory.err()).contains("cannot be read");
    }
}
