package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the measurements say: each kernel against its control and against the peak of the same run. */
final class Comparisons {

    /**
     * One line of the table.
     *
     * @param benchmark what was timed, as in {@code gradient}
     * @param size at which size
     * @param precision of the arithmetic
     * @param nanoseconds of an operation of the kernel
     * @param error half the 99.9 % confidence interval; NaN with too few iterations
     * @param gigaflops operations of the cheaper order of products a nanosecond; NaN where operations are not counted
     * @param fractionOfPeak of the FMA peak of one core
     * @param ratioToControl time of the control over that of the kernel
     * @param bytesPerOperation allocated by the kernel
     */
    record Line(
            String benchmark,
            String size,
            Precision precision,
            double nanoseconds,
            double error,
            double gigaflops,
            double fractionOfPeak,
            double ratioToControl,
            double bytesPerOperation) {}

    private final List<Measurement> measurements;

    Comparisons(List<Measurement> measurements) {
        this.measurements = List.copyOf(measurements);
    }

    /** FMA peak of one core, in GFLOP/s. */
    double peak(Precision precision) {
        Measurement chains = find(FmaPeakBenchmark.class, "chains", Optional.empty(), precision);
        return FmaPeakBenchmark.operations(precision) / chains.nanoseconds();
    }

    /** One a benchmark, size and precision, in the order of the measurements. */
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (Measurement kernel : measurements) {
            if (kernel.method().equals("kernel") && kernel.size().isPresent()) {
                lines.add(line(kernel));
            }
        }
        return lines;
    }

    private Line line(Measurement kernel) {
        Measurement control = find(kernel.benchmark(), "control", kernel.size(), kernel.precision());
        Size size = kernel.size().orElseThrow();
        double gigaflops = operations(kernel.benchmark(), size) / kernel.nanoseconds();
        return new Line(
                name(kernel.benchmark()),
                size.label,
                kernel.precision(),
                kernel.nanoseconds(),
                kernel.error(),
                gigaflops,
                gigaflops / peak(kernel.precision()),
                control.nanoseconds() / kernel.nanoseconds(),
                kernel.bytes());
    }

    private Measurement find(Class<?> benchmark, String method, Optional<Size> size, Precision precision) {
        return measurements.stream()
                .filter(m -> m.benchmark() == benchmark
                        && m.method().equals(method)
                        && m.size().equals(size)
                        && m.precision() == precision)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no measurement of " + method + " of " + benchmark.getSimpleName() + " in " + precision));
    }

    /** Floating-point operations; NaN for random numbers, which are not counted in any benchmark. */
    private static double operations(Class<?> benchmark, Size size) {
        if (benchmark == NormalsBenchmark.class) {
            return Double.NaN;
        }
        double samples = size.batchSize;
        double n = size.inputs;
        double hidden = size.hidden;
        if (benchmark == MatrixProductBenchmark.class) {
            return 2 * samples * n * hidden;
        }
        // Five products, or four by way of P = U W: counting the five where four are done would flatter the kernel.
        return OperationCount.linearStep(samples, n, hidden);
    }

    /** {@code MatrixProductBenchmark} as "matrix product". */
    private static String name(Class<?> benchmark) {
        String words = benchmark.getSimpleName().replaceFirst("Benchmark$", "");
        return words.replaceAll("(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=[0-9])", " ")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
