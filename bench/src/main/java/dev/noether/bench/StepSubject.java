package dev.noether.bench;

import dev.noether.backend.Stepper;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;

/** Steps of SGD on fresh minibatches, by the stepper of the backend and by plain Java; a call makes several. */
final class StepSubject implements Comparison.Subject, AutoCloseable {

    /** Steps after which the two are compared. */
    private static final int CHECKED_STEPS = 3;

    private final int stepsPerCall;
    private final Stepper stepper;
    private final PlainNet plain;
    private long target = CHECKED_STEPS;
    private long plainStep = CHECKED_STEPS;

    StepSubject(Size size, Precision precision, int stepsPerCall) {
        this.stepsPerCall = stepsPerCall;
        stepper = Nets.stepper(size, precision);
        plain = Nets.plain(size, precision);
        plain.start(Nets.parameters(size, precision));
        stepper.advance(CHECKED_STEPS, () -> false);
        for (int step = 0; step < CHECKED_STEPS; step++) {
            plain.step(step);
        }
        Parameters theta = Parameters.allocate(size.net(), precision);
        Parameters plainTheta = Parameters.allocate(size.net(), precision);
        stepper.read(0, theta);
        plain.read(plainTheta);
        Agreement.require(precision, theta, plainTheta);
    }

    @Override
    public Object kernel() {
        target += stepsPerCall;
        return stepper.advance(target, () -> false);
    }

    @Override
    public Object control() {
        for (int i = 0; i < stepsPerCall; i++) {
            plain.step(plainStep++);
        }
        return plain;
    }

    /** @throws IllegalStateException if the steps that were timed were not made */
    @Override
    public void close() {
        boolean made = stepper.step(0) == target && !stepper.diverged(0);
        stepper.close();
        if (!made) {
            throw new IllegalStateException("the trajectory has diverged: what was timed were no steps");
        }
    }
}
