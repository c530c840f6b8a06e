package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The score of one benchmark method at one choice of its parameters.
 *
 * @param benchmark its class
 * @param method {@code kernel}, {@code control}, or {@code chains} of the peak
 * @param parameters by name, as the benchmark has them
 * @param nanoseconds mean time of an operation
 * @param error half the 99.9 % confidence interval of the mean; NaN with too few iterations
 * @param bytes allocated by an operation
 */
record Measurement(
        Class<?> benchmark,
        String method,
        Map<String, String> parameters,
        double nanoseconds,
        double error,
        double bytes) {

    private static final String ALLOCATION = "gc.alloc.rate.norm";

    static Measurement of(Class<?> benchmark, RunResult result) {
        BenchmarkParams parameters = result.getParams();
        Result<?> score = result.getPrimaryResult();
        String name = parameters.getBenchmark();
        return new Measurement(
                benchmark,
                name.substring(name.lastIndexOf('.') + 1),
                parameters.getParamsKeys().stream().collect(Collectors.toMap(key -> key, parameters::getParam)),
                score.getScore(),
                score.getScoreError(),
                result.getSecondaryResults().get(ALLOCATION).getScore());
    }

    /** Precision of the arithmetic, which every benchmark has. */
    Precision precision() {
        return Precision.valueOf(parameters.get("precision"));
    }

    /** Size, where the benchmark has one. */
    Optional<Size> size() {
        return Optional.ofNullable(parameters.get("size")).map(Size::valueOf);
    }
}
