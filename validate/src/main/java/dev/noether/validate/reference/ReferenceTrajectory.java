package dev.noether.validate.reference;

import dev.noether.backend.Dynamics;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Stepper;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.Set;

/** One replica: evaluate gradients, then take the step of its {@link Dynamics} as it is written there. */
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

    /** One step on a given batch, which takes the place of the minibatch. */
    void step(Batch batch) {
        switch (replica.dynamics()) {
            case Dynamics.Descent descent -> move(gradient(batch), 1);
            case Dynamics.Flow flow -> {
                double[] drift = gradient(flow.drift());
                double[] noise = gradient(batch);
                double amplitude = Math.sqrt(flow.fraction());
                for (int k = 0; k < drift.length; k++) {
                    drift[k] = (flow.fraction() - amplitude) * drift[k] + amplitude * noise[k];
                }
                move(drift, flow.fraction());
            }
            case Dynamics.MinibatchFlow flow ->
                move(
                        multiplied(Dynamics.MinibatchFlow.samples(batch, Batch.Samples.class), flow.fraction()),
                        flow.fraction());
        }
    }

    /** {@code dt/eta g_S + sqrt(dt/eta / (S (S - 1))) sum_i xi_i (g_i - g_S)}, from the gradient of every sample. */
    private double[] multiplied(Batch.Samples batch, double fraction) {
        int size = batch.size();
        double[] xi = new ReferenceStream(replica.seed()).multipliers(step, size);
        double[][] x = batch.x().toRows();
        double[][] y = batch.y().toRows();
        double[] mean = gradient(batch);
        double[] move = new double[mean.length];
        double scale = Math.sqrt(fraction / (size * (size - 1.0)));
        for (int i = 0; i < size; i++) {
            double[] ofSample = gradient(sample(x[i], y[i]));
            for (int k = 0; k < move.length; k++) {
                move[k] += scale * xi[i] * (ofSample[k] - mean[k]);
            }
        }
        for (int k = 0; k < move.length; k++) {
            move[k] += fraction * mean[k];
        }
        return move;
    }

    private static Batch sample(double[] x, double[] y) {
        return new Batch.Samples(Matrix.of(new double[][] {x}), Matrix.of(new double[][] {y}));
    }

    /** The gradient of the data loss, without weight decay, as one list of numbers. */
    private double[] gradient(Batch batch) {
        evaluator.at(theta, batch, 0).compute(GRADIENT, result);
        double[] numbers = new double[Math.toIntExact(theta.model().parameterCount())];
        int at = 0;
        for (int b = 0; b < theta.blocks(); b++) {
            for (double[] row : result.gradient().block(b).toRows()) {
                System.arraycopy(row, 0, numbers, at, row.length);
                at += row.length;
            }
        }
        return numbers;
    }

    /** {@code theta <- theta - eta (gradient + decay 2 gamma theta)}. */
    private void move(double[] gradient, double decay) {
        double eta = replica.learningRate().at(step);
        double shrink = 2 * decay * replica.weightDecay();
        int at = 0;
        for (int b = 0; b < theta.blocks(); b++) {
            Matrix block = theta.block(b);
            for (int i = 0; i < block.rows(); i++) {
                for (int j = 0; j < block.columns(); j++) {
                    double value = block.get(i, j);
                    block.set(i, j, value - eta * (gradient[at++] + shrink * value));
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
