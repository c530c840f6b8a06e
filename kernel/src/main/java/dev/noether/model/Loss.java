package dev.noether.model;

/** Convention of the squared loss {@code l = c |f(x) - y|^2}: {@code c = 1} for a sum, {@code 1/dy} for a mean. */
public enum Loss {
    SUM,
    MEAN;

    /** The factor c for {@code outputs = dy}. */
    public double scale(int outputs) {
        return this == SUM ? 1.0 : 1.0 / outputs;
    }
}
