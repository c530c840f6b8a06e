package dev.noether.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BenchCommandTest {

    /** Stands for the benchmarks: writes down its arguments, and has a status of its own. */
    private static final String PROGRAM = """
            package PACKAGE;
            public final class NAME {
                public static void main(String[] arguments) throws Exception {
                    java.nio.file.Files.writeString(
                            java.nio.file.Path.of(System.getProperty("noether.home"), "arguments"),
                            String.join(" ", arguments));
                    System.exit(1);
                }
            }
            """;

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheFolders() {
        System.clearProperty(BenchCommand.APPLICATION);
        System.clearProperty(BenchCommand.HOME);
    }

    @Test
    void handsItsFlagsOnAndTheStatusBack() throws IOException {
        installProgram();
        System.setProperty(BenchCommand.APPLICATION, folder.toString());
        System.setProperty(BenchCommand.HOME, folder.toString());
        assertThat(CommandLineRun.line("bench --json --quick --history h.jsonl").status())
                .isEqualTo(ExitStatus.CLAIM_FAILS);
        assertThat(folder.resolve("arguments")).hasContent("--quick --json --history h.jsonl");
    }

    @Test
    void theSweepGoesWithLittleElse() throws IOException {
        installProgram();
        System.setProperty(BenchCommand.APPLICATION, folder.toString());
        System.setProperty(BenchCommand.HOME, folder.toString());
        assertThat(CommandLineRun.line("bench --sweep --json").status()).isEqualTo(ExitStatus.CLAIM_FAILS);
        assertThat(folder.resolve("arguments")).hasContent("--sweep --json");
        for (String other : List.of("--quick", "--peers", "--backend opencl", "--history h.jsonl", "--pictures p")) {
            CommandLineRun run = CommandLineRun.line("bench --sweep " + other);
            assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
            assertThat(run.err()).contains("--sweep has one length");
        }
    }

    @Test
    void handsOnTheDevice() throws IOException {
        installProgram();
        System.setProperty(BenchCommand.APPLICATION, folder.toString());
        System.setProperty(BenchCommand.HOME, folder.toString());
        assertThat(CommandLineRun.line("bench --backend opencl --device 1 --quick")
                        .status())
                .isEqualTo(ExitStatus.CLAIM_FAILS);
        assertThat(folder.resolve("arguments")).hasContent("--backend opencl --device 1 --quick");
    }

    @Test
    void whatIsTimedNowhereIsBadInput() {
        for (String line : List.of(
                "bench --backend reference",
                "bench --backend opencll",
                "bench --device 0",
                "bench --backend opencl --device -1",
                "bench --backend opencl --peers")) {
            CommandLineRun run = CommandLineRun.line(line);
            assertThat(run.status()).as(line).isEqualTo(ExitStatus.BAD_INPUT);
            assertThat(run.err().strip().lines()).as(line).hasSize(1);
        }
    }

    @Test
    void withPeersTakesTheClassPathOfTheirProfile() throws IOException {
        installProgram();
        Path peers = Files.createDirectories(folder.resolve("bench/target/peers/lib"));
        Files.move(folder.resolve("bench/bench.jar"), peers.resolve("bench.jar"));
        System.setProperty(BenchCommand.HOME, folder.toString());
        assertThat(CommandLineRun.line("bench --peers --pictures pictures").status())
                .isEqualTo(ExitStatus.CLAIM_FAILS);
        assertThat(folder.resolve("arguments")).hasContent("--peers --pictures pictures");
    }

    @Test
    void withoutPeersSaysHowToStart() {
        CommandLineRun run = CommandLineRun.line("bench --peers");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("the peers are not built", "start it with ./noether");
    }

    @Test
    void withoutThemSaysHowToStart() {
        CommandLineRun run = CommandLineRun.line("bench --quick");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("the benchmarks are not installed", "start it with ./noether");
        System.setProperty(BenchCommand.APPLICATION, folder.toString());
        assertThat(CommandLineRun.line("bench").err())
                .contains(folder.resolve("bench").toString());
    }

    @Test
    void aMisspeltFlagIsNotHandedOn() {
        CommandLineRun run = CommandLineRun.line("bench --quik");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("did you mean '--quick'?");
    }

    private void installProgram() throws IOException {
        int dot = BenchCommand.MAIN.lastIndexOf('.');
        String pack = BenchCommand.MAIN.substring(0, dot);
        String name = BenchCommand.MAIN.substring(dot + 1);
        Path source = Files.writeString(
                folder.resolve(name + ".java"), PROGRAM.replace("PACKAGE", pack).replace("NAME", name));
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .run(null, null, null, "-d", folder.toString(), source.toString()))
                .isZero();
        String classFile = BenchCommand.MAIN.replace('.', '/') + ".class";
        Path jars = Files.createDirectory(folder.resolve("bench"));
        Files.createDirectory(folder.resolve("lib"));
        try (OutputStream out = Files.newOutputStream(jars.resolve("bench.jar"));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(classFile));
            jar.write(Files.readAllBytes(folder.resolve(classFile)));
            jar.closeEntry();
        }
    }
}
