package dev.noether.theory;

import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Symmetry;
import java.util.Arrays;
import java.util.List;

/**
 * What the gradient noise at a point does along a symmetry, with {@code A = sum_j mu_j n_j n_j^T}: the variances
 *
 * <pre>
 * s_j = n_j^T Sigma n_j       Tr[Sigma A] = sum_j mu_j s_j
 * </pre>
 *
 * of the gradient of one sample of the data loss, and {@code gradL^T A gradL}. From them follow the Noether flow of the
 * charge and the noise equilibrium along A. From a covariance ({@link #ofCovariance}), from the gradients of samples
 * ({@link SampleGradientNoise}), or from traces of blocks ({@link #ofBlockTraces}).
 */
public final class SymmetryNoise {

    private final Generator generator;
    private final double[] variances;
    private final double gradientCharge;

    SymmetryNoise(Generator generator, double[] variances, double gradientCharge) {
        this.generator = generator;
        this.variances = variances;
        this.gradientCharge = gradientCharge;
    }

    /**
     * From a covariance. Variances that rounding has made negative, by up to 1e-9 of the largest entry, are zero.
     *
     * @param sigma covariance of the gradient of one sample, n x n; not modified
     * @param meanGradient gradL without weight decay, of length n; zeros at a minimum of the data loss; not modified
     * @throws IllegalArgumentException if shapes differ, or sigma is not finite, symmetric and positive along A's
     *     eigenvectors
     */
    public static SymmetryNoise ofCovariance(Generator generator, Matrix sigma, double[] meanGradient) {
        Dense.requireSymmetric("Sigma", sigma);
        generator.requireSize("Sigma", sigma.rows());
        generator.requireSize("the mean gradient", meanGradient.length);
        double scale = 0;
        for (int i = 0; i < sigma.rows(); i++) {
            scale = Math.max(scale, sigma.get(i, i));
        }
        double[] variances = generator.diagonalOf(sigma);
        for (int j = 0; j < variances.length; j++) {
            if (variances[j] < -1e-9 * scale) {
                throw new IllegalArgumentException("Sigma has the variance " + variances[j]
                        + " along an eigenvector of the generator, it must be positive semi-definite");
            }
            variances[j] = Math.max(variances[j], 0);
        }
        return new SymmetryNoise(generator, variances, generator.charge(meanGradient));
    }

    /**
     * From the trace of Sigma over each block of a model, for a symmetry that treats all parameters of a block alike: only
     * the sums over equal eigenvalues matter, so the trace is spread evenly over its block.
     *
     * @param traces {@code Tr Sigma_b}, one a block
     * @param gradientCharge {@code gradL^T A gradL}; 0 at a minimum of the data loss
     * @throws IllegalArgumentException if the symmetry tells parameters of a block apart
     */
    public static SymmetryNoise ofBlockTraces(Model model, Symmetry symmetry, double[] traces, double gradientCharge) {
        List<ParameterBlock> blocks = model.blocks();
        if (traces.length != blocks.size()) {
            throw new IllegalArgumentException(traces.length + " traces for a model of " + blocks.size() + " blocks");
        }
        Generator generator = Generator.of(model, symmetry, 0);
        double[] weights = generator.eigenvalues();
        double[] variances = new double[weights.length];
        for (int b = 0; b < traces.length; b++) {
            int from = ParameterVector.offset(model, b);
            int to = from + (int) blocks.get(b).size();
            for (int i = from; i < to; i++) {
                if (weights[i] != weights[from]) {
                    throw new IllegalArgumentException(symmetry.name() + " moves the parameters of block "
                            + blocks.get(b).name() + " differently; give a covariance or gradients of samples");
                }
            }
            Arrays.fill(variances, from, to, traces[b] / (to - from));
        }
        return new SymmetryNoise(generator, variances, gradientCharge);
    }

    /** A. */
    public Generator generator() {
        return generator;
    }

    /** s_j, a copy, in the order of the generator's eigenvalues. */
    public double[] variances() {
        return variances.clone();
    }

    /** {@code Tr[Sigma A]}. */
    public double noiseCharge() {
        double[] mu = generator.eigenvalues();
        double sum = 0;
        for (int j = 0; j < mu.length; j++) {
            sum += mu[j] * variances[j];
        }
        return sum;
    }

    /** {@code gradL^T A gradL}. */
    public double gradientCharge() {
        return gradientCharge;
    }

    /** Expected flow of the charge at theta, where this noise was taken; theta is not modified. */
    public NoetherFlow flow(double[] theta, SgdSettings settings) {
        return NoetherFlow.of(generator.charge(theta), noiseCharge(), gradientCharge, settings);
    }

    /** The noise equilibrium along A from theta, where this noise was taken; theta is not modified. */
    public NoiseFixedPoint fixedPoint(double[] theta, SgdSettings settings) {
        return NoiseFixedPoint.of(generator.eigenvalues(), variances, squares(theta), settings);
    }

    /** {@code t_j = (n_j^T theta)^2}. */
    double[] squares(double[] theta) {
        double[] squares = new double[variances.length];
        generator.coordinates(theta, squares);
        for (int j = 0; j < squares.length; j++) {
            squares[j] *= squares[j];
        }
        return squares;
    }
}
