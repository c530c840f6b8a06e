package dev.noether.study.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** {@code simulate --study}. */
class StudyFileTest {

    @TempDir
    private Path folder;

    private CommandLineRun study(String text, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("study.yaml"), text);
        return CommandLineRun.line("simulate --study " + file, more);
    }

    private void refuses(String text, String... lines) throws IOException {
        CommandLineRun run = study(text);
        StringBuilder expected = new StringBuilder();
        for (String line : lines) {
            expected.append("noether: ")
                    .append(folder.resolve("study.yaml"))
                    .append(line)
                    .append('\n');
        }
        assertThat(run.err()).isEqualTo(expected.toString());
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void keysAreFlagsAndTheCommandLineWins() throws IOException {
        String text = """
                # a small net
                inputs: 3
                hidden: 2
                input-variances: [0.5, 1, 1.5]
                noise-variances: 0.25
                observe:
                  - loss
                  - balance
                steps: 20
                seed: 4
                learning-rate: 2e-2
                """;
        JsonNode expected = CommandLineRun.line(
                        "simulate --inputs 3 --hidden 2 --input-variances 0.5,1,1.5"
                                + " --noise-variances 0.25 --observe loss,balance --steps 7 --seed 4 --learning-rate 2e-2 --json")
                .json();
        CommandLineRun run = study(text, "--steps", "7", "--json");
        assertThat(run.status()).as(run.err()).isEqualTo(ExitStatus.DONE);
        assertThat(run.json().get("settings")).isEqualTo(expected.get("settings"));
        assertThat(run.json().get("checksum")).isEqualTo(expected.get("checksum"));
        assertThat(study("json: true\ninputs: 3\nhidden: 2\nsteps: 1\n")
                        .json()
                        .get("steps")
                        .asInt())
                .isEqualTo(1);
        assertThat(study("json: false\ninputs: 3\nhidden: 2\nsteps: 1\n").out()).contains("Problem ");
    }

    @Test
    void everyMistakeHasItsLine() throws IOException {
        refuses(
                """
                inputs: -3
                hiden: 2
                steps:
                learning-rate: fast

                batch: 0
                input-variances: 1*5
                seed: 4
                seed: 5
                backend: smid
                observe: [loss, balanse]
                """,
                ", line 1, inputs: inputs is -3, it must be at least 1",
                ", line 2, hiden: no flag of simulate, see 'noether simulate --help', did you mean 'hidden'?",
                ", line 3, steps: must have a value: a word, a number or a list of them",
                ", line 4, learning-rate: 'fast' is not a number",
                ", line 6, batch: batch is 0, it must be at least 1",
                ", line 9, seed: is there twice, first in line 8; leave one out",
                ", line 10, backend: backend is 'smid', it must be reference, simd or opencl, did you mean 'simd'?",
                ", line 11, observe: observe lists 'balanse', it may list loss, hessianTrace, hessianTraceByBlock,"
                        + " squaredNorm, balance, relativeBalance, balanceMatrix, charges, noiseTrace, noiseCharges, did you mean 'balance'?");
    }

    @Test
    void aMissingKeyIsNamed() throws IOException {
        refuses(
                "outputs: 4\nsteps: -1\n",
                ", line 2, steps: steps is -1, it must be at least 0",
                ", target (left out): target identity needs as many outputs as inputs, not 30 inputs and 4 outputs;"
                        + " take target gaussian or a .npy file of 4 x 30");
    }

    @Test
    void whatIsNoMappingOrNoYamlIsOneSentence() throws IOException {
        refuses("- steps\n", " is not a mapping of flags to values; name a file of lines like 'steps: 20000'");
        refuses("", " is not a mapping of flags to values; name a file of lines like 'steps: 20000'");
        assertThat(study("steps: [1\n").err())
                .startsWith("noether: " + folder.resolve("study.yaml") + ", line ")
                .contains(": not YAML: ");
        CommandLineRun run = CommandLineRun.line("simulate --study nowhere.yaml");
        assertThat(run.err()).startsWith("noether: --study nowhere.yaml does not exist; name a file");
        assertThat(CommandLineRun.line("simulate --study a --resume b").err())
                .contains("--study does not go with --resume");
    }

    @Test
    void aMistakeOnTheCommandLineIsNoneOfTheFile() throws IOException {
        CommandLineRun run = study("inputs: 3\n", "--steps", "-1");
        assertThat(run.err()).isEqualTo("noether: --steps is -1, it must be at least 0\n");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
    }
}
