package dev.noether.backend.simd;

import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatMatrix;

/** Moments of a batch that is the same at every step and given by its second moments, or a population. */
final class FloatFixedMoments implements FloatStepMoments {

    private final FloatSecondMoments moments;

    FloatFixedMoments(FloatSecondMoments moments) {
        this.moments = moments;
    }

    @Override
    public void draw(long step, int member, int members) {
        // The batch is there.
    }

    @Override
    public void compute(float factor, FloatMatrix p, FloatMatrix m, Team team) {
        moments.bind(p);
        FloatMatrix unscaled = moments.m();
        for (int i = 0; i < m.rows(); i++) {
            FloatElementwise.scaleRow(factor, unscaled, i, m);
        }
    }
}
