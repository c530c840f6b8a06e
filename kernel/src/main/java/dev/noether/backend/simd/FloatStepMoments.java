package dev.noether.backend.simd;

import dev.noether.simd.FloatMatrix;

/**
 * {@code M = E[r x^T]} (dy x dx) of the batch of each step, {@code r = P x - y} the residual at the product P of a linear
 * net, computed by a team.
 */
interface FloatStepMoments {

    /**
     * Prepares the batch of step {@code step}; may be called in the same part as what does not call this, and before the
     * step that it is for.
     */
    void draw(long step, int member, int members);

    /**
     * Overwrites M with {@code factor E[r x^T]} of the batch that was drawn.
     *
     * @param p P, dy x dx; not modified
     */
    void compute(float factor, FloatMatrix p, FloatMatrix m, Team team);
}
