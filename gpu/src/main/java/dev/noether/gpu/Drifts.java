package dev.noether.gpu;

import dev.noether.backend.Dynamics;
import dev.noether.backend.Run;
import dev.noether.task.BatchSource;
import java.util.List;
import java.util.Objects;

/** The batches of a run's exact drifts, those of {@link Dynamics.Flow} in steps other than the learning rate. */
final class Drifts {

    private Drifts() {}

    /** What multiplies the learning rate and the weight decay of a flow that has a drift, {@code sqrt(fraction)}; else 1. */
    static double root(Dynamics dynamics) {
        return dynamics instanceof Dynamics.Flow flow ? Math.sqrt(flow.fraction()) : 1;
    }

    /** What the drift's gradient is multiplied with beside that of a minibatch; 0 where none is needed. */
    static double weight(Dynamics dynamics) {
        return root(dynamics) - 1;
    }

    /**
     * A source for each replica of a run; none if no replica has a drift. One that has none beside others that do gets a batch of
     * theirs, which it never looks at.
     */
    static List<BatchSource> of(Run run) {
        List<BatchSource> own =
                run.replicas().stream().map(r -> source(r.dynamics())).toList();
        return own.stream()
                .filter(Objects::nonNull)
                .findFirst()
                .map(any -> own.stream()
                        .map(source -> source == null ? any : source)
                        .toList())
                .orElse(List.of());
    }

    private static BatchSource source(Dynamics dynamics) {
        return dynamics instanceof Dynamics.Flow flow && weight(dynamics) != 0
                ? new BatchSource.Fixed(flow.drift())
                : null;
    }
}
