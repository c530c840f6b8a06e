package dev.noether.backend.simd;

import dev.noether.model.Model;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;

/** What one worker needs beside the state of the trajectory that it steps. */
final class FloatWorkspace {

    final FloatObjectives objectives;
    final FloatPoint gradient;

    /** A state that had not diverged, of the trajectory that made it last. */
    final FloatGoodState good;

    /** Parameters on their way between a stepping and another layout. */
    final FloatPoint point;

    final FloatMatrix scratch = new FloatMatrix(1, 1);

    private final Model model;
    private Drift drift;

    /** What the exact gradient of a stochastic flow takes beside that of its minibatch. */
    record Drift(FloatObjectives objectives, FloatPoint gradient) {}

    FloatWorkspace(Model model) {
        this.model = model;
        objectives = new FloatObjectives(model, new FloatGemm());
        gradient = new FloatPoint(model);
        good = new FloatGoodState(model);
        point = new FloatPoint(model);
    }

    /** Made when it is first asked for. */
    Drift drift() {
        if (drift == null) {
            drift = new Drift(new FloatObjectives(model, new FloatGemm()), new FloatPoint(model));
        }
        return drift;
    }
}
