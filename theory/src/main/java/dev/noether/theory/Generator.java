package dev.noether.theory;

import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Symmetry;
import java.util.List;

/**
 * The generator A of a continuous symmetry {@code l(exp(lambda A) theta) = l(theta)}: any symmetric n x n matrix over the
 * parameters as one vector, for a model of the engine in the order of {@link ParameterVector}. Known by its eigenbasis,
 *
 * <pre>
 * A = sum_j mu_j n_j n_j^T
 * </pre>
 *
 * in which charge, flow and noise equilibrium are sums over j. Immutable. Whether the loss has this symmetry, a generator
 * does not know: {@code grad l . A theta = 0} at every sample says it.
 */
public sealed interface Generator permits DiagonalGenerator, DenseGenerator {

    /** Most parameters of a dense generator: beyond this its eigenbasis takes too long. */
    int LARGEST_DENSE = 4096;

    /** n, the number of parameters. */
    int size();

    /** mu_j, a copy, in the order of {@link #coordinates}. */
    double[] eigenvalues();

    /** Overwrites {@code out} with the coordinates {@code n_j^T v} of {@code vector}, which is not modified. */
    void coordinates(double[] vector, double[] out);

    /**
     * Overwrites {@code out} with {@code sum_i |n_ji| v_i}: how far the coordinate j of a vector can be moved by changing
     * its entry i by at most {@code v_i}.
     *
     * @param vector entries of at least 0; not modified
     */
    void coordinateBounds(double[] vector, double[] out);

    /** Overwrites {@code out} with {@code A v}; {@code vector} is not modified. */
    void apply(double[] vector, double[] out);

    /** {@code n_j^T S n_j} of every j for a symmetric n x n matrix S. */
    double[] diagonalOf(Matrix symmetric);

    /**
     * Moves along the symmetry in place: {@code theta <- exp(lambda A) theta}. Entries may overflow; they are then
     * infinite or NaN.
     */
    void move(double lambda, double[] theta);

    /** The charge {@code theta^T A theta}; theta is not modified. */
    default double charge(double[] theta) {
        double[] coordinates = new double[size()];
        coordinates(theta, coordinates);
        double[] mu = eigenvalues();
        double sum = 0;
        for (int j = 0; j < mu.length; j++) {
            sum += mu[j] * coordinates[j] * coordinates[j];
        }
        return sum;
    }

    /**
     * A diagonal generator.
     *
     * @param weights the diagonal, one finite number a parameter
     */
    static Generator diagonal(double... weights) {
        return new DiagonalGenerator(weights);
    }

    /** One generator of a symmetry of a model, diagonal in its parameters. */
    static Generator of(Model model, Symmetry symmetry, int generator) {
        if (generator < 0 || generator >= symmetry.generators()) {
            throw new IllegalArgumentException(symmetry.name() + " has generators 0 to " + (symmetry.generators() - 1)
                    + ", there is no " + generator);
        }
        double[] weights = new double[ParameterVector.length(model)];
        List<ParameterBlock> blocks = model.blocks();
        int at = 0;
        for (int b = 0; b < blocks.size(); b++) {
            for (int i = 0; i < blocks.get(b).rows(); i++) {
                for (int j = 0; j < blocks.get(b).columns(); j++) {
                    weights[at++] = symmetry.weight(generator, b, i, j);
                }
            }
        }
        return new DiagonalGenerator(weights);
    }

    /**
     * Any symmetric generator.
     *
     * @param a n x n, n at most {@link #LARGEST_DENSE} unless a is diagonal; not modified
     * @throws IllegalArgumentException if it is too large, or not square, finite and symmetric
     */
    static Generator dense(Matrix a) {
        if (a.isDiagonal()) {
            double[] weights = new double[a.rows()];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = a.get(i, i);
            }
            return new DiagonalGenerator(weights);
        }
        if (a.rows() > LARGEST_DENSE) {
            throw new IllegalArgumentException("a dense generator has at most " + LARGEST_DENSE
                    + " parameters, this one has " + a.rows() + "; give a diagonal one");
        }
        Dense.requireSymmetric("the generator", a);
        return new DenseGenerator(Dense.Eigen.of(Dense.of(a)));
    }

    /** @throws IllegalArgumentException naming both, unless the vector has one entry a parameter */
    default void requireSize(String name, int length) {
        if (length != size()) {
            throw new IllegalArgumentException(
                    name + " has " + length + " entries, the generator is of " + size() + " parameters");
        }
    }
}
