package dev.noether.study.figure.experiment;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import java.util.Arrays;
import java.util.function.ToDoubleFunction;

/**
 * A number that is recorded along a trajectory.
 *
 * @param name in tables
 * @param needs what an observation must hold
 * @param of the number, from an observation
 */
public record Measure(String name, Quantity needs, ToDoubleFunction<Result> of) {

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

    /** The squared norm of a block. */
    public static Measure squaredNorm(int block, String name) {
        return new Measure("|" + name + "|^2", Quantity.SQUARED_NORM, result -> result.squaredNormByBlock()[block]);
    }
}
