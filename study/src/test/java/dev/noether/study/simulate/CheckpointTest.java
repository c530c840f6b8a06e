package dev.noether.study.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** {@code simulate --checkpoint-every} and {@code --resume}. */
class CheckpointTest {

    private static final String SMALL = "simulate --inputs 3 --hidden 5 --noise-variances 0.25 --json --seed 9";

    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path folder;

    private CommandLineRun run(String flags, String out) {
        CommandLineRun run = CommandLineRun.line(SMALL + " " + flags, "--out", path(out));
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        return run;
    }

    private CommandLineRun resume(String out, String... more) {
        List<String> arguments = new ArrayList<>(List.of("simulate", "--resume", path(out)));
        arguments.addAll(List.of(more));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    private void assertSame(JsonNode actual, JsonNode expected, String actualOut, String expectedOut)
            throws IOException {
        for (String member : List.of("status", "steps", "final", "checksum")) {
            assertThat(actual.get(member)).isEqualTo(expected.get(member));
        }
        assertThat(folder.resolve(actualOut).resolve("observations.csv"))
                .hasSameBinaryContentAs(folder.resolve(expectedOut).resolve("observations.csv"));
    }

    @ParameterizedTest
    @CsvSource({"double, 1, KILL", "float, 3, KILL", "double, 3, INT", "float, 1, INT"})
    void aRunThatWasBrokenOffGoesOnWithTheSameBits(String precision, int replicas, String signal) throws Exception {
        String flags = "--steps 60000 --every 700 --precision " + precision + " --replicas " + replicas;
        JsonNode expected = run(flags, "whole").json();
        List<String> arguments = new ArrayList<>(Arrays.asList((SMALL + " " + flags).split(" ")));
        arguments.addAll(List.of("--checkpoint-every", "300", "--out", path("broken")));
        Process child = new ProcessBuilder(CommandLineRun.childProcess(List.of(), arguments.toArray(String[]::new)))
                .redirectOutput(folder.resolve("printed").toFile())
                .redirectError(folder.resolve("errors").toFile())
                .start();
        try {
            awaitCheckpoints(5, folder.resolve("broken").resolve("checkpoint.npz"), child);
            new ProcessBuilder("kill", "-" + signal, Long.toString(child.pid()))
                    .start()
                    .waitFor();
            assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).isNotEqualTo(ExitStatus.DONE);
        JsonNode resumed =
                resume("broken", "--json", "--checkpoint-every", "20000").json();
        assertSame(resumed, expected, "broken", "whole");
        assertThat(resumed.get("seconds").asDouble()).isPositive();
    }

    private static void awaitCheckpoints(int count, Path file, Process child) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        FileTime last = null;
        for (int seen = 0; seen < count; ) {
            assertThat(child.isAlive() && System.nanoTime() < deadline)
                    .as(() -> "the child writes checkpoints: " + child)
                    .isTrue();
            FileTime now = Files.exists(file) ? Files.getLastModifiedTime(file) : last;
            if (now != null && !now.equals(last)) {
                last = now;
                seen++;
            }
            Thread.sleep(1);
        }
    }

    @Test
    void stopsChangeNothingAndAFinishedRunPrintsItsResultAgain() throws IOException {
        JsonNode expected = run("--steps 50 --every 7 --replicas 2", "whole").json();
        JsonNode stopped = run("--steps 50 --every 7 --replicas 2 --checkpoint-every 3", "stopped")
                .json();
        assertSame(stopped, expected, "stopped", "whole");
        JsonNode again = resume("stopped", "--json").json();
        assertSame(again, expected, "stopped", "whole");
        assertThat(again.get("seconds").asDouble())
                .isGreaterThanOrEqualTo(stopped.get("seconds").asDouble());
        assertThat(resume("stopped").out()).contains("step", "squaredNorm.W", "completed");
    }

    @Test
    void aDivergedRunStaysDiverged() {
        String flags = SMALL + " --steps 1000 --learning-rate 1 --checkpoint-every 400";
        CommandLineRun first = CommandLineRun.line(flags, "--out", path("d"));
        assertThat(first.status()).isEqualTo(ExitStatus.DIVERGED);
        CommandLineRun again = resume("d", "--json");
        assertThat(again.status()).isEqualTo(ExitStatus.DIVERGED);
        assertThat(again.json().get("steps")).isEqualTo(first.json().get("steps"));
    }

    @Test
    void flagsThatContradictTheRunAreRefusedAndThoseThatAgreeAreNot() {
        run("--steps 5 --checkpoint-every 2", "a");
        CommandLineRun other = resume("a", "--steps", "6");
        assertThat(other.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(other.err())
                .isEqualTo("noether: --steps is 6, the run in " + path("a")
                        + " has 5; leave the flag out to go on with it\n");
        assertThat(resume("a", "--learning-rate", "0.02").err()).contains("--learning-rate is 0.02, the run in ");
        assertThat(resume("a", "--backend", "reference").err()).contains("--backend is \"reference\"");
        assertThat(resume("a", "--out", path("b")).err()).contains("is not the folder of --resume");
        assertThat(resume("a", "--steps", "5", "--learning-rate", "1e-2", "--threads", "1", "--out", path("a"))
                        .status())
                .isEqualTo(ExitStatus.DONE);
    }

    /** The first device is the one that a run takes which names none. */
    @Test
    void aRunOnADeviceGoesOnThere() {
        run("--steps 20 --backend opencl --checkpoint-every 10", "out");
        for (String[] more : new String[][] {{}, {"--device", "0"}, {"--backend", "opencl", "--device", "0"}}) {
            assertThat(resume("out", more).status()).isEqualTo(ExitStatus.DONE);
        }
        assertThat(resume("out", "--device", "-1").err()).contains("--device is -1, it must be at least 0");
        run("--steps 20 --checkpoint-every 10", "simd");
        assertThat(resume("simd", "--device", "0").err())
                .contains("--device 0 belongs to --backend opencl, not to simd");
    }

    @Test
    void aFolderThatIsDamagedOrForeignIsOneSentence() throws IOException {
        run("--steps 5 --checkpoint-every 2", "a");
        Path file = folder.resolve("a").resolve("checkpoint.npz");
        byte[] whole = Files.readAllBytes(file);
        byte[] flipped = whole.clone();
        flipped[flipped.length / 2] ^= 1;
        for (byte[] bytes : List.of(
                new byte[0],
                Arrays.copyOf(whole, whole.length / 3),
                flipped,
                "nothing".getBytes(StandardCharsets.US_ASCII))) {
            Files.write(file, bytes);
            CommandLineRun damaged = resume("a");
            assertThat(damaged.err().strip()).startsWith("noether: " + file).hasLineCount(1);
            assertThat(damaged.status()).isEqualTo(ExitStatus.BAD_INPUT);
        }
        Files.write(file, whole);
        Path csv = folder.resolve("a").resolve("observations.csv");
        Files.writeString(csv, Files.readString(csv).replace("loss", "lose"));
        CommandLineRun changed = resume("a");
        assertThat(changed.err().strip())
                .startsWith("noether: " + csv + " is not what the run wrote before its checkpoint")
                .hasLineCount(1);
        assertThat(changed.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }

    @Test
    void aStartThatChangedIsRefused() throws IOException {
        Path start = folder.resolve("start.json");
        String text = "{\"model\": {\"kind\": \"two-layer\"}, \"parameters\": {\"U\": [[1, 2], [3, 4], [5, 6]],"
                + " \"W\": [[1, 0, 0], [0, 1, 0]]}}";
        Files.writeString(start, text);
        assertThat(CommandLineRun.line(
                                "simulate --inputs 3 --hidden 2 --steps 4 --checkpoint-every 2 --init " + start,
                                "--out",
                                path("a"))
                        .status())
                .isEqualTo(ExitStatus.DONE);
        Files.writeString(start, text.replace("6", "7"));
        assertThat(resume("a").err()).contains("the values of --init are others than when the run in ");
    }
}
