package dev.noether.study.figure.experiment;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * Numbers, a matrix for instance, of which only the average over the last fifth of a trajectory is kept.
 *
 * @param name in tables
 * @param needs what an observation must hold; nothing for numbers of the parameters alone
 * @param of the numbers, as many at every observation; the parameters are null where something is needed
 */
public record Average(String name, Optional<Quantity> needs, BiFunction<Result, Parameters, double[]> of) {

    /** Numbers of an observation. */
    public Average(String name, Quantity needs, Function<Result, double[]> of) {
        this(name, Optional.of(needs), (result, theta) -> of.apply(result));
    }

    /** Numbers of the parameters. */
    public static Average ofParameters(String name, Function<Parameters, double[]> of) {
        return new Average(name, Optional.empty(), (result, theta) -> of.apply(theta));
    }
}
