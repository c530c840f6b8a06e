package dev.noether.study.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Ctrl-C, in a process of its own. */
class InterruptionTest {

    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    @Test
    void keepsWhatWasRecordedAndEndsWithItsOwnStatus() throws Exception {
        Path out = folder.resolve("out");
        Path printed = folder.resolve("printed.json");
        Process child = new ProcessBuilder(CommandLineRun.childProcess(
                        List.of(),
                        "simulate",
                        "--inputs",
                        "3",
                        "--hidden",
                        "2",
                        "--steps",
                        "1000000000000",
                        "--every",
                        "10",
                        "--json",
                        "--out",
                        out.toString()))
                .redirectOutput(printed.toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        try {
            awaitObservations(out.resolve("observations.csv"), child);
            refusesASecondRunIntoTheSameFolder(out);
            new ProcessBuilder("kill", "-INT", Long.toString(child.pid()))
                    .start()
                    .waitFor();
            assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).isEqualTo(ExitStatus.INTERRUPTED);
        JsonNode report = JsonMapper.builder().build().readTree(Files.readString(printed));
        assertThat(report.get("status").asString()).isEqualTo("interrupted");
        List<String> lines = Files.readAllLines(out.resolve("observations.csv"));
        assertThat(lines.getLast()).matches("0,1,\\d+,squaredNorm\\.W,.+");
        long lastObserved = Long.parseLong(lines.getLast().split(",")[2]);
        assertThat(report.get("steps").asLong()).isBetween(lastObserved, lastObserved + 10);
        assertThat(out.resolve("final.npz")).isNotEmptyFile();
        assertThat(Files.readString(folder.resolve("err"))).contains("noether: interrupted at step ");
    }

    /** Whose lines would come between those of the first. */
    private static void refusesASecondRunIntoTheSameFolder(Path out) throws Exception {
        Path checkpoint = Files.writeString(out.resolve(Checkpoint.FILE), "of the first");
        CommandLineRun second = CommandLineRun.line("simulate --steps 2", "--out", out.toString());
        assertThat(second.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(second.err())
                .contains(
                        "another run is writing " + out.resolve("observations.csv"), "name another folder with --out");
        assertThat(checkpoint).hasContent("of the first");
        Files.delete(checkpoint);
    }

    private static void awaitObservations(Path file, Process child) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file) || Files.size(file) < 1000) {
            assertThat(child.isAlive() && System.nanoTime() < deadline)
                    .as(() -> "the child records: " + child)
                    .isTrue();
            Thread.sleep(20);
        }
    }
}
