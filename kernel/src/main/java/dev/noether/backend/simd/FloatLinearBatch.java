package dev.noether.backend.simd;

import dev.noether.simd.FloatMatrix;

/**
 * What a linear net with product {@code P = U W} needs from the batch that its loss is averaged over. {@code r = P x - y}
 * is the residual and E the average over the batch; c is the scale of the loss. Formulas: section 3 of "Parameter
 * Symmetry and Noise Equilibrium of Stochastic Gradient Descent" (arXiv 2402.07193), for each kind of batch.
 *
 * <p>An implementation holds the batch and all scratch, which grows with its size; computing allocates nothing.
 */
sealed interface FloatLinearBatch permits FloatLinearSamples, FloatLinearMoments, FloatLinearPopulation {

    /** Forward pass: what all methods below share. They refer to the point of the last call. */
    void forward(FloatTwoLayerPoint theta);

    /**
     * Overwrites {@code gradient} with that of {@code E c |r|^2}: {@code 2c E[r h^T]} and {@code 2c E[(U^T r) x^T]}.
     *
     * @param theta the point of {@link #forward}; not modified
     * @param lossScale c
     */
    void gradient(FloatTwoLayerPoint theta, double lossScale, FloatTwoLayerPoint gradient);

    /** {@code E |r|^2}, without c. */
    double meanSquaredResidual();

    /** {@code E |W x|^2} at {@code theta}, the point of {@link #forward}. */
    double meanSquaredHidden(FloatTwoLayerPoint theta);

    /** {@code E |x|^2}. */
    double meanSquaredInput();

    /** Overwrites {@code Gamma_U = E[|x|^2 r r^T]} and {@code Gamma_W = E[|r|^2 x x^T]}, which take their shapes. */
    void gammas(FloatMatrix gammaU, FloatMatrix gammaW);
}
