package dev.noether.bench;

import dev.noether.model.Precision;
import java.util.Optional;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * The score of one benchmark method at one size and precision.
 *
 * @param benchmark its class
 * @param method {@code kernel}, {@code control}, or {@code chains} of the peak
 * @param size empty for the peak
 * @param precision of the arithmetic
 * @param nanoseconds mean time of an operation
 * @param error half the 99.9 % confidence interval of the mean; NaN with too few iterations
 * @param bytes allocated by an operation
 */
record Measurement(
        Class<?> benchmark,
        String method,
        Optional<Size> size,
        Precision precision,
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
                Optional.ofNullable(parameters.getParam("size")).map(Size::valueOf),
                Precision.valueOf(parameters.getParam("precision")),
                score.getScore(),
                score.getScoreError(),
                result.getSecondaryResults().get(ALLOCATION).getScore());
    }
}
