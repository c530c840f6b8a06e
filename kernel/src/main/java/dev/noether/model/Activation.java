package dev.noether.model;

/**
 * What a hidden unit does with its input h. With the slope {@code a} of a leaky ReLU, {@code s(h) = 1/(1 + e^-h)} and the
 * normal distribution function P and density p:
 *
 * <pre>
 *              phi(h)            phi'(h)                 phi''(h)
 * identity     h                 1                       0
 * tanh         tanh h            1 - phi^2               -2 phi (1 - phi^2)
 * relu         max(h, 0)         1 above 0, else 0       0
 * leaky-relu   h above 0, else   1 above 0, else a       0
 *              a h
 * swish        h s               s (1 + h (1 - s))       s (1 - s) (2 + h (1 - 2 s))
 * gelu         h P(h)            P(h) + h p(h)           (2 - h^2) p(h)
 * softplus     ln(1 + e^h)       s                       s (1 - s)
 * </pre>
 */
public enum Activation {
    IDENTITY,
    TANH,
    RELU,
    LEAKY_RELU,
    SWISH,
    GELU,
    SOFTPLUS;

    /** Slope of a leaky ReLU below zero where nothing else is said. */
    public static final double DEFAULT_SLOPE = 0.01;

    /** Whether {@code phi(a h) = a phi(h)} for every a above 0: then {@code U phi(W x)} allows rescaling a unit. */
    public boolean homogeneous() {
        return switch (this) {
            case IDENTITY, RELU, LEAKY_RELU -> true;
            case TANH, SWISH, GELU, SOFTPLUS -> false;
        };
    }
}
