package dev.noether.study.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Matrix;
import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.file.Npy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code simulate --out} leaves in its folder. */
class SimulateFilesTest {

    private static final String SMALL = "simulate --inputs 3 --hidden 2 --noise-variances 0.25 --json";

    @TempDir
    private Path folder;

    private CommandLineRun simulate(String flags) {
        return CommandLineRun.line(SMALL + " " + flags, "--out", folder.toString());
    }

    private Map<String, Matrix> arrays() throws IOException {
        Map<String, Matrix> arrays = new HashMap<>();
        try (ZipFile zip = new ZipFile(folder.resolve("final.npz").toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                Path copy = Files.write(
                        folder.resolve(entry.getName()),
                        zip.getInputStream(entry).readAllBytes());
                arrays.put(entry.getName(), Npy.read(copy));
            }
        }
        return arrays;
    }

    @Test
    void replacesAnEarlierRunButNobodyElsesFiles() throws IOException {
        assertThat(simulate("--steps 2").status()).isEqualTo(ExitStatus.DONE);
        assertThat(simulate("--steps 3").status()).isEqualTo(ExitStatus.DONE);
        Files.delete(folder.resolve("observations.csv"));
        Files.writeString(folder.resolve("final.npz"), "thesis");
        CommandLineRun refused = simulate("--steps 2");
        assertThat(refused.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(refused.err()).contains("final.npz", "was not written by simulate");
        Files.writeString(folder.resolve("observations.csv"), "mine");
        assertThat(simulate("--steps 2").err()).contains("observations.csv", "move it");
        assertThat(folder.resolve("final.npz")).hasContent("thesis");
        assertThat(folder.resolve("observations.csv")).hasContent("mine");
    }

    @Test
    void observationsAreOneNumberALine() throws IOException {
        assertThat(simulate("--steps 5 --every 2 --observe loss,squaredNorm,charges --seed 8 --replicas 2")
                        .status())
                .isEqualTo(ExitStatus.DONE);
        List<String> lines = Files.readAllLines(folder.resolve("observations.csv"));
        assertThat(lines.getFirst()).isEqualTo("replica,seed,step,quantity,value");
        // Steps 0, 2, 4 and the last, two replicas, six numbers.
        assertThat(lines).hasSize(1 + 4 * 2 * 6);
        assertThat(lines.get(1)).startsWith("0,8,0,loss,");
        assertThat(lines.get(2)).startsWith("0,8,0,squaredNorm.U,");
        assertThat(lines.get(4)).startsWith("0,8,0,\"charges.double-rotation(U,W)\",");
        assertThat(lines.getLast()).startsWith("1,9,5,\"charges.rescaling(U,W)[1]\",");
    }

    @Test
    void theLastObservationIsTheFinalValue() throws IOException {
        JsonNode last =
                simulate("--steps 5 --observe hessianTrace,balance").json().get("final");
        List<String> lines = Files.readAllLines(folder.resolve("observations.csv"));
        assertThat(lines.get(lines.size() - 2))
                .isEqualTo("0,1,5,hessianTrace," + last.get("hessianTrace").asDouble());
        assertThat(lines.getLast())
                .isEqualTo("0,1,5,balance," + last.get("balance").asDouble());
    }

    @Test
    void relativeBalanceIsBetweenZeroAndOneAndBlocksAddUp() throws IOException {
        simulate("--steps 0 --observe hessianTrace,hessianTraceByBlock,relativeBalance,balance,balanceMatrix");
        Map<String, Double> values = new HashMap<>();
        for (String line :
                Files.readAllLines(folder.resolve("observations.csv")).subList(1, 10)) {
            String[] cells = line.split(",");
            values.put(cells[3], Double.valueOf(cells[4]));
        }
        assertThat(values.get("relativeBalance")).isBetween(0.0, 1.0);
        assertThat(values.get("hessianTraceByBlock.U") + values.get("hessianTraceByBlock.W"))
                .isEqualTo(values.get("hessianTrace"));
        double squares = 0;
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 2; j++) {
                double element = values.get("balanceMatrix[" + i + "][" + j + "]");
                squares += element * element;
            }
        }
        assertThat(Math.sqrt(squares))
                .isCloseTo(values.get("balance"), org.assertj.core.data.Percentage.withPercentage(1e-10));
    }

    @Test
    void finalParametersHaveTheReportedNorms() throws IOException {
        JsonNode norms = simulate("--steps 6").json().get("final").get("squaredNorm");
        Map<String, Matrix> arrays = arrays();
        assertThat(arrays).containsOnlyKeys("U.npy", "W.npy");
        for (String block : List.of("U", "W")) {
            double sum = 0;
            for (double[] row : arrays.get(block + ".npy").toRows()) {
                for (double element : row) {
                    sum += element * element;
                }
            }
            assertThat(sum)
                    .isCloseTo(norms.get(block).asDouble(), org.assertj.core.data.Percentage.withPercentage(1e-12));
        }
    }

    @Test
    void aRunStartsAtACaseFile() throws IOException {
        Path start = Files.writeString(
                folder.resolve("start.json"),
                "{\"model\": {\"kind\": \"two-layer\"}, \"parameters\": {\"U\": [[1, 2], [3, 4], [5, 6]],"
                        + " \"W\": [[1, 0, 0], [0, 1, 0]]}}");
        JsonNode norms =
                simulate("--steps 0 --init " + start).json().get("final").get("squaredNorm");
        assertThat(norms.get("U").asDouble()).isEqualTo(1 + 4 + 9 + 16 + 25 + 36);
        assertThat(norms.get("W").asDouble()).isEqualTo(2);
        CommandLineRun wrong = simulate("--hidden 5 --init " + start);
        assertThat(wrong.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void whatADivergedRunObservedIsKept() throws IOException {
        assertThat(simulate("--steps 1000 --every 1 --learning-rate 1").status())
                .isEqualTo(ExitStatus.DIVERGED);
        assertThat(Files.readAllLines(folder.resolve("observations.csv"))).hasSizeGreaterThan(3);
        assertThat(folder.resolve("final.npz")).isNotEmptyFile();
    }

    @Test
    void nothingIsMadeWhenAFlagIsWrong() {
        Path missing = folder.resolve("new");
        CommandLineRun run = CommandLineRun.of("simulate", "--steps", "-1", "--out", missing.toString());
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(missing).doesNotExist();
    }
}
