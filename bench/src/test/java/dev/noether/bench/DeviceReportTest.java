package dev.noether.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeviceReportTest {

    private static Measurement measured(
            Class<?> benchmark, String method, String key, String value, double nanoseconds) {
        return new Measurement(benchmark, method, Map.of(key, value, "precision", "FLOAT"), nanoseconds, Double.NaN, 0);
    }

    private static DeviceReport report() {
        return DeviceReport.of(List.of(
                measured(DeviceStepBenchmark.class, "control", "work", "LARGE", 4e9),
                measured(DeviceStepBenchmark.class, "kernel", "work", "LARGE", 8e9),
                measured(DeviceStepBenchmark.class, "kernel", "work", "SMALL_REPLICAS", 512 * 1e6),
                measured(DeviceStepBenchmark.class, "control", "work", "SMALL_REPLICAS", 512 * 2e6),
                measured(DeviceGradientBenchmark.class, "kernel", "size", "FIGURE_8", 3e6),
                measured(DeviceGradientBenchmark.class, "control", "size", "FIGURE_8", 6e6),
                measured(DeviceTransferBenchmark.class, "kernel", "work", "FIGURE_8", 1e6),
                measured(DeviceTransferBenchmark.class, "control", "work", "FIGURE_8", 1e6)));
    }

    @Test
    void dividesACallByItsStepsAndComparesWithItsOwnControl() {
        List<DeviceReport.Line> lines = report().lines();
        assertEquals(4, lines.size());
        assertEquals(8e9 / 4, lines.get(0).nanoseconds());
        assertEquals(0.5, lines.get(0).ratio());
        assertEquals(1e6, lines.get(1).nanoseconds());
        assertEquals(2, lines.get(1).ratio());
        assertEquals(2, lines.get(2).ratio());
    }

    @Test
    void countsOperationsOfAllReplicasAndBytesBothWays() {
        List<DeviceReport.Line> lines = report().lines();
        assertEquals(
                64 * OperationCount.linearStep(10, 30, 40) / 1e6, lines.get(1).rate());
        assertEquals(2 * 4 * (100 * 2000 + 2000 * 100) / 1e6, lines.get(3).rate());
    }

    /** A transfer has no counterpart on the processor that it could be compared with. */
    @Test
    void aTransferIsNoRatio() {
        assertEquals(
                List.of(
                        "step, large, float: over SIMD",
                        "step, 64 x figure 2, float: over SIMD",
                        "gradient, figure 8, float: over SIMD"),
                List.copyOf(report().ratios().keySet()));
    }

    @Test
    void printsEveryLine() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        report().print(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        String text = bytes.toString(StandardCharsets.UTF_8);
        for (String word : List.of("step", "gradient", "transfer", "large", "64 x figure 2", "GB/s", "GFLOP/s")) {
            assertTrue(text.contains(word), word);
        }
    }
}
