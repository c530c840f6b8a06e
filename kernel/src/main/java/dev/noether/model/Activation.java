package dev.noether.model;

/** What a hidden unit does with its input. */
public enum Activation {
    /** {@code phi(h) = h}: the net is linear. */
    IDENTITY
}
