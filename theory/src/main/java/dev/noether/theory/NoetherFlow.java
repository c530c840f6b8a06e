package dev.noether.theory;

/**
 * Expected flow of a charge {@code C = theta^T A theta} under SGD, per unit of time {@code t = eta step} (the exact form
 * of Eqs. 5, 7 and 97; the paper writes {@code sigma^2 = eta / (2 S)} for the factor {@code eta / S} of the noise):
 *
 * <pre>
 * dC/dt = -4 gamma (1 - eta gamma) C + (eta / S) Tr[Sigma A] + eta gradL^T A gradL
 * </pre>
 *
 * All in the loss's own convention, L the data loss without weight decay.
 *
 * @param decay the first term
 * @param noise the second
 * @param gradient the third; zero at a minimum of the data loss
 */
public record NoetherFlow(double decay, double noise, double gradient) {

    /**
     * The flow at a point.
     *
     * @param charge C
     * @param noiseTrace {@code Tr[Sigma A]}, Sigma the covariance of the gradient of one sample
     * @param gradientCharge {@code gradL^T A gradL}
     */
    public static NoetherFlow of(double charge, double noiseTrace, double gradientCharge, SgdSettings settings) {
        double eta = settings.learningRate();
        double gamma = settings.weightDecay();
        return new NoetherFlow(
                -4 * gamma * (1 - eta * gamma) * charge, eta / settings.batchSize() * noiseTrace, eta * gradientCharge);
    }

    /** {@code dC/dt}. */
    public double total() {
        return decay + noise + gradient;
    }

    /**
     * The unbiased estimate of {@code Tr[Sigma A]} from the one that divides by the number of samples n, whose
     * expectation is {@code 1 - 1/n} of it.
     *
     * @throws IllegalArgumentException if there is only one sample
     */
    public static double unbiased(double noiseTrace, int samples) {
        return noiseTrace * CovarianceEstimate.UNBIASED.factor(samples);
    }
}
