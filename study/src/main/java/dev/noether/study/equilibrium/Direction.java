package dev.noether.study.equilibrium;

import dev.noether.model.Model;
import dev.noether.model.Symmetry;
import dev.noether.theory.Generator;
import dev.noether.theory.ParameterVector;
import java.util.Arrays;

/**
 * One generator on the parameters that it moves: a family of a thousand generators, one a hidden unit, together is no
 * larger than the parameters.
 */
final class Direction {

    /** Indices of the parameters in the order of {@link ParameterVector}. */
    private final int[] support;

    private final Generator generator;

    private Direction(int[] support, Generator generator) {
        this.support = support;
        this.generator = generator;
    }

    /** A diagonal generator, of which only what is not zero is kept; all of it if that is nothing. */
    static Direction diagonal(double[] weights) {
        int[] support = new int[weights.length];
        int count = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] != 0) {
                support[count++] = i;
            }
        }
        // A generator of zero moves nothing; its answers are still answers.
        int[] kept = Arrays.copyOf(support, Math.max(1, count));
        return new Direction(
                kept,
                Generator.diagonal(
                        Arrays.stream(kept).mapToDouble(i -> weights[i]).toArray()));
    }

    /** Any generator over all parameters. */
    static Direction of(Generator generator) {
        int[] support = new int[generator.size()];
        Arrays.setAll(support, i -> i);
        return new Direction(support, generator);
    }

    /** A generator of a symmetry of a model. */
    static Direction of(Model model, Symmetry symmetry, int index) {
        return diagonal(Generator.of(model, symmetry, index).eigenvalues());
    }

    /** A on the support. */
    Generator generator() {
        return generator;
    }

    /** The entries of a vector of all parameters that belong to the support. */
    double[] part(double[] vector) {
        return Arrays.stream(support).mapToDouble(i -> vector[i]).toArray();
    }

    /** As {@link #part(double[])} into memory of the caller's. */
    void part(double[] vector, double[] out) {
        for (int k = 0; k < support.length; k++) {
            out[k] = vector[support[k]];
        }
    }

    /** Moves a vector of all parameters in place: {@code theta <- exp(lambda A) theta}. */
    void move(double lambda, double[] theta) {
        double[] part = part(theta);
        generator.move(lambda, part);
        for (int k = 0; k < support.length; k++) {
            theta[support[k]] = part[k];
        }
    }
}
