package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;

/** What one worker needs beside the state of the trajectory that it steps. */
final class FloatWorkspace {

    final FloatLinearBatches batches;
    final FloatTwoLayerPoint gradient;

    /** Parameters at the last look for divergence. */
    final FloatTwoLayerPoint good;

    final FloatMatrix scratch = new FloatMatrix(1, 1);

    FloatWorkspace(TwoLayerNet net) {
        batches = new FloatLinearBatches(net, new FloatGemm());
        gradient = new FloatTwoLayerPoint(net);
        good = new FloatTwoLayerPoint(net);
    }
}
