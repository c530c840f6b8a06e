package dev.noether.study.figure;

import dev.noether.backend.Backend;

/**
 * On what a figure is computed, and how large.
 *
 * @param backend the engine, usable
 * @param threads threads that may work at once
 * @param seed key of the random stream
 * @param size how long it runs
 */
public record FigureRequest(Backend backend, int threads, long seed, FigureSize size) {}
