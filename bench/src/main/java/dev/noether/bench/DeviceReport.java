package dev.noether.bench;

import dev.noether.model.Precision;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What the measurements of a device say, each beside the SIMD backend on all cores.
 *
 * @param lines of the table
 */
record DeviceReport(List<Line> lines) {

    /**
     * @param benchmark {@code step}, {@code gradient} or {@code transfer}
     * @param size what was computed
     * @param precision of the arithmetic
     * @param nanoseconds on the device: of a step of all replicas, of a gradient, of a transfer there and back
     * @param error half the 99.9 % confidence interval; NaN with too few iterations
     * @param rate operations a nanosecond (GFLOP/s); of a transfer bytes a nanosecond (GB/s)
     * @param simdNanoseconds the same on the SIMD backend
     */
    record Line(
            String benchmark,
            String size,
            Precision precision,
            double nanoseconds,
            double error,
            double rate,
            double simdNanoseconds) {

        /** Time of the SIMD backend over that of the device. */
        double ratio() {
            return simdNanoseconds / nanoseconds;
        }

        private String precisionName() {
            return precision.name().toLowerCase(Locale.ROOT);
        }
    }

    static DeviceReport of(List<Measurement> measurements) {
        List<Line> lines = new ArrayList<>();
        for (Measurement kernel : measurements) {
            if (kernel.method().equals("kernel")) {
                Measurement control = measurements.stream()
                        .filter(m -> m.method().equals("control")
                                && m.benchmark() == kernel.benchmark()
                                && m.parameters().equals(kernel.parameters()))
                        .findFirst()
                        .orElseThrow();
                lines.add(line(kernel, control));
            }
        }
        return new DeviceReport(lines);
    }

    private static Line line(Measurement device, Measurement simd) {
        if (device.benchmark() == DeviceGradientBenchmark.class) {
            Size size = device.size().orElseThrow();
            double operations = OperationCount.linearStep(size.batchSize, size.inputs, size.hidden);
            return line("gradient", size.label, device, simd, 1, operations);
        }
        DeviceWork work = DeviceWork.valueOf(device.parameters().get("work"));
        return device.benchmark() == DeviceStepBenchmark.class
                ? line("step", work.label, device, simd, work.steps, work.operations())
                : line(
                        "transfer",
                        work.label,
                        device,
                        simd,
                        1,
                        DeviceTransferBenchmark.bytes(work, device.precision()));
    }

    private static Line line(
            String benchmark, String size, Measurement device, Measurement simd, int calls, double amount) {
        double nanoseconds = device.nanoseconds() / calls;
        return new Line(
                benchmark,
                size,
                device.precision(),
                nanoseconds,
                device.error() / calls,
                amount / nanoseconds,
                simd.nanoseconds() / calls);
    }

    /** By name, of which more is better. */
    Map<String, Double> ratios() {
        Map<String, Double> ratios = new LinkedHashMap<>();
        for (Line line : lines) {
            if (!line.benchmark().equals("transfer")) {
                ratios.put(
                        line.benchmark() + ", " + line.size() + ", " + line.precisionName() + ": over SIMD",
                        line.ratio());
            }
        }
        return ratios;
    }

    /**
     * Everything that was measured, for the history.
     *
     * @param lengths how long
     */
    Map<String, Object> content(Suite lengths) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put(History.LENGTHS, lengths.lengths());
        entry.put("results", lines.stream().map(DeviceReport::numbers).toList());
        return entry;
    }

    private static Map<String, Object> numbers(Line line) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("benchmark", line.benchmark());
        entry.put("size", line.size());
        entry.put("precision", line.precisionName());
        entry.put("nanoseconds", line.nanoseconds());
        // Too few iterations have no interval.
        entry.put("error", Double.isFinite(line.error()) ? line.error() : null);
        entry.put("rate", line.rate());
        entry.put("simdNanoseconds", line.simdNanoseconds());
        return entry;
    }

    void print(PrintStream out) {
        out.printf(
                "%-10s %-14s %-7s %14s %12s %14s %14s %10s%n",
                "", "", "", "ns on device", "+-", "", "ns on SIMD", "over SIMD");
        for (Line line : lines) {
            out.printf(
                    Locale.ROOT,
                    "%-10s %-14s %-7s %14.0f %12s %7.1f %-7s %13.0f %10.2f%n",
                    line.benchmark(),
                    line.size(),
                    line.precisionName(),
                    line.nanoseconds(),
                    Double.isNaN(line.error()) ? "-" : String.format(Locale.ROOT, "%.0f", line.error()),
                    line.rate(),
                    line.benchmark().equals("transfer") ? "GB/s" : "GFLOP/s",
                    line.simdNanoseconds(),
                    line.ratio());
        }
        out.println();
        out.println(
                "step: random numbers, products and update, nothing fetched; gradient: from and to the caller's memory;");
        out.println("transfer: the parameters to the device and back. The SIMD backend has all cores.");
    }
}
