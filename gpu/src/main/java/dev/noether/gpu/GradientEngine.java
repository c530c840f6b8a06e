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
    private final Motion motion;

    GradientEngine(Toolbox tools, Model model, ReplicaState state, Minibatches minibatches) {
        this.state = state;
        this.minibatches = minibatches;
        motion = new Motion(tools, model, state);
    }

    @Override
    public void enqueue(long target, int count) {
        for (int r = 0; r < state.count(); r++) {
            long first = state.step(r);
            long last = state.diverged(r) ? first : Math.min(first + count, target);
            for (long step = first; step < last; step++) {
                motion.step(r, minibatches.next(r), step);
            }
        }
    }

    @Override
    public void step(int r, DeviceBatch batch) {
        motion.step(r, batch, state.step(r));
    }
}
