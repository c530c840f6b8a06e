package dev.noether.backend;

import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.List;
import java.util.Objects;

/**
 * What a {@link Stepper} advances: replicas over one shape, so that a grid of rates, tasks or seeds is one run. The kind
 * of their sources and the batch size are the same for all.
 *
 * @param model the model
 * @param precision of parameters and arithmetic
 * @param replicas at least one
 * @param threads threads that may work at once, at least 1; the results do not depend on it
 */
public record Run(Model model, Precision precision, List<Replica> replicas, int threads) {

    /** @throws IllegalArgumentException if there is no replica, or two differ in model, kind of source or batch size */
    public Run {
        Objects.requireNonNull(model);
        Objects.requireNonNull(precision);
        replicas = List.copyOf(replicas);
        if (replicas.isEmpty()) {
            throw new IllegalArgumentException("a run needs at least one replica");
        }
        if (threads < 1) {
            throw new IllegalArgumentException("threads " + threads + ", there must be at least 1");
        }
        BatchSource first = replicas.getFirst().source();
        for (Replica replica : replicas) {
            if (!replica.start().model().equals(model)) {
                throw new IllegalArgumentException(
                        "a replica starts with parameters of " + replica.start().model() + ", the run is of " + model);
            }
            if (replica.source().getClass() != first.getClass() || batchSize(replica.source()) != batchSize(first)) {
                throw new IllegalArgumentException(
                        "the replicas of a run share the kind of their batches and the batch size");
            }
        }
    }

    /** Samples in a step: S, or 0 for a batch of moments or a population. */
    public static int batchSize(BatchSource source) {
        return switch (source) {
            case BatchSource.Fresh fresh -> fresh.batchSize();
            case BatchSource.Drawn drawn -> drawn.batchSize();
            case BatchSource.Fixed fixed -> fixed.batch() instanceof Batch.Samples s ? s.size() : 0;
        };
    }
}
