package dev.noether.study.figure.balance;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** What was observed along one trajectory, and averages over its last fifth. */
final class BalanceHistory {

    /** What an observation must hold. */
    static final Set<Quantity> QUANTITIES =
            Set.of(Quantity.SQUARED_NORM, Quantity.TASK_BALANCE, Quantity.TASK_BALANCE_NORMS, Quantity.GRAMS);

    /** How many elements of D are followed. */
    static final int FOLLOWED = 10;

    private final long lastStep;
    private final List<Point> points = new ArrayList<>();
    private int[] followed = {};
    private double[] gramU;
    private double[] gramW;
    private int averaged;

    /**
     * One observation, with the gammas of the task.
     *
     * @param step steps done
     * @param balance {@code |D|}
     * @param relative {@code |D| / (|U^T Gamma_U U| + |W Gamma_W W^T|)}
     * @param squaredU {@code |U|^2}
     * @param squaredW {@code |W|^2}
     * @param elements the followed elements of D
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Point(long step, double balance, double relative, double squaredU, double squaredW, double[] elements) {}

    /** An empty history of a trajectory that ends at a step. */
    BalanceHistory(long lastStep) {
        this.lastStep = lastStep;
    }

    /** Whether a step belongs to the last fifth of a run. */
    static boolean isLate(long step, long steps) {
        return 5 * step > 4 * steps;
    }

    /** Adds an observation of a net with {@code hidden} units; the first one chooses the elements that are followed. */
    void add(long step, int hidden, Result result) {
        double[] d = result.taskBalance(0);
        if (points.isEmpty()) {
            followed = largest(d, hidden);
            gramU = new double[result.gramU().length];
            gramW = new double[result.gramW().length];
        }
        double[] norms = result.taskBalanceNorms(0);
        double[] squares = result.squaredNormByBlock();
        points.add(new Point(
                step,
                norms[0],
                norms[0] / (norms[1] + norms[2]),
                squares[0],
                squares[1],
                IntStream.of(followed).mapToDouble(k -> d[k]).toArray()));
        if (isLate(step, lastStep)) {
            averaged++;
            addTo(gramU, result.gramU());
            addTo(gramW, result.gramW());
        }
    }

    /** Indices of the largest elements in absolute value on and above the diagonal: D is symmetric. */
    private static int[] largest(double[] d, int hidden) {
        return IntStream.range(0, d.length)
                .filter(k -> k / hidden <= k % hidden)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -Math.abs(d[k])))
                .mapToInt(Integer::intValue)
                .limit(FOLLOWED)
                .toArray();
    }

    private static void addTo(double[] sum, double[] values) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += values[k];
        }
    }

    /** All observations. */
    List<Point> points() {
        return points;
    }

    /** The observations up to a step. */
    List<Point> until(long step) {
        return points.stream().filter(point -> point.step() <= step).toList();
    }

    /** Row-major indices of the followed elements of D. */
    int[] followed() {
        return followed.clone();
    }

    /** Number of the last step that the run was to do. */
    long lastStep() {
        return lastStep;
    }

    /** {@code |U|^2}, averaged over the last fifth; NaN if the trajectory ended before. */
    double meanSquaredU() {
        return late().mapToDouble(Point::squaredU).average().orElse(Double.NaN);
    }

    /** {@code |W|^2}, averaged over the last fifth; NaN if the trajectory ended before. */
    double meanSquaredW() {
        return late().mapToDouble(Point::squaredW).average().orElse(Double.NaN);
    }

    private java.util.stream.Stream<Point> late() {
        return points.stream().filter(point -> isLate(point.step(), lastStep));
    }

    /** {@code U U^T}, row-major, averaged over the last fifth. */
    double[] meanGramU() {
        return Arrays.stream(gramU).map(value -> value / averaged).toArray();
    }

    /** {@code W^T W}, row-major, averaged over the last fifth. */
    double[] meanGramW() {
        return Arrays.stream(gramW).map(value -> value / averaged).toArray();
    }
}
