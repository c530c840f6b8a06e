package dev.noether.backend.simd;

import dev.noether.simd.FloatMatrix;

/**
 * Second moments of input x and residual {@code r = P x - y} of a model that is linear in its inputs, for one kind of
 * batch. {@link #bind} is called first; computing allocates nothing.
 */
sealed interface FloatSecondMoments permits FloatGivenMoments, FloatPopulationMoments {

    /** Takes the product P (dy x dx), which must stay as it is while this is asked for more. */
    void bind(FloatMatrix p);

    /** {@code M = E[r x^T]}, dy x dx. */
    FloatMatrix m();

    /** {@code Cx = E[x x^T]}, dx x dx. */
    FloatMatrix cx();

    /** {@code Crr = E[r r^T]}, dy x dy. */
    FloatMatrix crr();

    /** {@code E|r|^2 = tr Crr}. */
    double meanSquaredResidual();

    /** {@code E|x|^2 = tr Cx}. */
    double meanSquaredInput();
}
