package dev.noether.theory;

import java.util.Objects;

/**
 * The noise equilibrium along a symmetry that a small deterministic term breaks (section 5.4):
 * {@code l = l1 + zeta l2(theta)}, l1 symmetric under A. A step {@code theta' = theta - eta (g + zeta grad l2)}, g the
 * minibatch gradient of l1 with {@code g . A theta = 0}, takes the charge to
 *
 * <pre>
 * C' = C - 2 eta zeta grad l2 . A theta + eta^2 (g + zeta grad l2)^T A (g + zeta grad l2)
 * </pre>
 *
 * whose mean stops where, with {@code E[g + zeta grad l2] = 0} as at a minimum of the whole loss,
 * {@code zeta grad l2 . A theta = (eta / (2 S)) Tr[Sigma A]} (the paper writes {@code sigma^2 Tr[Sigma A]}; with its own
 * Eq. 1 the factor is {@code sigma^2 = eta / (2 S)}). Along {@code theta(lambda) = exp(lambda A) theta} this is a root of
 *
 * <pre>
 * F(lambda) = (eta / S) sum_j mu_j exp(-2 lambda mu_j) s_j - 4 gamma (1 - eta gamma) sum_j mu_j exp(2 lambda mu_j) t_j
 *             - 2 zeta grad l2(theta(lambda)) . A theta(lambda)
 * </pre>
 *
 * the expected flow of the charge there, with the uniform weight decay gamma of the settings.
 *
 * @param term l2
 * @param zeta its strength, finite
 */
public record ApproximateSymmetry(DeterministicTerm term, double zeta) {

    /** The search goes on until the factors {@code exp(2 lambda mu)} leave the range of a double. */
    private static final double LARGEST_EXPONENT = 300;

    /** First step of the search for a bracket, in units of 1 / max |mu|. */
    private static final double FIRST_STEP = 1.0 / 16;

    /** @throws IllegalArgumentException if zeta is not finite */
    public ApproximateSymmetry {
        Objects.requireNonNull(term);
        if (!Double.isFinite(zeta)) {
            throw new IllegalArgumentException("zeta " + zeta + ", it must be finite");
        }
    }

    /**
     * Expected flow of the charge at {@code exp(lambda A) theta}, F(lambda).
     *
     * @param noise of l1 at theta
     * @param theta not modified
     */
    public double flow(SymmetryNoise noise, double[] theta, double lambda, SgdSettings settings) {
        Generator generator = noise.generator();
        double[] mu = generator.eigenvalues();
        double[] s = noise.variances();
        double[] moved = theta.clone();
        generator.move(lambda, moved);
        double spread = 0;
        for (int j = 0; j < mu.length; j++) {
            // A variance of zero stays zero, wherever the factor goes.
            spread += s[j] == 0 ? 0 : mu[j] * Math.exp(-2 * lambda * mu[j]) * s[j];
        }
        double[] gradient = new double[moved.length];
        term.gradient(moved, gradient);
        double[] velocity = new double[moved.length];
        generator.apply(moved, velocity);
        double slope = 0;
        for (int i = 0; i < moved.length; i++) {
            slope += gradient[i] * velocity[i];
        }
        return NoetherFlow.of(generator.charge(moved), spread, 0, settings).total() - 2 * zeta * slope;
    }

    /**
     * The equilibrium that the flow leads to from theta: the first root of F that steps of doubling length in the
     * direction of F(0) meet. Where {@code zeta l2} is convex along the symmetry, as squared norms are, F decreases and
     * there is no other.
     *
     * @param noise of l1 at theta
     * @param theta not modified
     * @return finite; infinite where F keeps its sign; undetermined where F(0) is zero for want of noise, decay and term
     * @throws IllegalArgumentException if F is not finite at theta
     */
    public NoiseFixedPoint fixedPoint(SymmetryNoise noise, double[] theta, SgdSettings settings) {
        double start = flow(noise, theta, 0, settings);
        if (!Double.isFinite(start)) {
            throw new IllegalArgumentException("the flow of the charge at theta is " + start + ", it must be finite");
        }
        double scale = 0;
        for (double mu : noise.generator().eigenvalues()) {
            scale = Math.max(scale, Math.abs(mu));
        }
        if (start == 0) {
            return scale > 0 && flow(noise, theta, FIRST_STEP / scale, settings) != 0
                    ? new NoiseFixedPoint.Finite(0)
                    : new NoiseFixedPoint.Undetermined();
        }
        double direction = Math.signum(start);
        double inside = 0;
        for (double step = FIRST_STEP / scale; step * scale < LARGEST_EXPONENT; step *= 2) {
            double outside = direction * step;
            double there = flow(noise, theta, outside, settings);
            if (there * direction <= 0) {
                return new NoiseFixedPoint.Finite(root(noise, theta, settings, inside, outside, direction));
            }
            inside = outside;
        }
        return direction > 0 ? new NoiseFixedPoint.PlusInfinity() : new NoiseFixedPoint.MinusInfinity();
    }

    /** Bisection until the bracket has no double inside; F has the sign {@code direction} at {@code inside}. */
    private double root(
            SymmetryNoise noise,
            double[] theta,
            SgdSettings settings,
            double inside,
            double outside,
            double direction) {
        double near = inside;
        double far = outside;
        double middle = near + (far - near) / 2;
        while (middle != near && middle != far) {
            if (flow(noise, theta, middle, settings) * direction > 0) {
                near = middle;
            } else {
                far = middle;
            }
            middle = near + (far - near) / 2;
        }
        return middle;
    }
}
