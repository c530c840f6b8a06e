package dev.noether.theory;

/**
 * The noise equilibrium along one symmetry (Theorems 4.3 and D.1): {@code exp(lambda* A) theta}, lambda* the root of
 *
 * <pre>
 * G(lambda) = (eta / S) sum_j mu_j exp(-2 lambda mu_j) s_j - 4 gamma (1 - eta gamma) sum_j mu_j exp(2 lambda mu_j) t_j
 * </pre>
 *
 * with {@code A = sum_j mu_j n_j n_j^T}, {@code s_j = n_j^T Sigma n_j}, {@code t_j = (n_j^T theta)^2}. G decreases
 * strictly unless it is zero everywhere. The mean gradient is taken as zero, as at a minimum of the data loss; see
 * {@link NoetherFlow#gradient} for its share.
 */
public sealed interface NoiseFixedPoint {

    /**
     * A finite root.
     *
     * @param lambda lambda*
     */
    record Finite(double lambda) implements NoiseFixedPoint {
        public Finite {
            if (!Double.isFinite(lambda)) {
                throw new IllegalArgumentException("a finite fixed point cannot be at " + lambda);
            }
        }
    }

    /** G stays above zero: the noise drives theta along A without end. */
    record PlusInfinity() implements NoiseFixedPoint {}

    /** G stays below zero: the noise drives theta against A without end. */
    record MinusInfinity() implements NoiseFixedPoint {}

    /** G is zero everywhere: nothing moves theta along A. */
    record Undetermined() implements NoiseFixedPoint {}

    /**
     * Solves for lambda*.
     *
     * @param generator mu_j, the eigenvalues of A; those below {@code n ulp(1)} of the largest count as zero
     * @param noise s_j, at least 0, in the convention of the settings' loss
     * @param squares t_j, at least 0
     * @throws IllegalArgumentException if lengths differ, a value is not finite, or s or t is negative
     */
    static NoiseFixedPoint of(double[] generator, double[] noise, double[] squares, SgdSettings settings) {
        if (noise.length != generator.length || squares.length != generator.length) {
            throw new IllegalArgumentException("the generator has " + generator.length + " eigenvalues, but there are "
                    + noise.length + " variances of the noise and " + squares.length + " squares of theta");
        }
        double scale = 0;
        for (int j = 0; j < generator.length; j++) {
            requireFinite("eigenvalue", j, generator[j], -Double.MAX_VALUE);
            requireFinite("variance of the noise", j, noise[j], 0);
            requireFinite("square of theta", j, squares[j], 0);
            scale = Math.max(scale, Math.abs(generator[j]));
        }
        LogBalance balance = new LogBalance(2 * generator.length);
        double eta = settings.learningRate();
        double gamma = settings.weightDecay();
        double decay = 4 * gamma * (1 - eta * gamma);
        for (int j = 0; j < generator.length; j++) {
            if (Math.abs(generator[j]) > generator.length * Math.ulp(1.0) * scale) {
                double mu = generator[j] / scale;
                balance.add(mu, Math.log(eta / settings.batchSize()) + Math.log(noise[j]));
                balance.add(-mu, Math.log(decay) + Math.log(squares[j]));
            }
        }
        if (balance.rises() && balance.falls()) {
            double root = balance.root() / scale;
            return new Finite(Math.clamp(root, -Double.MAX_VALUE, Double.MAX_VALUE));
        }
        if (balance.rises()) {
            return new PlusInfinity();
        }
        return balance.falls() ? new MinusInfinity() : new Undetermined();
    }

    private static void requireFinite(String name, int j, double value, double least) {
        if (!(value >= least) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " " + (j + 1) + " is " + value + ", it must be finite"
                    + (least == 0 ? " and at least 0" : ""));
        }
    }
}
