package dev.noether.backend.simd;

import dev.noether.backend.Replica;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;

/** One trajectory of any model: its state, and how it steps in a {@link FloatWorkspace}. */
final class FloatTrajectory {

    /**
     * Steps between two looks for divergence. A look reads all parameters in scalar code, about as long as a step takes;
     * the step at which a trajectory diverged is found afterwards.
     */
    private static final int STEPS_BETWEEN_LOOKS = 64;

    /** Operations between two questions whether to stop: 0.1 s at 1 GFLOP/s, far below what a slow machine does. */
    private static final double OPERATIONS_BETWEEN_QUESTIONS = 1e8;

    final FloatPoint theta;
    final Replica replica;
    private final FloatMinibatches minibatches;
    private final double bound;
    private final int stepsBetweenQuestions;
    private long step;
    private boolean diverged;

    /** A trajectory at its start. */
    FloatTrajectory(Model model, Replica replica, FloatMinibatches minibatches, double operationsPerStep) {
        this.replica = replica;
        this.minibatches = minibatches;
        theta = new FloatPoint(model);
        bound = Stepper.divergenceBound(replica.start());
        stepsBetweenQuestions =
                (int) Math.clamp(OPERATIONS_BETWEEN_QUESTIONS / operationsPerStep, 1, STEPS_BETWEEN_LOOKS);
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
        theta.load(values, workspace.scratch);
        step = steps;
        diverged = ended;
    }

    /** Goes on to step {@code target}, unless it diverges or is stopped before. */
    void advance(long target, Cancellation cancellation, FloatWorkspace workspace) {
        boolean stopped = diverged;
        while (step < target && !stopped) {
            workspace.good.copyFrom(theta);
            long good = step;
            stopped = stepTo(Math.min(target, good + STEPS_BETWEEN_LOOKS), cancellation, workspace);
            if (outOfBounds()) {
                theta.copyFrom(workspace.good);
                step = good;
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
            while (step < pause) {
                step(minibatches.next(workspace.objectives, step), workspace);
            }
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
            step(minibatches.next(workspace.objectives, step), workspace);
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
            step(objective, workspace);
            diverged = outOfBounds();
        }
    }

    private void step(FloatObjective objective, FloatWorkspace workspace) {
        objective.forward(theta);
        objective.gradient(theta, workspace.gradient);
        theta.descend(replica.learningRate().at(step), replica.weightDecay(), workspace.gradient);
        step++;
    }

    private boolean outOfBounds() {
        return !(theta.squaredNorm() <= bound);
    }
}
