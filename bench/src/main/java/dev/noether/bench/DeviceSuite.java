package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;

/**
 * The benchmarks of a device, each in a process of its own.
 *
 * @param lengths how long each is measured
 */
record DeviceSuite(Suite lengths) {

    /** Steps first; then what transfers add. */
    private static final List<Class<?>> BENCHMARKS =
            List.of(DeviceStepBenchmark.class, DeviceGradientBenchmark.class, DeviceTransferBenchmark.class);

    /**
     * @param progress told what runs
     * @param raw gets the results as JMH has them
     * @throws RunnerException if a benchmark could not run, or device and SIMD backend did not agree
     */
    List<Measurement> run(Consumer<String> progress, Collection<RunResult> raw) throws RunnerException {
        List<Measurement> measurements = new ArrayList<>();
        for (int i = 0; i < BENCHMARKS.size(); i++) {
            Class<?> benchmark = BENCHMARKS.get(i);
            progress.accept(benchmark.getSimpleName() + " (" + (i + 1) + " of " + BENCHMARKS.size() + ")");
            for (RunResult result : Suite.run(options(benchmark))) {
                measurements.add(Measurement.of(benchmark, result));
                raw.add(result);
            }
        }
        return measurements;
    }

    /** In float; at full length in double too, where the device has it. */
    private ChainedOptionsBuilder options(Class<?> benchmark) {
        List<String> flags = List.of(
                "-Djava.library.path=" + System.getProperty("java.library.path"),
                "-D" + BenchDevice.PROPERTY + "=" + BenchDevice.index());
        ChainedOptionsBuilder options = lengths.common(benchmark, flags);
        boolean doubles = lengths.equals(Suite.FULL) && BenchDevice.doubles();
        return doubles ? options : options.param("precision", Precision.FLOAT.name());
    }
}
