package dev.noether.study.figure.experiment;

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

/**
 * The exact identity {@code C' = (1 - 2 eta gamma)^2 C + eta^2 g^T A g} on steps of a run itself: the run stops before
 * and after such a step, and the gradient between the two is that of the minibatch which the step was to take, drawn
 * anew from the seed. So a step that is wrong shows, and so does a step on another minibatch.
 */
public final class ChargeCheck {

    /** The identity holds to this, relative to {@code |U|^2 + |W|^2}, in double. */
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

    private record Before(long step, double charge, double gradientCharge, double radial) {}

    /**
     * One step.
     *
     * @param step steps done before
     * @param charge C before
     * @param gradientCharge {@code g^T A g}
     * @param next C after
     * @param expected what the identity gives
     * @param scale {@code |U|^2 + |W|^2} after
     * @param radial {@code |g . theta| / (|g| |theta|)} before
     */
    public record Step(
            long step,
            double charge,
            double gradientCharge,
            double next,
            double expected,
            double scale,
            double radial) {

        /** Relative error of the identity. */
        public double error() {
            return Math.abs(next - expected) / scale;
        }
    }

    /** The run stands at a step, with these parameters; told so at least at both ends of every checked step. */
    public void reached(long step, Parameters theta) {
        Symmetry symmetry = model.symmetries().getFirst();
        double charge = symmetry.charge(0, theta);
        if (before != null && before.step() == step - 1) {
            double eta = replica.learningRate().at(before.step());
            double decay = 1 - 2 * eta * replica.weightDecay();
            double expected = decay * decay * before.charge() + eta * eta * before.gradientCharge();
            steps.add(new Step(
                    before.step(),
                    before.charge(),
                    before.gradientCharge(),
                    charge,
                    expected,
                    theta.squaredNorm(),
                    before.radial()));
        }
        before = null;
        if (points.checks(step)) {
            Result result = new Result(model, Precision.DOUBLE, GRADIENT);
            // Without weight decay: the identity has it apart.
            evaluator.at(theta, batch(step), 0).compute(GRADIENT, result);
            before = new Before(step, charge, symmetry.charge(0, result.gradient()), radial(result.gradient(), theta));
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

    /** Whether {@link #reached} needs the parameters at a step. */
    public boolean needs(long step) {
        return before != null || points.checks(step);
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
