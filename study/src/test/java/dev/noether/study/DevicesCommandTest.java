package dev.noether.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.console.ExitStatus;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DevicesCommandTest {

    @Test
    void describesVectorsThatMultiplyToTheirBits() {
        CommandLineRun run = CommandLineRun.of("devices", "--json");
        assertThat(run.status()).isEqualTo(ExitStatus.DONE);
        JsonNode simd = run.json().get("simd");
        int bits = simd.get("bits").asInt();
        assertThat(bits).isIn(128, 256, 512);
        assertThat(simd.get("floatLanes").asInt() * Float.SIZE).isEqualTo(bits);
        assertThat(simd.get("doubleLanes").asInt() * Double.SIZE).isEqualTo(bits);
        assertThat(simd.get("cores").asInt()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void everyBackendIsUsableOrHasAReason() {
        JsonNode backends = CommandLineRun.of("devices", "--json").json().get("backends");
        assertThat(backends.propertyNames()).containsExactly("reference", "simd", "opencl");
        for (JsonNode backend : backends) {
            assertThat(backend.get("usable").asBoolean())
                    .isEqualTo(backend.get("reason").isNull());
        }
        assertThat(backends.get("reference").get("usable").asBoolean()).isTrue();
        assertThat(backends.get("simd").get("usable").asBoolean()).isTrue();
    }

    @Test
    void devicesAreListedExactlyWhereOpenClIsUsable() {
        JsonNode json = CommandLineRun.of("devices", "--json").json();
        boolean usable = json.get("backends").get("opencl").get("usable").asBoolean();
        assertThat(json.get("opencl").size() > 0).isEqualTo(usable);
        for (JsonNode device : json.get("opencl")) {
            assertThat(device.get("name").asString()).isNotBlank();
            assertThat(device.get("computeUnits").asInt()).isPositive();
        }
    }

    @Test
    void theTableForAReaderNamesAllBackends() {
        assertThat(CommandLineRun.of("devices").out()).contains("reference", "simd", "opencl", "SIMD", "cores");
    }
}
