package dev.noether.validate.reference;

import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Stepper;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.Set;

/** One replica: evaluate the gradient, then take the step {@code theta <- theta - eta (g + 2 gamma theta)}. */
final class ReferenceTrajectory {

    private static final Set<Quantity> GRADIENT = Set.of(Quantity.GRADIENT);

    private final Replica replica;
    private final ReferenceEvaluator evaluator;
    private final Parameters theta;
    private final Result result;
    private final double divergenceBound;
    private long step;
    private boolean diverged;

    ReferenceTrajectory(Replica replica) {
        this.replica = replica;
        evaluator = new ReferenceEvaluator(replica.start().model());
        theta = replica.start().copy(Precision.DOUBLE);
        result = new Result(theta.model(), Precision.DOUBLE, GRADIENT);
        divergenceBound = Stepper.divergenceBound(replica.start());
    }

    /** One step on minibatch number {@link #step} of the replica's source. */
    void advance() {
        step(ReferenceMinibatch.of(replica.source(), replica.seed(), step));
    }

    /** One step on a given batch. */
    void step(Batch batch) {
        // The gradient of the loss with weight decay is g + 2 gamma theta.
        evaluator.at(theta, batch, replica.weightDecay()).compute(GRADIENT, result);
        double eta = replica.learningRate().at(step);
        for (int b = 0; b < theta.blocks(); b++) {
            Matrix block = theta.block(b);
            Matrix gradient = result.gradient().block(b);
            for (int i = 0; i < block.rows(); i++) {
                for (int j = 0; j < block.columns(); j++) {
                    block.set(i, j, block.get(i, j) - eta * gradient.get(i, j));
                }
            }
        }
        step++;
        diverged = !(theta.squaredNorm() <= divergenceBound);
    }

    long step() {
        return step;
    }

    boolean diverged() {
        return diverged;
    }

    void read(Parameters out) {
        out.copyFrom(theta);
    }

    void observe(Set<Quantity> quantities, Result out) {
        evaluator.at(theta, replica.observed(), replica.weightDecay()).compute(quantities, out);
    }

    Stepper.State save() {
        return new Stepper.State(theta.copy(Precision.DOUBLE), step, diverged);
    }

    void restore(Stepper.State state) {
        state.theta().requireModel(theta.model());
        theta.copyFrom(state.theta());
        step = state.step();
        diverged = state.diverged();
    }
}
