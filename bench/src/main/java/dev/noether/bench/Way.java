package dev.noether.bench;

/** The ways to do what is compared; of the libraries that go one way the fastest of a run counts. */
public enum Way {
    NOETHER("Noether"),
    /** Five products of matrices, the update folded into the last two. */
    FIVE_PRODUCTS("BLAS, five products"),
    /** The products by way of {@code P = U W} and {@code M = R^T X}. */
    REASSOCIATED("BLAS, reassociated"),
    /** Products of vectors, where a net has only those. */
    VECTORS("BLAS, vectors"),
    AUTOGRAD("libtorch, autograd"),
    BY_HAND("libtorch, by hand"),
    /** One of Hutchinson's probes by two backward passes. */
    PROBE("libtorch, one probe"),
    /** The gradient of every sample. */
    PER_SAMPLE("libtorch, per sample"),
    GENERATOR("MKL's generator"),
    /** The gradient alone, where more than that is asked. */
    GRADIENT_ALONE("Noether, gradient alone"),
    /** What the machine can do: no peer, a limit. */
    LIMIT("limit");

    private final String label;

    Way(String label) {
        this.label = label;
    }

    /** Name in tables. */
    public String label() {
        return label;
    }
}
