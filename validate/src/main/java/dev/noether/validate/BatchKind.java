package dev.noether.validate;

/** The kinds of batch that a case may have. */
public enum BatchKind {
    SAMPLES,
    MOMENTS,
    POPULATION
}
