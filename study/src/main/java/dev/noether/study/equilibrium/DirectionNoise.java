package dev.noether.study.equilibrium;

import dev.noether.model.Precision;
import dev.noether.theory.CovarianceEstimate;
import dev.noether.theory.SampleGradientNoise;
import dev.noether.theory.SymmetryNoise;

/**
 * The gradient noise along one direction, one gradient after another; and whether the loss is symmetric there: then
 * {@code grad l . A theta = 0} at every sample.
 */
final class DirectionNoise {

    /** Units in the last place by which an entry of a gradient may be off. */
    private static final double UNITS = 16;

    private final Direction direction;
    private final SampleGradientNoise noise;
    private final double[] part;

    /** A theta. */
    private final double[] velocity;

    /** {@code sum_i |g_i . A theta|}, and the same with every product without its sign. */
    private double slope;

    private double magnitude;

    DirectionNoise(Direction direction, double[] theta, Precision precision) {
        this.direction = direction;
        noise = new SampleGradientNoise(direction.generator(), UNITS * precision.epsilon());
        part = new double[direction.generator().size()];
        velocity = new double[part.length];
        direction.generator().apply(direction.part(theta), velocity);
    }

    /** Takes the gradient of one more sample, of all parameters. */
    void accept(double[] gradient) {
        direction.part(gradient, part);
        double sum = 0;
        for (int k = 0; k < part.length; k++) {
            sum += part[k] * velocity[k];
            magnitude += Math.abs(part[k] * velocity[k]);
        }
        slope += Math.abs(sum);
        noise.accept(part);
    }

    /** What was gathered. */
    SymmetryNoise noise(CovarianceEstimate estimate) {
        return noise.noise(estimate);
    }

    /** {@code |grad l . A theta|} over the magnitudes of its terms, on all samples: 0 for a symmetry, at most 1. */
    double asymmetry() {
        return magnitude == 0 ? 0 : slope / magnitude;
    }
}
