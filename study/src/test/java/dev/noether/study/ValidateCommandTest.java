package dev.noether.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Precision;
import dev.noether.study.console.ExitStatus;
import dev.noether.validate.AgreementRow;
import dev.noether.validate.Deviation;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ValidateCommandTest {

    @Test
    void printsOneObjectARow() {
        CommandLineRun run = CommandLineRun.line("validate --backend simd --precision float --cases 1 --json");
        assertThat(run.status()).as(run.out()).isEqualTo(ExitStatus.DONE);
        assertThat(run.err()).isEmpty();
        JsonMapper mapper = JsonMapper.builder().build();
        List<JsonNode> rows = run.out().lines().map(mapper::readTree).toList();
        assertThat(rows).hasSizeGreaterThan(5).allSatisfy(row -> {
            assertThat(row.propertyNames())
                    .startsWith(
                            "backend", "model", "precision", "quantity", "error", "ulp", "bound", "headroom", "holds");
            assertThat(row.get("backend").asString()).isEqualTo("simd");
            assertThat(row.get("precision").asString()).isEqualTo("float");
            assertThat(row.get("error").asDouble())
                    .isLessThanOrEqualTo(row.get("bound").asDouble());
            assertThat(row.get("holds").asBoolean()).isTrue();
        });
        assertThat(rows).extracting(row -> row.get("quantity").asString()).contains("loss", "gradient", "hessianTrace");
    }

    @Test
    void helpSaysThatBothPrecisionsAreMeasured() {
        assertThat(CommandLineRun.line("validate --help").out()).contains("validate: both");
    }

    @Test
    void oneRowThatFailsIsStatusOne() {
        AgreementRow holds =
                new AgreementRow("simd", "m", Precision.DOUBLE, "loss", new Deviation(1e-16, 1e-15), "case 1");
        AgreementRow fails =
                new AgreementRow("simd", "m", Precision.DOUBLE, "gradient", new Deviation(1e-14, 1e-15), "case 2");
        assertThat(ValidateCommand.status(List.of(holds))).isEqualTo(ExitStatus.DONE);
        assertThat(ValidateCommand.status(List.of(holds, fails))).isEqualTo(ExitStatus.CLAIM_FAILS);
    }

    @Test
    void aBackendThatIsNamedMustBeUsable() {
        CommandLineRun run = CommandLineRun.line("validate --backend reference --precision float");
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).startsWith("noether: --precision float: the reference backend");
    }

    @Test
    void casesArePositiveAndADeviceNeedsItsBackend() {
        assertThat(CommandLineRun.line("validate --cases 0").err()).contains("--cases is 0, it must be at least 1");
        assertThat(CommandLineRun.line("validate --threads 0").err())
                .isEqualTo("noether: --threads is 0, it must be at least 1\n");
        CommandLineRun device = CommandLineRun.line("validate --device 0");
        assertThat(device.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(device.err()).contains("--device 0 belongs to --backend opencl");
    }
}
