package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program in a JVM of its own: a process has one width of lanes, and one history of compilations. */
public final class ChildProcess {

    private ChildProcess() {}

    /** What {@code main} of {@code program} prints with lanes of {@code bits}; fails unless it ends well. */
    public static String output(Class<?> program, int bits) throws IOException, InterruptedException {
        return output(List.of("-D" + Lanes.BITS_PROPERTY + "=" + bits), program, List.of());
    }

    /**
     * What {@code main} of {@code program} prints; fails unless it ends well.
     *
     * @param options of the JVM, beyond those that Noether needs
     */
    public static String output(List<String> options, Class<?> program, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        command.addAll(options);
        command.add("-cp");
        command.add(System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        command.add(program.getName());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
