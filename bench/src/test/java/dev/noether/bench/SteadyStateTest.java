package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A step allocates nothing: the witness is the log of the collector. */
class SteadyStateTest {

    private static final String ASKED_FOR = "System.gc()";

    @ParameterizedTest
    @ValueSource(strings = {"float", "double"})
    void aMillionStepsIn64MebibytesNeedNoCollectionAfterTheWarmUp(String precision, @TempDir Path folder)
            throws IOException, InterruptedException {
        Path log = folder.resolve("gc.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-Xmx64m",
                        "-Xlog:gc:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        SteadyState.class.getName(),
                        precision)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertThat(process.waitFor())
                .as(Files.readString(folder.resolve("errors")))
                .isZero();
        assertThat(output).isEqualTo("COMPLETED 1000000");

        List<String> pauses = Files.readAllLines(log).stream()
                .filter(line -> line.contains("Pause"))
                .toList();
        assertThat(pauses).as("the mark that ends the warm-up").anyMatch(line -> line.contains(ASKED_FOR));
        assertThat(pauses.getLast()).as("last collection of %s", pauses).contains(ASKED_FOR);
    }
}
