package dev.noether.theory;

import java.util.function.Consumer;

/**
 * The gradient noise along a symmetry from a stream of per-sample gradients, of any model: one pass, and nothing kept but
 * mean and variance of each coordinate in A's eigenbasis (Welford's recurrence, which does not cancel),
 *
 * <pre>
 * d = n_j^T g_k - m_j        m_j += d / k        q_j += d (n_j^T g_k - m_j)        s_j = q_j / n
 * </pre>
 *
 * A variance that is not above the square of {@code roundoff E[sum_i |n_ji| |g_i|]} is the rounding of gradients that are
 * equal, and counts as zero: a noise equilibrium must not be read off it.
 */
public final class SampleGradientNoise implements Consumer<double[]> {

    /** How far roundings may add up in an entry of a gradient, in units in the last place. */
    private static final double UNITS = 16;

    private final Generator generator;
    private final double roundoff;
    private final double[] coordinates;
    private final double[] mean;
    private final double[] squares;

    /** {@code E |g_i|} of each parameter. */
    private final double[] magnitudes;

    private long samples;

    /** For gradients computed in double. */
    public SampleGradientNoise(Generator generator) {
        this(generator, UNITS * Math.ulp(1.0));
    }

    /**
     * For gradients of any accuracy.
     *
     * @param roundoff error of an entry of a gradient relative to its size, at least 0
     */
    public SampleGradientNoise(Generator generator, double roundoff) {
        if (!(roundoff >= 0)) {
            throw new IllegalArgumentException("roundoff " + roundoff + ", it must be at least 0");
        }
        this.generator = generator;
        this.roundoff = roundoff;
        coordinates = new double[generator.size()];
        mean = new double[generator.size()];
        squares = new double[generator.size()];
        magnitudes = new double[generator.size()];
    }

    /**
     * Takes the gradient of one more sample's data loss, without weight decay.
     *
     * @param gradient of length n, in the order of the generator's parameters; not modified
     * @throws IllegalArgumentException if an entry is not finite
     */
    @Override
    public void accept(double[] gradient) {
        generator.requireSize("the gradient", gradient.length);
        for (int i = 0; i < gradient.length; i++) {
            if (!Double.isFinite(gradient[i])) {
                throw new IllegalArgumentException("entry " + (i + 1) + " of the gradient of sample " + (samples + 1)
                        + " is " + gradient[i] + ", it must be finite");
            }
        }
        samples++;
        generator.coordinates(gradient, coordinates);
        for (int j = 0; j < mean.length; j++) {
            double before = coordinates[j] - mean[j];
            mean[j] += before / samples;
            squares[j] += before * (coordinates[j] - mean[j]);
            magnitudes[j] += (Math.abs(gradient[j]) - magnitudes[j]) / samples;
        }
    }

    /** n, the number of gradients so far. */
    public long samples() {
        return samples;
    }

    /**
     * The noise of the gradients so far.
     *
     * @throws IllegalArgumentException if there are fewer than two
     */
    public SymmetryNoise noise(CovarianceEstimate estimate) {
        double factor = estimate.factor(samples) / samples;
        double[] floor = new double[mean.length];
        generator.coordinateBounds(magnitudes, floor);
        double[] variances = new double[mean.length];
        double[] mu = generator.eigenvalues();
        double gradientCharge = 0;
        for (int j = 0; j < mean.length; j++) {
            double least = roundoff * floor[j];
            variances[j] = squares[j] / samples <= least * least ? 0 : factor * squares[j];
            gradientCharge += mu[j] * mean[j] * mean[j];
        }
        return new SymmetryNoise(generator, variances, gradientCharge);
    }
}
