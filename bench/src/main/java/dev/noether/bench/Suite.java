package dev.noether.bench;

import dev.noether.model.Precision;
import dev.noether.simd.Lanes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs all benchmarks, each in processes of its own.
 *
 * @param forks processes a benchmark
 * @param iterations measured in each, after as many that are not counted
 * @param milliseconds length of an iteration
 * @param costs nets at which the cost of quantities is measured
 * @param asked quantities whose cost is measured, in float; at full length in double too
 */
record Suite(int forks, int iterations, int milliseconds, List<CostNet> costs, List<Asked> asked) {

    /** Shortest warm-up of what has long methods: C2 needs it, and until then they box every vector. */
    private static final int LONG_WARM_UP = 3000;

    private static final Set<Class<?>> LONG_METHODS = Set.of(
            NormalsBenchmark.class,
            QuantityCostBenchmark.class,
            DeviceStepBenchmark.class,
            DeviceGradientBenchmark.class);

    /** About two and a half minutes on two cores. */
    static final Suite QUICK = new Suite(
            1,
            2,
            400,
            List.of(CostNet.LINEAR_BY_PRODUCT, CostNet.TANH),
            List.of(Asked.GRADIENT, Asked.HESSIAN_TRACE, Asked.NOISE));

    /** For numbers that are published. */
    static final Suite FULL = new Suite(3, 5, 1000, List.of(CostNet.values()), List.of(Asked.values()));

    /** Flags of the processes, as the command itself has them. */
    static final List<String> FLAGS = List.of(
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            // Else each process of JMH warns of JMH's own use of Unsafe.
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:ObjectAlignmentInBytes=64",
            "-Xms256m",
            "-Xmx1g");

    /** Every benchmark; the peak first, since the others are compared with it. */
    static final List<Class<?>> BENCHMARKS = List.of(
            FmaPeakBenchmark.class,
            MatrixProductBenchmark.class,
            GradientBenchmark.class,
            NormalsBenchmark.class,
            StepBenchmark.class,
            ScalingBenchmark.class,
            QuantityCostBenchmark.class);

    /** One parameter varies, the others stay where {@link ScalingBenchmark} holds them. */
    private static final Map<String, List<Integer>> SCALING = new TreeMap<>(Map.of(
            "threads",
            List.of(1, 2),
            "samples",
            List.of(1, 10, 30, 300, 1000),
            "inputs",
            List.of(3, 10, 30, 64, 200),
            "hidden",
            List.of(10, 40, 200, 5000)));

    /**
     * @param progress told what runs
     * @param raw gets the results as JMH has them
     * @throws RunnerException if a benchmark could not run, or its kernel and control did not agree
     */
    List<Measurement> run(Consumer<String> progress, Collection<RunResult> raw) throws RunnerException {
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < BENCHMARKS.size(); i++) {
            Class<?> benchmark = BENCHMARKS.get(i);
            progress.accept(benchmark.getSimpleName() + " (" + (i + 1) + " of " + BENCHMARKS.size() + ")");
            for (ChainedOptionsBuilder options : options(benchmark)) {
                for (RunResult result : run(options)) {
                    measurements.add(Measurement.of(benchmark, result));
                    raw.add(result);
                }
            }
        }
        return measurements;
    }

    /** One run of a benchmark, or several where not all of its parameters go together. */
    private List<ChainedOptionsBuilder> options(Class<?> benchmark) {
        if (benchmark == ScalingBenchmark.class) {
            return scaling();
        }
        if (benchmark != QuantityCostBenchmark.class) {
            return List.of(common(benchmark));
        }
        List<ChainedOptionsBuilder> runs = new ArrayList<>();
        for (CostNet net : costs) {
            String[] names = asked.stream()
                    .filter(quantity -> quantity.existsFor(net.model))
                    .map(Asked::name)
                    .toArray(String[]::new);
            ChainedOptionsBuilder run =
                    common(benchmark).param("net", net.name()).param("asked", names);
            runs.add(equals(QUICK) ? run.param("precision", Precision.FLOAT.name()) : run);
        }
        return runs;
    }

    /** A line of runs a parameter; none at short length. */
    private List<ChainedOptionsBuilder> scaling() {
        if (equals(QUICK)) {
            return List.of();
        }
        int cores = Runtime.getRuntime().availableProcessors();
        return SCALING.entrySet().stream()
                .map(line -> common(ScalingBenchmark.class)
                        .param(
                                line.getKey(),
                                line.getValue().stream()
                                        .filter(value -> !line.getKey().equals("threads") || value <= cores)
                                        .map(String::valueOf)
                                        .toArray(String[]::new)))
                .toList();
    }

    /** How long each benchmark is measured, as a member of a line of the history. */
    Map<String, Object> lengths() {
        return Map.of("forks", forks, "iterations", iterations, "milliseconds", milliseconds);
    }

    /** What all benchmarks have in common. */
    ChainedOptionsBuilder common(Class<?> benchmark) {
        return common(benchmark, List.of());
    }

    /** What all benchmarks have in common, with more flags of its processes. */
    ChainedOptionsBuilder common(Class<?> benchmark, List<String> more) {
        List<String> flags = new ArrayList<>(FLAGS);
        flags.addAll(more);
        flags.add("-D" + Lanes.BITS_PROPERTY + "=" + Lanes.BITS);
        return new OptionsBuilder()
                .include("^" + benchmark.getName() + "\\.")
                .forks(forks)
                .warmupIterations(iterations)
                .measurementIterations(iterations)
                .warmupTime(TimeValue.milliseconds(
                        LONG_METHODS.contains(benchmark)
                                ? Math.max(milliseconds, LONG_WARM_UP / iterations)
                                : milliseconds))
                .measurementTime(TimeValue.milliseconds(milliseconds))
                .jvmArgs(flags.toArray(String[]::new))
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
    }

    /**
     * Runs benchmarks.
     *
     * @throws RunnerException with the reason, if one fails
     */
    static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
        try {
            // What the processes say goes to standard error: standard output is for the results.
            return new Runner(options.build(), OutputFormatFactory.createFormatInstance(System.err, VerboseMode.SILENT))
                    .run();
        } catch (RunnerException e) {
            throw new RunnerException(reason(e), e);
        }
    }

    /** What is at the bottom of a failure: JMH itself only says that there was one. */
    static String reason(Throwable failure) {
        Throwable bottom = failure;
        while (bottom.getCause() != null || bottom.getSuppressed().length > 0) {
            bottom = bottom.getCause() != null ? bottom.getCause() : bottom.getSuppressed()[0];
        }
        String name = bottom.getClass().getSimpleName();
        return bottom.getMessage() == null ? name : name + ", " + bottom.getMessage();
    }
}
