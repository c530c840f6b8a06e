package dev.noether.gpu;

import dev.noether.model.Model;

/**
 * Steps of any model: its minibatch is drawn, its {@link Objective} gives the gradient, the parameters move; several
 * launches a step, one replica after the other, nothing fetched in between. A replica that has diverged is found by the
 * device itself at the very step, and stays there while launches that were enqueued ahead pass over it.
 */
final class GradientEngine implements Engine {

    private final ReplicaState state;
    private final Minibatches minibatches;
    private final Objectives objectives;
    private final Updates updates;
    private final DevicePoint gradient;

    GradientEngine(Toolbox tools, Model model, ReplicaState state, Minibatches minibatches) {
        this.state = state;
        this.minibatches = minibatches;
        objectives = new Objectives(model, tools);
        updates = new Updates(tools, state);
        gradient = DevicePoint.allocate(tools.session(), model);
    }

    @Override
    public void enqueue(long target, int count) {
        for (int r = 0; r < state.count(); r++) {
            long steps = state.diverged(r) ? 0 : Math.min(count, target - state.step(r));
            for (long t = 0; t < steps; t++) {
                step(r, minibatches.next(r));
            }
        }
    }

    @Override
    public void step(int r, DeviceBatch batch) {
        Objective objective = objectives.on(batch);
        DevicePoint theta = state.point(r);
        objective.forward(theta);
        objective.gradient(theta, gradient);
        updates.descend(r, gradient);
    }
}
