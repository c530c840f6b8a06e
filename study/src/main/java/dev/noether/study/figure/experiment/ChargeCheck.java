package dev.noether.study.figure.experiment;

import dev.noether.backend.Dynamics;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.random.RandomStream;
import dev.noether.sgd.ObservationTimes;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The exact identity {@code C' = (1 - 2 eta gamma)^2 C + eta^2 g^T A g} on steps of a run itself: the run stops before
 * and after such a step, and the gradient between the two is that of the minibatch which the step was to take, drawn
 * anew from the seed. So a step that is wrong shows, and so does a step on another minibatch.
 */
public final class ChargeCheck {

    /** The identity holds to this, relative to {@code |theta|^2} before or after the step, whichever is larger, in double. */
    public static final double BOUND = 1e-14;

    private static final Set<Quantity> GRADIENT = Set.of(Quantity.GRADIENT);

    private final Replica replica;
    private final Model model;
    private final Evaluator evaluator;
    private final Points points;
    private final List<Step> steps = new ArrayList<>();
    private Before before;

    /**
     * Nothing checked yet.
     *
     * @param replica whose run it is
     * @param evaluator of its model, in double
     * @param points which steps are checked
     */
    public ChargeCheck(Replica replica, Evaluator evaluator, Points points) {
        this.replica = replica;
        this.model = replica.start().model();
        this.evaluator = evaluator;
        this.points = points;
    }

    /**
     * Which steps are checked: at equal distances, some in a row.
     *
     * @param distance from one row to the next, in steps
     * @param row steps in a row, fewer than the distance
     */
    public record Points(long distance, int row) {

        /** Five rows of four steps, or what fits into a run that is shorter than that. */
        public static Points along(long steps) {
            long distance = Math.max(2, steps / 5);
            return new Points(distance, (int) Math.min(4, distance - 1));
        }

        /** Whether the step from state {@code step} to the next is checked. */
        public boolean checks(long step) {
            return step % distance < row;
        }

        /** Other times, and both ends of every checked step. */
        public ObservationTimes with(ObservationTimes others) {
            return step -> checks(step)
                    ? step + 1
                    : Math.min(others.after(step), Math.addExact(step - step % distance, distance));
        }
    }

    private record Before(long step, double charge, double gradientCharge, double squaredNorm, double radial) {}

    /**
     * One step.
     *
     * @param step steps done before
     * @param charge C before, of the first symmetry
     * @param gradientCharge {@code g^T A g}
     * @param next C after
     * @param expected what the identity gives
     * @param normBefore {@code |theta|^2} before
     * @param normAfter {@code |theta|^2} after
     * @param radial {@code |g . theta| / (|g| |theta|)} before
     */
    public record Step(
            long step,
            double charge,
            double gradientCharge,
            double next,
            double expected,
            double normBefore,
            double normAfter,
            double radial) {

        /** Relative error of the identity. A step from far away to a small theta has the rounding errors of where it began. */
        public double error() {
            return Math.abs(next - expected) / Math.max(normBefore, normAfter);
        }
    }

    /** The run stands at a step, with these parameters; told so at least at both ends of every checked step. */
    public void reached(long step, Parameters theta) {
        double charge = charge(theta);
        if (before != null && before.step() == step - 1) {
            double eta = replica.learningRate().at(before.step());
            double decay = 1 - 2 * eta * fraction() * replica.weightDecay();
            double expected = decay * decay * before.charge() + eta * eta * before.gradientCharge();
            steps.add(new Step(
                    before.step(),
                    before.charge(),
                    before.gradientCharge(),
                    charge,
                    expected,
                    before.squaredNorm(),
                    theta.squaredNorm(),
                    before.radial()));
        }
        before = null;
        if (points.checks(step)) {
            Parameters gradient = stepGradient(step, theta);
            before = new Before(step, charge, charge(gradient), theta.squaredNorm(), radial(gradient, theta));
        }
    }

    private static double radial(Parameters gradient, Parameters theta) {
        double product = 0;
        for (int b = 0; b < theta.blocks(); b++) {
            for (int i = 0; i < theta.block(b).rows(); i++) {
                for (int j = 0; j < theta.block(b).columns(); j++) {
                    product += gradient.block(b).get(i, j) * theta.block(b).get(i, j);
                }
            }
        }
        return Math.abs(product) / Math.sqrt(gradient.squaredNorm() * theta.squaredNorm());
    }

    /** What a step, but for weight decay, goes down eta times: g, or for a flow {@code (dt/eta) grad L + (dt/eta)^(1/2) (g - grad L)}. */
    private Parameters stepGradient(long step, Parameters theta) {
        Parameters ofMinibatch = gradient(theta, batch(step));
        return switch (replica.dynamics()) {
            case Dynamics.Descent descent -> ofMinibatch;
            case Dynamics.Flow flow -> {
                double noise = Math.sqrt(flow.fraction());
                addScaled(ofMinibatch, noise, gradient(theta, flow.drift()), flow.fraction() - noise);
                yield ofMinibatch;
            }
            case Dynamics.MinibatchFlow flow ->
                throw new IllegalArgumentException("the multipliers of a flow without drift are not rebuilt here");
        };
    }

    /** {@code a <- factor a + other b}. */
    private static void addScaled(Parameters a, double factor, Parameters b, double other) {
        for (int k = 0; k < a.blocks(); k++) {
            for (int i = 0; i < a.block(k).rows(); i++) {
                for (int j = 0; j < a.block(k).columns(); j++) {
                    a.block(k)
                            .set(
                                    i,
                                    j,
                                    factor * a.block(k).get(i, j)
                                            + other * b.block(k).get(i, j));
                }
            }
        }
    }

    /** Without weight decay: the identity has it apart. */
    private Parameters gradient(Parameters theta, Batch batch) {
        Result result = new Result(model, Precision.DOUBLE, GRADIENT);
        evaluator.at(theta, batch, 0).compute(GRADIENT, result);
        return result.gradient();
    }

    private double fraction() {
        return replica.dynamics() instanceof Dynamics.Flow flow ? flow.fraction() : 1;
    }

    /** The charge of the first symmetry; of a family of generators the sum, whose generator is the sum of theirs. */
    private double charge(Parameters theta) {
        Symmetry symmetry = model.symmetries().getFirst();
        return IntStream.range(0, symmetry.generators())
                .mapToDouble(generator -> symmetry.charge(generator, theta))
                .sum();
    }

    /** Whether {@link #reached} needs the parameters at a step; never where the model has no charge. */
    public boolean needs(long step) {
        return !model.symmetries().isEmpty() && (before != null || points.checks(step));
    }

    /** What was checked so far. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    private Batch batch(long number) {
        return switch (replica.source()) {
            case BatchSource.Fresh fresh ->
                GaussianSampler.minibatch(fresh.task(), Precision.DOUBLE, replica.seed(), number, fresh.batchSize());
            case BatchSource.Fixed fixed -> fixed.batch();
            case BatchSource.Drawn drawn -> drawn(drawn, number);
        };
    }

    private Batch drawn(BatchSource.Drawn source, long number) {
        Batch.Samples data = source.data();
        Matrix x = Matrix.allocate(Precision.DOUBLE, source.batchSize(), data.inputs());
        Matrix y = Matrix.allocate(Precision.DOUBLE, source.batchSize(), data.outputs());
        RandomStream stream = new RandomStream(replica.seed());
        for (int i = 0; i < source.batchSize(); i++) {
            int sample = stream.index(number, i, data.size());
            copyRow(data.x(), sample, x, i);
            copyRow(data.y(), sample, y, i);
        }
        return new Batch.Samples(x, y);
    }

    private static void copyRow(Matrix from, int source, Matrix to, int target) {
        for (int j = 0; j < to.columns(); j++) {
            to.set(target, j, from.get(source, j));
        }
    }
}
