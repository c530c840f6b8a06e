package dev.noether.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Steps of small nets of every size, on one thread in float: whether those that are no multiple of anything fall off a
 * cliff.
 *
 * @param lines one a size, ascending
 */
record Sweep(List<Line> lines) {

    private static final int SAMPLES = 10;
    private static final int HIDDEN = 40;
    private static final int SMALLEST = 20;
    private static final int LARGEST = 72;

    /** A process a size. */
    private static final Suite LENGTHS = new Suite(1, 3, 500, List.of(), List.of());

    /** Until it is counted: a small net's kernels are compiled for its shape, which takes up to three seconds. */
    private static final TimeValue WARM_UP = TimeValue.seconds(4);

    /**
     * A step with {@code n} inputs and outputs.
     *
     * @param nanoseconds random numbers included
     * @param gigaflops operations of the cheaper order of products a nanosecond
     * @param bytes allocated by a step
     */
    record Line(int n, double nanoseconds, double gigaflops, double bytes) {

        static Line of(int n, double nanoseconds, double bytes) {
            return new Line(n, nanoseconds, OperationCount.linearStep(SAMPLES, n, HIDDEN) / nanoseconds, bytes);
        }
    }

    /**
     * @param progress told what runs
     * @param raw gets the results as JMH has them
     * @throws RunnerException if a benchmark could not run
     */
    static Sweep run(Consumer<String> progress, Collection<RunResult> raw) throws RunnerException {
        List<Line> lines = new ArrayList<>();
        for (int n = SMALLEST; n <= LARGEST; n++) {
            progress.accept("dx = dy = " + n + " of " + LARGEST);
            Collection<RunResult> results = Suite.run(LENGTHS.common(ScalingBenchmark.class)
                    .param("samples", String.valueOf(SAMPLES))
                    .param("hidden", String.valueOf(HIDDEN))
                    .param("inputs", String.valueOf(n))
                    .warmupIterations(1)
                    .warmupTime(WARM_UP));
            raw.addAll(results);
            for (RunResult result : results) {
                Measurement measurement = Measurement.of(ScalingBenchmark.class, result);
                lines.add(Line.of(n, measurement.nanoseconds(), measurement.bytes()));
            }
        }
        return new Sweep(lines);
    }

    /** The step from one size to the next at which most of the speed is lost: the index of the larger one. */
    int cliff() {
        return IntStream.range(1, lines.size())
                .boxed()
                .max(Comparator.comparingDouble(this::loss))
                .orElseThrow();
    }

    /** Part of the speed that is lost from line {@code i - 1} to line i; negative if some is won. */
    double loss(int i) {
        return 1 - lines.get(i).gigaflops / lines.get(i - 1).gigaflops;
    }

    void print(PrintStream out) {
        out.printf("S %d, d %d, float, one thread%n%n", SAMPLES, HIDDEN);
        out.printf("%7s %12s %9s %6s%n", "dx = dy", "ns", "GFLOP/s", "B/op");
        for (Line line : lines) {
            out.printf(Locale.ROOT, "%7d %12.1f %9.1f %6.0f%n", line.n, line.nanoseconds, line.gigaflops, line.bytes);
        }
        int at = cliff();
        out.printf(
                Locale.ROOT,
                "%nThe most that one more input and output costs: %.0f %% of the speed, from %d to %d.%n",
                100 * loss(at),
                lines.get(at - 1).n,
                lines.get(at).n);
    }

    /** For the output as JSON. */
    Map<String, Object> content() {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("samples", SAMPLES);
        content.put("hidden", HIDDEN);
        content.put("precision", "float");
        content.put(
                "lines",
                lines.stream()
                        .map(line -> Map.of(
                                "n",
                                line.n,
                                "nanoseconds",
                                line.nanoseconds,
                                "gigaflops",
                                line.gigaflops,
                                "bytesPerOperation",
                                line.bytes))
                        .toList());
        return content;
    }
}
