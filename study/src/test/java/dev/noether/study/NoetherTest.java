package dev.noether.study;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.noether.study.console.ExitStatus;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class NoetherTest {

    static Stream<String> commands() {
        return Noether.commandLine().getSubcommands().keySet().stream();
    }

    @Test
    void versionIsThatOfTheBuild() {
        CommandLineRun run = CommandLineRun.of("--version");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).matches("noether \\d+\\.\\d+\\.\\d+\\R");
    }

    @Test
    void helpNamesEveryCommand() {
        String help = CommandLineRun.of("--help").out();
        assertThat(commands())
                .isNotEmpty()
                .allSatisfy(command -> assertThat(help).contains("  " + command));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void helpOfEveryCommandHasAnExampleOfIt(String command) {
        CommandLineRun run = CommandLineRun.of(command, "--help");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        assertThat(run.out()).containsPattern("Examples?:").contains("\n  noether " + command);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyOptionIsDescribed(String command) {
        CommandLine line = Noether.commandLine().getSubcommands().get(command);
        assertThat(line.getCommandSpec().options())
                .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
    }

    @Test
    void withoutACommandSaysWhichThereAre() {
        CommandLineRun run = CommandLineRun.of();
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).startsWith("noether: Missing command").contains("simulate", "evaluate");
    }

    @Test
    void aMisspeltCommandGetsASuggestion() {
        CommandLineRun run = CommandLineRun.of("simulat");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("'simulat'", "did you mean 'simulate'?");
        assertThat(run.err().strip().lines()).hasSize(1);
    }

    @Test
    void helpOfACommandThatDoesNotExistIsRefused() {
        CommandLineRun run = CommandLineRun.of("teleport", "--help");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("there is no command 'teleport'", "simulate");
    }

    @Test
    void aMisspeltOptionGetsASuggestion() {
        CommandLineRun run = CommandLineRun.of("simulate", "--step", "3");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).isEqualTo("noether: there is no option '--step', did you mean '--steps'?\n");
        assertThat(CommandLineRun.of("simulate", "--step=3").err()).isEqualTo(run.err());
        assertThat(CommandLineRun.of("simulate", "--teleport", "far").err())
                .isEqualTo("noether: there is no option '--teleport' (see 'noether simulate --help')\n");
    }

    @Test
    void aWordThatIsNoNumberIsOneSentence() {
        CommandLineRun run = CommandLineRun.of("simulate", "--steps", "many");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).contains("'--steps'", "'many' is not an integer");
        assertThat(run.err().strip().lines()).hasSize(1);
    }

    @Test
    void outputThatCannotBeWrittenIsOneSentence() throws Exception {
        assumeThat(Path.of("/dev/full")).exists();
        for (String line : List.of("--version", "devices --json", "equilibrium --inputs 3", "simulate --steps 10")) {
            StringWriter err = new StringWriter();
            try (OutputStream full = new FileOutputStream("/dev/full")) {
                assertThat(Noether.run(full, UTF_8, new PrintWriter(err), line.split(" ")))
                        .isEqualTo(ExitStatus.BAD_INPUT);
            }
            assertThat(err).hasToString("noether: standard output cannot be written: No space left on device\n");
        }
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoError() {
        OutputStream out = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };
        StringWriter err = new StringWriter();
        assertThat(Noether.run(out, UTF_8, new PrintWriter(err), "--version")).isEqualTo(ExitStatus.DONE);
        assertThat(err).hasToString("");
    }

    @Test
    void stackTracesAppearOnlyWithDebug() {
        assertThat(CommandLineRun.line("simulate --inputs 0").err()).doesNotContain("\tat ");
        assertThat(CommandLineRun.line("simulate --inputs 0 --debug").err()).contains("\tat ", "--inputs is 0");
        assertThat(CommandLineRun.line("--debug simulate --inputs 0").err()).contains("\tat ");
    }

    @Test
    void aSizeBeyondTheHeapIsBadInputEvenWhenItShowsLate() throws Exception {
        // The matrices of doubles of JSON are larger than what was foreseen for the case itself.
        Process child = new ProcessBuilder(
                        CommandLineRun.childProcess(List.of("-Xmx24m"), "evaluate", "-", "--backend", "reference"))
                .redirectErrorStream(true)
                .start();
        try (var in = child.outputWriter()) {
            in.write("{\"parameters\": [");
            for (int i = 0; i < 4_000_000; i++) {
                in.write("0, ");
            }
            in.write("0]}");
        } catch (java.io.IOException e) {
            // It may have ended before it read everything.
        }
        String output = new String(child.getInputStream().readAllBytes());
        assertThat(child.waitFor()).as(output).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(output).contains("does not fit the memory").doesNotContain("\tat ");
    }
}
