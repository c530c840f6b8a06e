package dev.noether.backend.simd;

import dev.noether.backend.Replica;
import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;

/**
 * One trajectory of any model: it counts the steps of a {@link FloatStepping}, looks for divergence and asks whether to
 * stop.
 */
final class FloatTrajectory {

    /**
     * Steps between two looks for divergence, at least; more where a net is so small that a look, which reads and copies
     * all parameters in scalar code, takes as long as many steps. The step at which a trajectory diverged is found
     * afterwards, by stepping on from the look before.
     */
    private static final int STEPS_BETWEEN_LOOKS = 64;

    private static final int MOST_STEPS_BETWEEN_LOOKS = 4096;

    /** Operations between two looks where that is more: about a millisecond. */
    private static final double OPERATIONS_BETWEEN_LOOKS = 1e8;

    /** Operations between two questions whether to stop: 0.1 s at 1 GFLOP/s, far below what a slow machine does. */
    private static final double OPERATIONS_BETWEEN_QUESTIONS = 1e8;

    final Replica replica;
    private final FloatStepping stepping;
    private final FloatDynamics dynamics;
    private final double bound;
    private final int stepsBetweenQuestions;
    private final int stepsBetweenLooks;
    private long step;
    private boolean diverged;

    /** Changes whenever the state becomes another one than that of the steps before. */
    private long life;

    /** A trajectory without a state: {@link #restore} gives it one. */
    FloatTrajectory(Replica replica, FloatStepping stepping, double operationsPerStep) {
        this.replica = replica;
        this.stepping = stepping;
        dynamics = new FloatDynamics(replica);
        bound = Stepper.divergenceBound(replica.start());
        stepsBetweenQuestions =
                (int) Math.clamp(OPERATIONS_BETWEEN_QUESTIONS / operationsPerStep, 1, MOST_STEPS_BETWEEN_LOOKS);
        stepsBetweenLooks = (int)
                Math.clamp(OPERATIONS_BETWEEN_LOOKS / operationsPerStep, STEPS_BETWEEN_LOOKS, MOST_STEPS_BETWEEN_LOOKS);
    }

    /** Steps done. */
    long step() {
        return step;
    }

    boolean diverged() {
        return diverged;
    }

    /** Puts the trajectory into a state. */
    void restore(Parameters values, long steps, boolean ended, FloatWorkspace workspace) {
        workspace.point.load(values, workspace.scratch);
        stepping.load(workspace.point);
        life++;
        step = steps;
        diverged = ended;
    }

    /** Overwrites {@code theta} with the parameters. */
    void read(Parameters theta, FloatWorkspace workspace) {
        point(workspace).store(theta, workspace.scratch);
    }

    /** A copy of the parameters, good until the workspace is used again. */
    FloatPoint point(FloatWorkspace workspace) {
        stepping.store(workspace.point);
        return workspace.point;
    }

    /** Goes on to step {@code target}, unless it diverges or is stopped before. */
    void advance(long target, Cancellation cancellation, FloatWorkspace workspace) {
        boolean stopped = diverged;
        while (step < target && !stopped) {
            FloatGoodState good = workspace.good;
            if (!good.isOf(this, life, stepsBetweenLooks)) {
                good.take(this, stepping, life);
            }
            stopped = stepTo(Math.min(target, good.step() + stepsBetweenLooks), cancellation, workspace);
            if (outOfBounds()) {
                stepping.load(good.theta());
                step = good.step();
                findDivergence(cancellation, workspace);
                return;
            }
        }
    }

    /** Steps without a look for divergence; whether it was stopped before {@code next}. */
    private boolean stepTo(long next, Cancellation cancellation, FloatWorkspace workspace) {
        boolean stopped = cancellation.requested();
        while (step < next && !stopped) {
            long pause = Math.min(next, step + stepsBetweenQuestions);
            stepping.advance(step, pause, workspace);
            step = pause;
            stopped = cancellation.requested();
        }
        return stopped;
    }

    /**
     * Steps on from a good state to the first step after which the trajectory has diverged. If it is stopped before, it
     * stands at a good state, and the next advance comes here again.
     */
    private void findDivergence(Cancellation cancellation, FloatWorkspace workspace) {
        long asked = step;
        while (!diverged) {
            stepping.step(step, workspace);
            step++;
            diverged = outOfBounds();
            if (step - asked >= stepsBetweenQuestions) {
                asked = step;
                if (cancellation.requested()) {
                    return;
                }
            }
        }
    }

    /** One step on a given batch, with a look for divergence. */
    void stepOn(FloatObjective objective, FloatWorkspace workspace) {
        if (!diverged) {
            if (!stepping.stepOn(objective, step)) {
                FloatPoint theta = point(workspace);
                dynamics.step(objective, theta, step, workspace);
                stepping.load(theta);
            }
            life++;
            step++;
            diverged = outOfBounds();
        }
    }

    private boolean outOfBounds() {
        return !(stepping.squaredNorm() <= bound);
    }
}
