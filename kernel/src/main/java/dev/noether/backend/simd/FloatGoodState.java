package dev.noether.backend.simd;

import dev.noether.model.Model;

/**
 * Parameters at a step at which a trajectory had not diverged. Kept from one call to the next: a copy of large parameters
 * takes as long as a good part of a step, and callers may go on step by step.
 */
final class FloatGoodState {

    private final FloatPoint theta;
    private FloatTrajectory owner;
    private long ofLife;
    private long step;

    FloatGoodState(Model model) {
        theta = new FloatPoint(model);
    }

    /** Takes the state of a trajectory. */
    void take(FloatTrajectory trajectory, FloatStepping stepping, long life) {
        stepping.store(theta);
        owner = trajectory;
        ofLife = life;
        step = trajectory.step();
    }

    /** Whether this is a state of a trajectory since it was last put into one, not {@code most} or more steps ago. */
    boolean isOf(FloatTrajectory trajectory, long life, long most) {
        return owner == trajectory && ofLife == life && trajectory.step() - step < most;
    }

    /** Steps that were done before it. */
    long step() {
        return step;
    }

    FloatPoint theta() {
        return theta;
    }
}
