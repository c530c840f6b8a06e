package dev.noether.study.figure.experiment;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Parameters;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;

/**
 * A number that is recorded along a trajectory.
 *
 * @param name in tables
 * @param needs what an observation must hold; nothing for a number of the parameters alone
 * @param of the number, from an observation and the parameters there; the parameters are null where something is needed
 */
public record Measure(String name, Optional<Quantity> needs, ToDoubleBiFunction<Result, Parameters> of) {

    /** The Hessian trace of the loss. */
    public static final Measure HESSIAN_TRACE =
            new Measure("hessianTrace", Quantity.HESSIAN_TRACE, Result::hessianTrace);

    /** {@code |theta|^2}. */
    public static final Measure SQUARED_NORM = new Measure(
            "|theta|^2",
            Quantity.SQUARED_NORM,
            result -> Arrays.stream(result.squaredNormByBlock()).sum());

    /** The loss. */
    public static final Measure LOSS = new Measure("loss", Quantity.LOSS, Result::loss);

    /** A number of an observation. */
    public Measure(String name, Quantity needs, ToDoubleFunction<Result> of) {
        this(name, Optional.of(needs), (result, theta) -> of.applyAsDouble(result));
    }

    /** A number of the parameters. */
    public static Measure ofParameters(String name, ToDoubleFunction<Parameters> of) {
        return new Measure(name, Optional.empty(), (result, theta) -> of.applyAsDouble(theta));
    }

    /** The squared norm of a block. */
    public static Measure squaredNorm(int block, String name) {
        return new Measure("|" + name + "|^2", Quantity.SQUARED_NORM, result -> result.squaredNormByBlock()[block]);
    }
}
