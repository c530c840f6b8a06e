package dev.noether.study.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code simulate} of every model. */
class SimulateModelsTest {

    private static final String DEEP = "--model deep-linear --inputs 3 --hidden 4,2";
    private static final String TOY = "--model scale-invariant --target gaussian";
    private static final int EVALUATION_SAMPLES = 1000;

    @TempDir
    private Path folder;

    private static JsonNode json(String flags, String... more) {
        CommandLineRun run = CommandLineRun.line("simulate --json " + flags, more);
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        return run.json();
    }

    /** Each line: flags, blocks, nominal operations of a step of 5 samples, whether there is a balance. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--activation tanh --inputs 3 --hidden 5 | U,W | 2*5*5*(2*3+3*3) | false",
                "--activation leaky-relu --slope 0.3 --inputs 3 --hidden 5 | U,W | 2*5*5*(2*3+3*3) | false",
                "--activation relu --inputs 3 --hidden 5 --loss mean | U,W | 2*5*5*(2*3+3*3) | false",
                "--activation swish --inputs 3 --hidden 5 | U,W | 2*5*5*(2*3+3*3) | false",
                "--activation gelu --inputs 3 --hidden 5 | U,W | 2*5*5*(2*3+3*3) | false",
                "--activation softplus --inputs 3 --hidden 5 | U,W | 2*5*5*(2*3+3*3) | false",
                "--model net-a --inputs 3 --hidden 5 | U,W | 2*5*5*(2*3+3*3) | false",
                "--model net-b --inputs 3 --hidden 5 | U,W | 2*5*5*(2*3+3*3) | false",
                "--model deep-linear --inputs 3 --hidden 4,2 | W1,W2,W3 | 2*5*(2*12+3*8+3*6) | true",
                "--model scale-invariant --target gaussian | theta | 4*5*2 | false",
            })
    void bothBackendsFollowTheSamePath(String flags, String blocks, String flops, boolean balanced) throws IOException {
        String all = flags + " --batch 5 --steps 30 --noise-variances 0.25 --weight-decay 0.01 --learning-rate 0.005";
        JsonNode expected = json(all + " --backend reference");
        JsonNode actual = json(all + " --backend simd", "--out", folder.toString());
        assertThat(actual.get("status").asString()).isEqualTo("completed");
        JsonNode last = expected.get("final");
        assertThat(last.propertyNames()).containsExactly("loss", "hessianTrace", "squaredNorm", "balance");
        assertThat(last.get("squaredNorm").propertyNames()).containsExactly(blocks.split(","));
        assertThat(last.get("balance").isNull()).isEqualTo(!balanced);
        assertSame(actual.get("final"), last, "final");
        assertThat(actual.get("computedElsewhere").isEmpty()).isTrue();
        assertThat(actual.get("flops").asDouble()).isEqualTo(30 * product(flops));
        try (ZipFile zip = new ZipFile(folder.resolve("final.npz").toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .containsExactly(List.of(blocks.split(",")).stream()
                            .map(b -> b + ".npy")
                            .toArray(String[]::new));
        }
    }

    private static void assertSame(JsonNode actual, JsonNode expected, String path) {
        if (expected.isNumber()) {
            double value = expected.asDouble();
            assertThat(actual.asDouble()).as(path).isCloseTo(value, within(1e-11 * Math.abs(value)));
        } else {
            expected.properties()
                    .forEach(member -> assertSame(actual.get(member.getKey()), member.getValue(), member.getKey()));
        }
    }

    /** A product of numbers and sums of products in brackets. */
    private static double product(String text) {
        double product = 1;
        for (String factor : text.split("\\*(?![^(]*\\))")) {
            double sum = 0;
            for (String term : factor.replaceAll("[()]", "").split("\\+")) {
                double part = 1;
                for (String number : term.split("\\*")) {
                    part *= Double.parseDouble(number);
                }
                sum += part;
            }
            product *= sum;
        }
        return product;
    }

    @Test
    void aNonlinearModelIsObservedOverOneEvaluationBatchOfItsOwnStream() {
        String flags =
                "--activation tanh --inputs 3 --hidden 2 --noise-variances 0.25 --steps 0 --init gaussian:0 --seed 6";
        JsonNode report = json(flags);
        // U = W = 0: the loss is the mean of |y|^2 with y = x + e / 2.
        RandomStream stream = new RandomStream(6);
        double[] x = new double[3];
        double[] e = new double[3];
        double sum = 0;
        for (int i = 0; i < EVALUATION_SAMPLES; i++) {
            stream.normals(Purpose.EVALUATION_INPUTS, 0, i, 3, x, 0);
            stream.normals(Purpose.EVALUATION_LABEL_NOISE, 0, i, 3, e, 0);
            for (int j = 0; j < 3; j++) {
                sum += (x[j] + e[j] / 2) * (x[j] + e[j] / 2);
            }
        }
        double expected = sum / EVALUATION_SAMPLES;
        assertThat(report.get("final").get("loss").asDouble()).isCloseTo(expected, within(1e-12 * expected));
        assertThat(report.get("settings").get("evaluationSamples").asInt()).isEqualTo(EVALUATION_SAMPLES);
        assertThat(json("--inputs 3 --hidden 2 --steps 0")
                        .get("settings")
                        .get("evaluationSamples")
                        .isNull())
                .isTrue();
        assertThat(CommandLineRun.line("simulate " + flags).out())
                .contains(
                        "Values over one evaluation batch of 1000 samples at the end:", "net U tanh(W x) of 3 inputs");
    }

    @Test
    void settingsAreThoseOfTheModel() {
        JsonNode deep = json(DEEP + " --steps 0").get("settings");
        assertThat(deep.get("model").asString()).isEqualTo("deep-linear");
        assertThat(deep.get("hidden").toString()).isEqualTo("[4,2]");
        assertThat(deep.get("activation").isNull()).isTrue();
        JsonNode toy = json(TOY + " --steps 0").get("settings");
        assertThat(toy.get("inputs").asInt()).isEqualTo(2);
        assertThat(toy.get("outputs").asInt()).isEqualTo(1);
        assertThat(toy.get("hidden").isNull()).isTrue();
        JsonNode leaky =
                json("--activation leaky-relu --inputs 3 --hidden 2 --steps 0").get("settings");
        assertThat(leaky.get("slope").asDouble()).isEqualTo(0.01);
        assertThat(leaky.get("activation").asString()).isEqualTo("leaky-relu");
    }

    @Test
    void theSlopeOfALeakyReluMatters() {
        String flags = "--activation leaky-relu --inputs 3 --hidden 4 --steps 5";
        JsonNode given = json(flags + " --slope 0.01");
        assertThat(given.get("checksum")).isEqualTo(json(flags).get("checksum"));
        assertThat(given.get("checksum"))
                .isNotEqualTo(json(flags + " --slope 0.02").get("checksum"));
    }

    /** A slope of 1 is the identity, and a deep net of one hidden layer is the two-layer net with other block names. */
    @Test
    void oneFunctionUnderThreeNamesFollowsOnePath() throws IOException {
        Path nets = Files.writeString(
                folder.resolve("two.json"),
                "{\"model\": {\"kind\": \"two-layer\"}, \"parameters\":"
                        + " {\"U\": [[0.5, -1], [0.25, 2]], \"W\": [[1, 0.5], [-0.5, 0.75]]}}");
        Path deep = Files.writeString(
                folder.resolve("deep.json"),
                "{\"model\": {\"kind\": \"deep-linear\"}, \"parameters\":"
                        + " {\"W2\": [[0.5, -1], [0.25, 2]], \"W1\": [[1, 0.5], [-0.5, 0.75]]}}");
        String flags = "--inputs 2 --hidden 2 --steps 40 --noise-variances 0.5 --backend reference --init ";
        JsonNode linear = json(flags + nets).get("final");
        JsonNode layers = json("--model deep-linear " + flags + deep).get("final");
        assertThat(layers.get("squaredNorm").get("W2").asDouble())
                .isCloseTo(linear.get("squaredNorm").get("U").asDouble(), within(1e-12));
        assertThat(layers.get("squaredNorm").get("W1").asDouble())
                .isCloseTo(linear.get("squaredNorm").get("W").asDouble(), within(1e-12));
        for (String name : List.of("loss", "hessianTrace", "balance")) {
            assertThat(layers.get(name).asDouble()).isCloseTo(linear.get(name).asDouble(), within(1e-11));
        }
        JsonNode leaky =
                json("--activation leaky-relu --slope 1 " + flags + nets).get("final");
        assertThat(leaky.get("squaredNorm").get("U").asDouble())
                .isCloseTo(linear.get("squaredNorm").get("U").asDouble(), within(1e-12));
    }

    @Test
    void theBalanceOfADeepNetIsTheSumOverItsPairs() throws IOException {
        JsonNode last = json(
                        DEEP
                                + " --noise-variances 0.25 --steps 3 --every 3 --observe balance,relativeBalance,balanceMatrix",
                        "--out",
                        folder.toString())
                .get("final");
        Map<String, Double> squares = new TreeMap<>();
        double relative = 0;
        for (String line : Files.readAllLines(folder.resolve("observations.csv"))) {
            String name =
                    line.replaceFirst("^0,1,3,", "").replaceFirst(",[^,]*$", "").replace("\"", "");
            double value = name.equals(line) || line.startsWith("replica")
                    ? 0
                    : Double.parseDouble(line.substring(line.lastIndexOf(',') + 1));
            if (line.startsWith("0,1,3,") && name.startsWith("balanceMatrix")) {
                squares.merge(name.substring(0, name.indexOf('[')), value * value, Double::sum);
            } else if (name.equals("relativeBalance")) {
                relative = value;
            }
        }
        assertThat(squares.keySet())
                .containsExactly("balanceMatrix.double-rotation(W2,W1)", "balanceMatrix.double-rotation(W3,W2)");
        double sum = squares.values().stream().mapToDouble(Math::sqrt).sum();
        assertThat(last.get("balance").asDouble()).isCloseTo(sum, within(1e-10 * sum));
        assertThat(relative).isBetween(1e-3, 1.0);
    }

    @Test
    void chargesOfAFamilyAreNumberedAndNoiseIsObserved() throws IOException {
        json(
                "--activation relu --inputs 3 --hidden 2 --steps 1 --observe charges,noiseTrace,noiseCharges",
                "--out",
                folder.toString());
        List<String> names = Files.readAllLines(folder.resolve("observations.csv")).stream()
                .filter(line -> line.startsWith("0,1,1,"))
                .map(line -> line.replaceFirst("^0,1,1,", "").replaceFirst(",[^,]*$", ""))
                .toList();
        assertThat(names)
                .containsExactly(
                        "\"charges.rescaling(U,W)[0]\"",
                        "\"charges.rescaling(U,W)[1]\"",
                        "noiseTrace.U",
                        "noiseTrace.W",
                        "\"noiseCharges.rescaling(U,W)[0]\"",
                        "\"noiseCharges.rescaling(U,W)[1]\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--model net-b --inputs 3 --hidden 4", "--activation gelu --inputs 3 --hidden 4", DEEP, TOY})
    void goesOnFromACheckpointAndHasReplicasThatAreTheRunsOfTheirSeeds(String model) throws IOException {
        String flags = model + " --steps 50 --every 7 --noise-variances 0.25 --seed 5";
        JsonNode whole =
                json(flags + " --replicas 2", "--out", folder.resolve("a").toString());
        String stopped = folder.resolve("b").toString();
        json(flags + " --replicas 2 --checkpoint-every 20", "--out", stopped);
        JsonNode resumed = json("--resume " + stopped);
        for (String member : List.of("status", "steps", "final", "checksum")) {
            assertThat(resumed.get(member)).isEqualTo(whole.get(member));
        }
        assertThat(folder.resolve("b").resolve("observations.csv"))
                .hasSameBinaryContentAs(folder.resolve("a").resolve("observations.csv"));
        JsonNode second = json(flags.replace("--seed 5", "--seed 6"));
        assertThat(whole.get("final").get("loss").get(1))
                .isEqualTo(second.get("final").get("loss"));
    }

    @Test
    void aStudyListsTheWidthsOfADeepNet() throws IOException {
        Path study = Files.writeString(
                folder.resolve("study.yaml"), "model: deep-linear\ninputs: 3\nhidden: [4, 2]\nsteps: 9\njson: true\n");
        assertThat(json("--study " + study).get("checksum"))
                .isEqualTo(json(DEEP + " --steps 9").get("checksum"));
    }

    @Test
    void gradientDescentOnADataSetLearnsWithANonlinearNet() {
        String flags =
                "--activation tanh --inputs 2 --hidden 8 --noise-variances 0 --input-variances 0.25 --algorithm gd"
                        + " --samples 200 --learning-rate 0.2";
        double before = json(flags + " --steps 0").get("final").get("loss").asDouble();
        double after = json(flags + " --steps 500").get("final").get("loss").asDouble();
        assertThat(after).isLessThan(0.05 * before);
    }

    /** Kaiming: variance 1/columns, so the squared norm of theta is chi squared over its degrees of freedom. */
    @Test
    void kaimingStartsAVectorNearTheUnitSphere() {
        int inputs = 500;
        double norm = json("--model scale-invariant --target gaussian --steps 0 --inputs " + inputs)
                .get("final")
                .get("squaredNorm")
                .get("theta")
                .asDouble();
        assertThat(norm).isCloseTo(1, within(5 * Math.sqrt(2.0 / inputs))).isNotEqualTo(1.0);
    }

    @Test
    void aVectorFromACaseFileIsAStart() throws IOException {
        Path start = Files.writeString(
                folder.resolve("toy.json"),
                "{\"model\": {\"kind\": \"scale-invariant\"}, \"parameters\": {\"theta\": [3, 4]}}");
        JsonNode last = json(TOY + " --steps 0 --init " + start).get("final");
        assertThat(last.get("squaredNorm").get("theta").asDouble()).isEqualTo(25);
        CommandLineRun wide = CommandLineRun.line("simulate " + TOY + " --inputs 3 --init " + start);
        assertThat(wide.err().strip())
                .isEqualTo("noether: --init " + start
                        + ": theta is 1 x 2, --inputs, --hidden and --outputs ask for 1 x 3");
        CommandLineRun other = CommandLineRun.line("simulate --inputs 2 --hidden 2 --init " + start);
        assertThat(other.err().strip())
                .isEqualTo("noether: --init " + start
                        + " has the blocks theta of a scale-invariant model, this two-layer model has U, W");
        assertThat(other.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }
}
