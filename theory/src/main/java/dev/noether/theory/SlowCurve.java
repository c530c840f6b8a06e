package dev.noether.theory;

import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.reduction.HiddenUnits;
import dev.noether.reduction.ReducedStart;
import dev.noether.reduction.WidthReduction;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.nonstiff.DormandPrince54Integrator;

/**
 * The way of a two-layer linear net to its noise equilibrium, as an ordinary differential equation for the mean of SGD, to
 * first order in eta. In a fast phase the net falls onto {@code U W = V*}; then it creeps along it,
 *
 * <pre>
 * dU = U T dt    dW = -T W dt    N T + T N = dQ/dt    N = U^T U + W W^T
 * dQ/dt = -(4 eta^2 / S) (D + g Q)                    Q = U^T U - W W^T
 * D = U^T Gamma_U U - W Gamma_W W^T                   g = gamma (1 - eta gamma) S / eta
 * </pre>
 *
 * per step, eta of the {@code sum} loss: the tangent of {@code U W = const} whose charges flow as is expected of SGD. Its
 * fixed point is {@link TwoLayerEquilibrium}. Weight decay moves the charges; that it also shrinks V is of second order here
 * and left out. A wide net is reduced first ({@link WidthReduction}), since its N is singular.
 */
public final class SlowCurve {

    /** What the charges do while the net falls onto {@code U W = V*}. */
    public enum FastPhase {
        /** They are conserved, as by gradient flow, and the fall takes no time: the slow curve starts at step 0. */
        CONSERVES_CHARGE,
        /**
         * They flow as is expected of SGD wherever the net is, with the gammas of its residual there and the mean gradient
         * ({@code dQ = eta^2 E[gU^T gU - gW gW^T]} a step, g of the minibatch), while it falls as gradient flow does.
         */
        MOVES_CHARGE
    }

    /** Relative error of a step of the integrator on the slow curve. */
    private static final double TOLERANCE = 1e-6;

    /** The same during the fall, whose end is a small gradient: errors of the steps must not be mistaken for one. */
    private static final double TOLERANCE_OF_FALL = 1e-8;

    /** Absolute error of a step, relative to the root mean square of the parameters and to the relative error. */
    private static final double ABSOLUTE = 1e-3;

    /** The net has fallen where its gradient is this part of that of a residual as large as the product. */
    private static final double FALLEN = 1e-6;

    /** How many times the length of the fast phase is doubled before it is given up. */
    private static final int MOST_DOUBLINGS = 20;

    private final MeanMotion motion;
    private final double[] start;
    private final FastPhase fast;

    private SlowCurve(MeanMotion motion, double[] start, FastPhase fast) {
        this.motion = motion;
        this.start = start;
        this.fast = fast;
    }

    /**
     * A point of the curve.
     *
     * @param step steps done, not always whole
     * @param balance {@code |D|}, with the gammas of the task
     * @param relativeBalance {@code |D| / (|U^T Gamma_U U| + |W Gamma_W W^T|)}
     * @param squaredNormU {@code |U|^2}
     * @param squaredNormW {@code |W|^2}
     * @param theta U and W; where the net is reduced, those of the narrow net
     */
    public record Point(
            double step,
            double balance,
            double relativeBalance,
            double squaredNormU,
            double squaredNormW,
            Parameters theta) {}

    /**
     * The curve from a start.
     *
     * @param task what the net learns
     * @param settings of SGD; the loss is that of the net
     * @param start of a two-layer linear net, of any width; not modified
     * @param fast what the charges do in the fast phase
     * @throws IllegalArgumentException if the net is not linear, does not fit task and settings, or is not finite
     */
    public static SlowCurve of(GaussianTask task, SgdSettings settings, Parameters start, FastPhase fast) {
        if (!(start.model() instanceof TwoLayerNet given) || !given.linearInInputs()) {
            throw new IllegalArgumentException(
                    "a slow curve is that of a two-layer linear net, not of " + start.model());
        }
        if (given.inputs() != task.inputs() || given.outputs() != task.outputs()) {
            throw new IllegalArgumentException("the net has " + given.inputs() + " inputs and " + given.outputs()
                    + " outputs, the task has " + task.inputs() + " and " + task.outputs());
        }
        if (given.loss() != settings.loss()) {
            throw new IllegalArgumentException(
                    "the net has the loss " + given.loss() + ", the settings have " + settings.loss());
        }
        if (!Double.isFinite(start.squaredNorm())) {
            throw new IllegalArgumentException("the start has values that are not finite");
        }
        Parameters theta = WidthReduction.reduces(given)
                ? ReducedStart.of(new HiddenUnits.Given(start.copy(Precision.DOUBLE)), 1)
                        .narrow(Precision.DOUBLE)
                : start.copy(Precision.DOUBLE);
        MeanMotion motion = new MeanMotion(task, settings, (TwoLayerNet) theta.model());
        return new SlowCurve(motion, motion.state(theta), fast);
    }

    /**
     * Points of the curve.
     *
     * @param steps at least 0, in ascending order
     * @throws IllegalArgumentException if they are not
     * @throws IllegalStateException if the gradient does not vanish: the start lies on a saddle of the loss
     */
    public List<Point> at(double... steps) {
        for (int k = 0; k < steps.length; k++) {
            double least = k == 0 ? 0 : steps[k - 1];
            if (!(steps[k] >= least) || Double.isInfinite(steps[k])) {
                throw new IllegalArgumentException(
                        "step " + steps[k] + ", it must be finite and at least " + least + ": steps ascend from 0");
            }
        }
        List<Point> points = new ArrayList<>();
        boolean moves = fast == FastPhase.MOVES_CHARGE;
        double[] state = start.clone();
        double begin = 0;
        double length = motion.timeOfFall(state);
        double gradient = motion.gradient(state);
        double fallen = FALLEN * motion.gradientScale(state);
        int doublings = 0;
        while (gradient > fallen) {
            if (doublings++ == MOST_DOUBLINGS) {
                throw new IllegalStateException("gradient flow from this start reaches no minimum: its gradient is "
                        + gradient + " after " + begin + " steps, that of a start on a saddle");
            }
            state = moves
                    ? follow(MeanMotion.Kind.BOTH, begin, state, begin + length, steps, points)
                    : follow(MeanMotion.Kind.FALL, begin, state, begin + length, new double[0], points);
            begin += length;
            length *= 2;
            gradient = motion.gradient(state);
        }
        if (points.size() < steps.length) {
            follow(MeanMotion.Kind.CREEP, moves ? begin : 0, state, steps[steps.length - 1], steps, points);
        }
        return List.copyOf(points);
    }

    /**
     * Integrates from one step to another.
     *
     * @param steps where points are wanted; those that {@code points} does not have yet and that lie on the way are added
     * @return the state at the end
     */
    private double[] follow(
            MeanMotion.Kind kind, double begin, double[] state, double end, double[] steps, List<Point> points) {
        addPoints(steps, begin, points, step -> state);
        if (!(end > begin)) {
            return state;
        }
        double scale = Math.sqrt(
                Arrays.stream(state).map(value -> value * value).average().orElseThrow());
        double tolerance = kind == MeanMotion.Kind.CREEP ? TOLERANCE : TOLERANCE_OF_FALL;
        DormandPrince54Integrator integrator =
                new DormandPrince54Integrator(0, end - begin, ABSOLUTE * scale * tolerance, tolerance);
        integrator.addStepHandler(interpolator -> addPoints(
                steps,
                interpolator.getCurrentState().getTime(),
                points,
                step -> interpolator.getInterpolatedState(step).getPrimaryState()));
        return integrator
                .integrate(motion.equation(kind), new ODEState(begin, state), end)
                .getPrimaryState();
    }

    private void addPoints(double[] steps, double reached, List<Point> points, DoubleFunction<double[]> at) {
        while (points.size() < steps.length && steps[points.size()] <= reached) {
            double step = steps[points.size()];
            points.add(motion.point(step, at.apply(step)));
        }
    }
}
