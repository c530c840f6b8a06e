package dev.noether.study.figure.balance;

import dev.noether.backend.Quantity;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.theory.BalancedNet;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.TwoLayerEquilibrium;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** What is recorded for figure 2, with the gammas of the task, and the numbers that its claims are about. */
final class BalanceMeasures {

    /** How many elements of D are followed. */
    static final int FOLLOWED = 10;

    /** All but the elements of D. */
    static final List<Measure> SCALARS = List.of(
            LinearNetMeasures.BALANCE,
            LinearNetMeasures.RELATIVE,
            LinearNetMeasures.SQUARED_U,
            LinearNetMeasures.SQUARED_W);

    private BalanceMeasures() {}

    /** The elements of D of the first pattern that are largest in absolute value at a start. */
    static List<Measure> elements(Parameters start) {
        double[][] d = balance(start);
        int hidden = d.length;
        // On and above the diagonal: D is symmetric.
        return IntStream.range(0, hidden * hidden)
                .filter(k -> k / hidden <= k % hidden)
                .boxed()
                .sorted(Comparator.comparingDouble(k -> -Math.abs(d[k / hidden][k % hidden])))
                .limit(FOLLOWED)
                .map(k -> new Measure(
                        "D[" + k / hidden + "," + k % hidden + "]",
                        Quantity.TASK_BALANCE,
                        result -> result.taskBalance(0)[k]))
                .toList();
    }

    /** {@code D = U^T Gamma_U U - W Gamma_W W^T} of the first pattern, whose gammas are multiples of the identity. */
    private static double[][] balance(Parameters theta) {
        Matrix u = theta.block(TwoLayerNet.U);
        Matrix w = theta.block(TwoLayerNet.W);
        double gamma = NoisePattern.OUTPUTS * NoisePattern.MEAN_VARIANCE;
        double[][] d = new double[u.columns()][u.columns()];
        for (int i = 0; i < d.length; i++) {
            for (int j = 0; j < d.length; j++) {
                for (int k = 0; k < u.rows(); k++) {
                    d[i][j] += gamma * (u.get(k, i) * u.get(k, j) - w.get(i, k) * w.get(j, k));
                }
            }
        }
        return d;
    }

    /** The followed elements of D among what was recorded. */
    static List<Measure> elements(History history) {
        return history.measures().stream()
                .filter(measure -> measure.name().startsWith("D["))
                .toList();
    }

    /** The closed form of a pattern. */
    static BalancedNet prediction(NoisePattern pattern, double learningRate) {
        SgdSettings settings = new SgdSettings(learningRate, 0, BalanceRun.BATCH, BalanceRun.MODEL.loss());
        return switch (TwoLayerEquilibrium.of(pattern.task(), BalanceRun.HIDDEN, settings)) {
            case BalancedNet net -> net;
            case TwoLayerEquilibrium.Degenerate none -> throw new IllegalStateException(none.reason());
        };
    }

    /** The line through ln relD from step 0 until relD is twice its mean over the last fifth. */
    static LineFit decay(History history) {
        double[] relative = history.values(LinearNetMeasures.RELATIVE);
        double bound = 2 * history.late(LinearNetMeasures.RELATIVE);
        int n = 0;
        while (n < relative.length && relative[n] > bound) {
            n++;
        }
        return LineFit.of(
                Arrays.copyOf(history.steps(), n),
                Arrays.stream(relative, 0, n).map(Math::log).toArray());
    }

    /** Of the followed elements of D: largest absolute mean over the last fifth, over the largest absolute start. */
    static double remainingElements(History history) {
        List<Measure> elements = elements(history);
        double mean = elements.stream()
                .mapToDouble(element -> Math.abs(history.late(element)))
                .max()
                .orElseThrow();
        double start = elements.stream()
                .mapToDouble(element -> Math.abs(history.first(element)))
                .max()
                .orElseThrow();
        return mean / start;
    }

    /** The larger relative error of the two squared norms, averaged over the last fifth. */
    static double normError(History history, BalancedNet prediction) {
        double ofU = Math.abs(history.late(LinearNetMeasures.SQUARED_U) / prediction.squaredNormU() - 1);
        double ofW = Math.abs(history.late(LinearNetMeasures.SQUARED_W) / prediction.squaredNormW() - 1);
        return Math.max(ofU, ofW);
    }

    /** The ratio that is farthest from 2, by factors. */
    static double farthestFromTwo(double[] ratios) {
        return Arrays.stream(ratios)
                .boxed()
                .max(Comparator.comparingDouble(ratio -> Math.abs(Math.log(ratio / 2))))
                .orElse(Double.NaN);
    }
}
