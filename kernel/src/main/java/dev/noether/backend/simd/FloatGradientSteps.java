package dev.noether.backend.simd;

import dev.noether.backend.Replica;
import dev.noether.model.Model;

/** Steps of any model on any batch: the gradient of its objective as a point, then a descent along it. */
final class FloatGradientSteps implements FloatStepping {

    private final FloatPoint theta;
    private final Replica replica;
    private final FloatMinibatches minibatches;

    FloatGradientSteps(Model model, Replica replica, FloatMinibatches minibatches) {
        theta = new FloatPoint(model);
        this.replica = replica;
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
        descend(minibatches.next(workspace.objectives, step), theta, replica, step, workspace);
    }

    @Override
    public double squaredNorm() {
        return theta.squaredNorm();
    }

    /** One step of {@code point} along the gradient of an objective, at the rates of a replica at step {@code step}. */
    static void descend(
            FloatObjective objective, FloatPoint point, Replica replica, long step, FloatWorkspace workspace) {
        objective.forward(point);
        objective.gradient(point, workspace.gradient);
        point.descend(replica.learningRate().at(step), replica.weightDecay(), workspace.gradient);
    }
}
