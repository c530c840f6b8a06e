package dev.noether.theory;

/** By what the covariance of n samples is divided. */
public enum CovarianceEstimate {
    /**
     * By n: the covariance of the batch itself, {@code (1/n) sum_i (g_i - g)(g_i - g)^T}, that of a backend's quantities.
     * The expectation over batches is {@code 1 - 1/n} of the population's.
     */
    OF_THE_BATCH,
    /** By n - 1: its expectation is the covariance of the population. */
    UNBIASED;

    /** What the covariance that divides by n is multiplied by. */
    double factor(long samples) {
        if (samples < 2) {
            throw new IllegalArgumentException("one sample has no covariance; take at least 2");
        }
        return this == OF_THE_BATCH ? 1 : samples / (samples - 1.0);
    }
}
