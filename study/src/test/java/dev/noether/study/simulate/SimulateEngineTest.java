package dev.noether.study.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.reduction.HiddenUnits;
import dev.noether.sgd.Initialization;
import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.file.Npz;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** {@code simulate --engine}. */
class SimulateEngineTest {

    private static final String WIDE = "simulate --inputs 3 --outputs 2 --hidden 17 --target gaussian"
            + " --noise-variances 0.25 --weight-decay 0.05 --json";

    private static final String ALL_THAT_CARRIES =
            " --observe loss,hessianTrace,hessianTraceByBlock,squaredNorm,balance,relativeBalance";

    /** Relative: rounding of 150 steps. */
    private static final double ROUNDING = 1e-11;

    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private static JsonNode json(String flags, String... more) {
        CommandLineRun run = CommandLineRun.line(WIDE + flags, more);
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run.json();
    }

    private List<String> observations(String out) throws IOException {
        return Files.readAllLines(folder.resolve(out).resolve("observations.csv"));
    }

    @Test
    void autoReducesAWideNetAndSaysSo() {
        CommandLineRun run = CommandLineRun.line(WIDE);
        assertThat(run.err().strip())
                .isEqualTo("noether: engine width-free: 3 inputs, 17 hidden units, 2 outputs, stepped as the same net"
                        + " turned into 5 hidden units (--engine parameters steps them all)");
        assertThat(run.json().get("engine").asString()).isEqualTo("width-free");
        assertThat(run.json().get("settings").get("engine").asString()).isEqualTo("width-free");
        assertThat(run.json().get("settings").get("hidden").asInt()).isEqualTo(17);
        CommandLineRun asked = CommandLineRun.line(WIDE + " --engine width-free");
        assertThat(asked.err()).isEmpty();
        assertThat(asked.json().get("checksum")).isEqualTo(run.json().get("checksum"));
    }

    /** As wide as inputs and outputs together; hidden units observed one by one; no rotations; no matrix that large. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--inputs 3 --hidden 6",
                "--inputs 3 --hidden 20 --observe loss,charges",
                "--inputs 3 --hidden 20 --observe balanceMatrix",
                "--inputs 3 --hidden 20 --observe noiseCharges",
                "--inputs 3 --hidden 20 --activation tanh",
                "--inputs 3 --hidden 20 --activation leaky-relu --slope 1",
                "--inputs 3 --hidden 20 --model deep-linear",
            })
    void autoLeavesAnyOtherNetAsItIs(String flags) {
        CommandLineRun run = CommandLineRun.line("simulate --json --steps 1 " + flags);
        assertThat(run.err()).isEmpty();
        assertThat(run.json().get("engine").asString()).isEqualTo("parameters");
    }

    @ParameterizedTest
    @CsvSource({
        "'', simd",
        "' --algorithm gd', simd",
        "' --samples 20 --loss mean', reference",
        "' --init xavier', opencl"
    })
    void theReducedRunIsTheRunOfTheSeed(String flags, String backend) throws IOException {
        String both = flags + " --steps 150 --seed 4 --backend " + backend + ALL_THAT_CARRIES;
        JsonNode reduced = json(both, "--out", folder.resolve("reduced").toString());
        JsonNode whole = json(
                both + " --engine parameters", "--out", folder.resolve("whole").toString());
        assertThat(whole.get("engine").asString()).isEqualTo("parameters");
        assertThat(reduced.get("engine").asString()).isEqualTo("width-free");
        assertThat(reduced.get("flops")).isEqualTo(whole.get("flops"));
        assertThat(reduced.get("checksum")).isNotEqualTo(whole.get("checksum"));
        List<String> actual = observations("reduced");
        List<String> expected = observations("whole");
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 1; i < actual.size(); i++) {
            int at = actual.get(i).lastIndexOf(',');
            assertThat(actual.get(i).substring(0, at))
                    .isEqualTo(expected.get(i).substring(0, expected.get(i).lastIndexOf(',')));
            double value =
                    Double.parseDouble(expected.get(i).substring(expected.get(i).lastIndexOf(',') + 1));
            assertThat(Double.parseDouble(actual.get(i).substring(at + 1)))
                    .as(actual.get(i))
                    .isCloseTo(value, within(ROUNDING * Math.max(1, Math.abs(value))));
        }
    }

    @Test
    void whatBelongsToHiddenUnitsIsLiftedWhereTheEngineIsAskedFor() throws IOException {
        String flags = " --observe charges,balanceMatrix,noiseCharges --steps 3";
        json(flags + " --engine width-free", "--out", folder.resolve("reduced").toString());
        json(flags, "--out", folder.resolve("whole").toString());
        List<String> actual = observations("reduced");
        List<String> expected = observations("whole");
        assertThat(actual).hasSameSizeAs(expected).hasSize(1 + 4 * (2 * (1 + 17) + 17 * 17));
        for (int i = 1; i < actual.size(); i++) {
            int at = expected.get(i).lastIndexOf(',');
            assertThat(actual.get(i)).startsWith(expected.get(i).substring(0, at + 1));
            assertThat(Double.parseDouble(actual.get(i).substring(at + 1)))
                    .isCloseTo(Double.parseDouble(expected.get(i).substring(at + 1)), within(ROUNDING));
        }
    }

    private static Map<String, byte[]> entries(byte[] archive) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    /** Rows of U gathered one by one, some at a time, and all at once; more units than are read at once. */
    @ParameterizedTest
    @CsvSource({"1, FLOAT, 1", "1, DOUBLE, 2000", "3, DOUBLE, 1400000000", "2, FLOAT, 2000"})
    void theFileOfAWideNetIsTheOneItWouldHaveWhole(int replicas, Precision precision, int capacity) throws IOException {
        TwoLayerNet net = TwoLayerNet.linear(3, 601, 7, Loss.SUM);
        Initialization law = new Initialization.Kaiming();
        List<HiddenUnits> units = new ArrayList<>();
        List<Parameters> whole = new ArrayList<>();
        for (int seed = 0; seed < replicas; seed++) {
            units.add(new HiddenUnits.Drawn(law, net, precision, seed));
            whole.add(law.draw(net, precision, seed));
        }
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        Npz.write(expected, whole);
        ByteArrayOutputStream actual = new ByteArrayOutputStream();
        WideFile.write(actual, units, precision, capacity);
        Map<String, byte[]> arrays = entries(expected.toByteArray());
        assertThat(entries(actual.toByteArray())).containsOnlyKeys(arrays.keySet());
        entries(actual.toByteArray())
                .forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(arrays.get(name)));
    }

    @Test
    void theFinalParametersAreThoseOfTheWholeNet() throws IOException {
        String flags = " --replicas 2 --steps 40";
        json(flags, "--out", folder.resolve("reduced").toString());
        json(flags + " --engine parameters", "--out", folder.resolve("whole").toString());
        for (String block : List.of("U.npy", "W.npy")) {
            double[] actual = elements("reduced", block);
            assertThat(actual).containsExactly(elements("whole", block), within(ROUNDING));
        }
    }

    private double[] elements(String out, String block) throws IOException {
        byte[] array = entries(Files.readAllBytes(folder.resolve(out).resolve("final.npz")))
                .get(block);
        int count = 2 * 17 * (block.equals("U.npy") ? 2 : 3);
        ByteBuffer bytes = ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
        bytes.position(array.length - count * Double.BYTES);
        double[] elements = new double[count];
        bytes.asDoubleBuffer().get(elements);
        return elements;
    }

    @Test
    void startsFromACaseFile() throws IOException {
        StringBuilder u = new StringBuilder();
        StringBuilder w = new StringBuilder();
        for (int j = 0; j < 17; j++) {
            u.append(j == 0 ? "" : ", ").append(j % 5 - 2);
            w.append(j == 0 ? "" : ", ")
                    .append("[")
                    .append(j % 3)
                    .append(", 1, ")
                    .append(-j % 4)
                    .append("]");
        }
        Path start = Files.writeString(
                folder.resolve("start.json"),
                "{\"model\": {\"kind\": \"two-layer\"}, \"parameters\": {\"U\": [[" + u + "], [" + u + "]], \"W\": ["
                        + w + "]}}");
        String flags = " --steps 150 --learning-rate 0.001 --init " + start;
        JsonNode reduced = json(flags);
        JsonNode whole = json(flags + " --engine parameters");
        assertThat(reduced.get("engine").asString()).isEqualTo("width-free");
        for (String name : List.of("loss", "hessianTrace", "balance")) {
            double value = whole.get("final").get(name).asDouble();
            assertThat(reduced.get("final").get(name).asDouble()).isCloseTo(value, within(ROUNDING * Math.abs(value)));
        }
    }

    @Test
    void aReducedRunLeavesCheckpointsOfItsStateAndGoesOn() throws IOException {
        Path out = folder.resolve("out");
        JsonNode whole = json(" --steps 90 --replicas 2");
        JsonNode first = json(" --steps 90 --replicas 2 --checkpoint-every 30", "--out", out.toString());
        assertThat(first.get("checksum")).isEqualTo(whole.get("checksum"));
        Map<String, byte[]> arrays = entries(Files.readAllBytes(out.resolve("checkpoint.npz")));
        assertThat(new String(arrays.get("replica1/W.npy"), StandardCharsets.ISO_8859_1))
                .contains("'shape': (5, 3)");
        CommandLineRun again = CommandLineRun.of("simulate", "--resume", out.toString());
        assertThat(again.status()).as(again.err()).isEqualTo(ExitStatus.DONE);
        assertThat(again.out()).contains(whole.get("checksum").asString());
        CommandLineRun other = CommandLineRun.of("simulate", "--resume", out.toString(), "--engine", "parameters");
        assertThat(other.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(other.err()).contains("--engine is \"parameters\", the run in ");
    }

    /** The whole net has 32 MB of parameters, and would be held several times over. */
    @Test
    void aWideNetDoesNotNeedMemoryForItsWidth() throws Exception {
        String flags =
                "simulate --inputs 20 --hidden 100003 --steps 20 --json --learning-rate 0.00001 --threads 2 --out ";
        List<String> arguments = new ArrayList<>(List.of((flags + folder.resolve("out")).split(" ")));
        assertThat(child(arguments)).isEqualTo(ExitStatus.DONE);
        assertThat(Files.readString(folder.resolve("printed"))).contains("\"engine\":\"width-free\"");
        assertThat(Files.size(folder.resolve("out").resolve("final.npz"))).isGreaterThan(2L * 20 * 100003 * 8);
        arguments.addAll(List.of("--engine", "parameters"));
        assertThat(child(arguments)).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(Files.readString(folder.resolve("errors"))).contains(" needs about ");
    }

    private int child(List<String> arguments) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        CommandLineRun.childProcess(List.of("-Xmx64m"), arguments.toArray(String[]::new)))
                .redirectOutput(folder.resolve("printed").toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        try {
            assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        return child.exitValue();
    }
}
