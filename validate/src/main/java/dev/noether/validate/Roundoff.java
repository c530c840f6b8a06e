package dev.noether.validate;

/** How far rounding errors go beyond their standard deviation. */
final class Roundoff {

    /** Standard deviations: what 10^4 cases of many elements reach, with a factor to spare. */
    static final double LAMBDA = 4;

    private Roundoff() {}
}
