package dev.noether.study.figure;

import dev.noether.backend.Backend;
import dev.noether.task.Batch;
import java.util.Optional;

/**
 * On what a figure is computed, and how large.
 *
 * @param backend the engine, usable
 * @param threads threads that may work at once
 * @param seed key of the random stream
 * @param size how long it runs
 * @param mnist the user's MNIST, for figure 5
 */
public record FigureRequest(Backend backend, int threads, long seed, FigureSize size, Optional<Batch.Samples> mnist) {

    /** Without MNIST. */
    public FigureRequest(Backend backend, int threads, long seed, FigureSize size) {
        this(backend, threads, seed, size, Optional.empty());
    }

    /** The same on another number of threads. */
    public FigureRequest on(int threads) {
        return new FigureRequest(backend, threads, seed, size, mnist);
    }
}
