package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Runs a program in a JVM of its own, since a process has one width of lanes. */
public final class ChildProcess {

    private ChildProcess() {}

    /** What {@code main} of {@code program} prints with lanes of {@code bits}; fails unless it ends well. */
    public static String output(Class<?> program, int bits) throws IOException, InterruptedException {
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "-D" + Lanes.BITS_PROPERTY + "=" + bits,
                        "-cp",
                        classes,
                        program.getName()))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
