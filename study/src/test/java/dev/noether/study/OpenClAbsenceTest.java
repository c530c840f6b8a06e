package dev.noether.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A machine without OpenCL, played by a child process that is shown no driver. */
class OpenClAbsenceTest {

    private static CommandLineRun withoutDriver(String... arguments) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(CommandLineRun.childProcess(List.of(), arguments));
        builder.environment().put("OCL_ICD_VENDORS", "/nonexistent");
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes());
        String err = new String(process.getErrorStream().readAllBytes());
        return new CommandLineRun(
                process.waitFor(), out, err.replaceFirst("WARNING: Using incubator modules.*\\R", ""));
    }

    @Test
    void devicesSaysWhyAndWhatToInstall() throws Exception {
        CommandLineRun run = withoutDriver("devices", "--json");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        JsonNode json = run.json();
        assertThat(json.get("opencl").isEmpty()).isTrue();
        JsonNode opencl = json.get("backends").get("opencl");
        assertThat(opencl.get("usable").asBoolean()).isFalse();
        assertThat(opencl.get("reason").asString()).contains("install");
        assertThat(json.get("backends").get("simd").get("usable").asBoolean()).isTrue();
    }

    @Test
    void aRunOnItIsStatusFourWithTheRemedyAndNothingElseInItsPlace() throws Exception {
        CommandLineRun run = withoutDriver("simulate", "--backend", "opencl", "--steps", "1", "--json");
        assertThat(run.status()).isEqualTo(ExitStatus.UNUSABLE);
        assertThat(run.err()).startsWith("noether: ").contains("install");
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void anIndexWithoutADeviceIsStatusFour() {
        CommandLineRun run = CommandLineRun.line("simulate --backend opencl --device 99 --steps 1");
        assertThat(run.status()).isEqualTo(ExitStatus.UNUSABLE);
        assertThat(run.err()).contains("99");
        assertThat(run.err().strip().lines()).hasSize(1);
    }
}
