package dev.noether.bench;

import dev.noether.backend.Backend;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import java.util.List;
import java.util.stream.LongStream;

/** Trajectories that are timed on a device. */
public enum DeviceWork {
    /** As many small nets as a small device computes at once. */
    SMALL_REPLICAS("64 x figure 2", Size.FIGURE_2, 64, 512),
    /** A wide net. */
    FIGURE_8("figure 8", Size.FIGURE_8, 1, 32),
    /** Nothing but products. */
    LARGE("large", Size.LARGE, 1, 4);

    /** Name in tables. */
    final String label;

    final Size size;

    /** Trajectories at once, with seeds of their own. */
    final int replicas;

    /** Steps of a call. */
    final int steps;

    DeviceWork(String label, Size size, int replicas, int steps) {
        this.label = label;
        this.size = size;
        this.replicas = replicas;
        this.steps = steps;
    }

    /** Nominal operations of a step of all replicas. */
    double operations() {
        return replicas * OperationCount.linearStep(size.batchSize, size.inputs, size.hidden);
    }

    /** The trajectories on a backend, with all cores where it computes on them. */
    Stepper stepper(Backend backend, Precision precision) {
        List<Replica> all = LongStream.rangeClosed(1, replicas)
                .mapToObj(seed -> new Replica(
                        seed,
                        size.learningRate,
                        0,
                        new BatchSource.Fresh(size.task(), size.batchSize),
                        new Batch.Population(size.task()),
                        Nets.parameters(size, precision)))
                .toList();
        int threads = Runtime.getRuntime().availableProcessors();
        return backend.stepper(new Run(size.net(), precision, all, threads));
    }
}
