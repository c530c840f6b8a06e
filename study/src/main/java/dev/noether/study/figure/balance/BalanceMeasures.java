package dev.noether.study.figure.balance;

import dev.noether.model.Matrix;
import dev.noether.study.figure.balance.BalanceHistory.Point;
import dev.noether.study.figure.experiment.ChargeCheck;
import dev.noether.theory.BalancedNet;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.TwoLayerEquilibrium;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The numbers that the claims of figure 2 are about, from histories and closed forms. */
final class BalanceMeasures {

    private BalanceMeasures() {}

    /** The closed form of a pattern. */
    static BalancedNet prediction(NoisePattern pattern, double learningRate) {
        SgdSettings settings = new SgdSettings(learningRate, 0, BalanceRun.BATCH, BalanceRun.MODEL.loss());
        return switch (TwoLayerEquilibrium.of(pattern.task(), BalanceRun.HIDDEN, settings)) {
            case BalancedNet net -> net;
            case TwoLayerEquilibrium.Degenerate none -> throw new IllegalStateException(none.reason());
        };
    }

    /** Mean of relD over the last fifth of the first {@code steps} steps. */
    static double floor(BalanceHistory history, long steps) {
        return history.until(steps).stream()
                .filter(point -> BalanceHistory.isLate(point.step(), steps))
                .mapToDouble(Point::relative)
                .average()
                .orElse(Double.NaN);
    }

    /** The line through ln relD from step 0 until relD is twice its floor. */
    static LineFit decay(BalanceHistory history, long steps) {
        double bound = 2 * floor(history, steps);
        List<Point> points = history.until(steps).stream()
                .takeWhile(point -> point.relative() > bound)
                .toList();
        return LineFit.of(
                points.stream().mapToDouble(Point::step).toArray(),
                points.stream().mapToDouble(point -> Math.log(point.relative())).toArray());
    }

    /** Of the followed elements of D: largest absolute mean over the last fifth, over the largest absolute start. */
    static double remainingElements(BalanceHistory history, long steps) {
        double[] start = history.points().getFirst().elements();
        double largestMean = 0;
        for (int k = 0; k < start.length; k++) {
            largestMean = Math.max(largestMean, Math.abs(meanElement(history, steps, k)));
        }
        return largestMean / Arrays.stream(start).map(Math::abs).max().orElseThrow();
    }

    static double meanElement(BalanceHistory history, long steps, int element) {
        return history.until(steps).stream()
                .filter(point -> BalanceHistory.isLate(point.step(), steps))
                .mapToDouble(point -> point.elements()[element])
                .average()
                .orElse(Double.NaN);
    }

    /** The larger relative error of the two squared norms, averaged over the last fifth. */
    static double normError(BalanceHistory history, BalancedNet prediction) {
        double ofU = Math.abs(history.meanSquaredU() / prediction.squaredNormU() - 1);
        double ofW = Math.abs(history.meanSquaredW() / prediction.squaredNormW() - 1);
        return Math.max(ofU, ofW);
    }

    /** {@code eK = (|KU - KU*| + |KW - KW*|) / (|KU*| + |KW*|)} of the averages over the last fifth. */
    static double gramError(BalanceHistory history, BalancedNet prediction) {
        double[] u = elements(prediction.gramU());
        double[] w = elements(prediction.gramW());
        return (distance(history.meanGramU(), u) + distance(history.meanGramW(), w)) / (norm(u) + norm(w));
    }

    /** Row-major. */
    static double[] elements(Matrix matrix) {
        return Arrays.stream(matrix.toRows()).flatMapToDouble(Arrays::stream).toArray();
    }

    private static double distance(double[] a, double[] b) {
        return norm(IntStream.range(0, a.length).mapToDouble(k -> a[k] - b[k]).toArray());
    }

    private static double norm(double[] a) {
        return Math.sqrt(Arrays.stream(a).map(value -> value * value).sum());
    }

    /** The largest error of the charge identity, over all replicas. */
    static double chargeError(List<BalanceRun> runs) {
        return runs.stream()
                .flatMap(run -> run.charges().stream())
                .flatMap(List::stream)
                .mapToDouble(ChargeCheck.Step::error)
                .max()
                .orElse(Double.NaN);
    }

    /** The ratio that is farthest from 2, by factors. */
    static double farthestFromTwo(double[] ratios) {
        return Arrays.stream(ratios)
                .boxed()
                .max(Comparator.comparingDouble(ratio -> Math.abs(Math.log(ratio / 2))))
                .orElse(Double.NaN);
    }
}
