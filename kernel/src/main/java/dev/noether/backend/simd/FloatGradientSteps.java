package dev.noether.backend.simd;

import dev.noether.backend.Replica;
import dev.noether.model.Model;

/** Steps of any model on any batch, of any dynamics: gradients as points, then a move along them. */
final class FloatGradientSteps implements FloatStepping {

    private final FloatPoint theta;
    private final FloatDynamics dynamics;
    private final FloatMinibatches minibatches;

    FloatGradientSteps(Model model, Replica replica, FloatMinibatches minibatches) {
        theta = new FloatPoint(model);
        dynamics = new FloatDynamics(replica);
        this.minibatches = minibatches;
    }

    @Override
    public void load(FloatPoint from) {
        theta.copyFrom(from);
    }

    @Override
    public void store(FloatPoint to) {
        to.copyFrom(theta);
    }

    @Override
    public void step(long step, FloatWorkspace workspace) {
        dynamics.step(minibatches.next(workspace.objectives, step), theta, step, workspace);
    }

    @Override
    public double squaredNorm() {
        return theta.squaredNorm();
    }
}
