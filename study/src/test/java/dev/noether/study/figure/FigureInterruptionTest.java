package dev.noether.study.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while the second of two figures runs, in a process of its own. */
class FigureInterruptionTest {

    private static final long PATIENCE_SECONDS = 120;

    @TempDir
    private Path folder;

    @Test
    void keepsTheFigureThatIsDoneAndWhatTheNextHadRecorded() throws Exception {
        Path out = folder.resolve("out");
        Process child = new ProcessBuilder(
                        CommandLineRun.childProcess(List.of(), "figure", "1", "4", "--out", out.toString()))
                .redirectOutput(folder.resolve("printed").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        try {
            awaitLine(folder.resolve("printed"), "wrote ", child);
            new ProcessBuilder("kill", "-INT", Long.toString(child.pid()))
                    .start()
                    .waitFor();
            assertThat(child.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue()).isEqualTo(ExitStatus.INTERRUPTED);
        assertThat(out).isDirectoryContaining("glob:**/figure1.png").isDirectoryContaining("glob:**/figure1.json");
        assertThat(out).isDirectoryNotContaining("glob:**/figure4.*").isDirectoryNotContaining("glob:**/.*");
        assertThat(Files.readString(folder.resolve("printed")))
                .startsWith("Figure 1: ")
                .doesNotContain("Figure 4");
        // Java itself may warn before.
        assertThat(Files.readAllLines(folder.resolve("err")).getLast())
                .startsWith("noether: interrupted; ")
                .contains("figure 1 is done, in " + out);
        assertThat(out.resolve("figure4-interrupted.csv")).content().contains("incomplete: SGD, y = x + e");
    }

    private static void awaitLine(Path file, String text, Process child) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!Files.exists(file) || !Files.readString(file).contains(text)) {
            assertThat(child.isAlive() && System.nanoTime() < deadline)
                    .as(() -> "the child prints '" + text + "': " + child)
                    .isTrue();
            Thread.sleep(20);
        }
    }
}
