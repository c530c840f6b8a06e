package dev.noether.theory;

import dev.noether.model.Model;

/** A term of the loss that does not depend on the sample, by its gradient: l2 of {@link ApproximateSymmetry}. */
@FunctionalInterface
public interface DeterministicTerm {

    /**
     * Overwrites {@code out} with the gradient of the term.
     *
     * @param theta in the order of {@link ParameterVector}; not modified
     * @param out of the same length
     */
    void gradient(double[] theta, double[] out);

    /** Weight decay of one block alone, {@code l2 = |theta_b|^2}. */
    static DeterministicTerm squaredNormOf(Model model, int block) {
        int from = ParameterVector.offset(model, block);
        int to = from + (int) model.blocks().get(block).size();
        return (theta, out) -> {
            for (int i = 0; i < theta.length; i++) {
                out[i] = from <= i && i < to ? 2 * theta[i] : 0;
            }
        };
    }
}
