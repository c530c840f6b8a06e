package dev.noether.backend;

import java.util.Set;

/** A point that {@link Evaluator#at} has bound. */
public interface Evaluation {

    /**
     * Overwrites the given quantities in {@code result}; others are left as they are. Overflow is a result: infinities
     * and NaN are stored as they come.
     *
     * @throws IllegalArgumentException if the result has no memory for one of them, or {@link Quantity#TASK_BALANCE} or
     *     {@link Quantity#TASK_BALANCE_NORMS} are asked for on a batch that is not a population
     */
    void compute(Set<Quantity> quantities, Result result);
}
