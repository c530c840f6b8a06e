package dev.noether.study.figure.balance;

import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import dev.noether.theory.BalancedNet;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.SlowCurve;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * All that was run for figure 2, with the closed forms beside it.
 *
 * @param sgd SGD, all patterns
 * @param gd GD
 * @param coarse SGD at twice the learning rate, where that is part of the figure
 * @param curveSteps steps that panels a and b and their claims look at
 */
record BalanceResults(BalanceRun sgd, BalanceRun gd, Optional<BalanceRun> coarse, long curveSteps) {

    /** Every run there is. */
    List<BalanceRun> runs() {
        return Stream.concat(Stream.of(sgd, gd), coarse.stream()).toList();
    }

    /** The history that panels a and b show. */
    History shown() {
        return sgd.history(NoisePattern.EQUAL).until(curveSteps);
    }

    /** That of GD, as far as the panels show it. */
    History shownOfGd() {
        return ofGd().until(curveSteps);
    }

    /** The one of GD. */
    History ofGd() {
        return gd.histories().getFirst();
    }

    /** {@code |D|} of the slow curve from the same start, at the steps that panel a shows. */
    double[] slowCurve() {
        SgdSettings settings =
                new SgdSettings(sgd.schedule().learningRate(), 0, BalanceRun.BATCH, BalanceRun.MODEL.loss());
        return SlowCurve.of(
                        NoisePattern.EQUAL.task(),
                        settings,
                        BalanceRun.start(shown().seed()),
                        SlowCurve.FastPhase.CONSERVES_CHARGE)
                .at(shown().steps())
                .stream()
                .mapToDouble(SlowCurve.Point::balance)
                .toArray();
    }

    /** Rate of the slowest mode for the pattern of panels a and b, per step. */
    double predictedRate() {
        return predictions().getFirst().rates()[0];
    }

    /** Closed forms at the learning rate of the right panel; without weight decay the norms do not depend on it. */
    List<BalancedNet> predictions() {
        return Arrays.stream(NoisePattern.values())
                .map(pattern ->
                        BalanceMeasures.prediction(pattern, sgd.schedule().learningRate()))
                .toList();
    }

    /** Norm error of SGD, one a pattern. */
    double[] normErrors() {
        List<BalancedNet> predictions = predictions();
        return IntStream.range(0, predictions.size())
                .mapToDouble(p -> BalanceMeasures.normError(sgd.histories().get(p), predictions.get(p)))
                .toArray();
    }

    /** Norm error of GD over that of SGD, one a pattern. */
    double[] gdOverSgd() {
        List<BalancedNet> predictions = predictions();
        double[] errors = normErrors();
        return IntStream.range(0, errors.length)
                .mapToDouble(p -> BalanceMeasures.normError(ofGd(), predictions.get(p)) / errors[p])
                .toArray();
    }

    /** eK of a run, one a pattern. */
    double[] gramErrors(BalanceRun run) {
        List<BalancedNet> predictions = predictions();
        return IntStream.range(0, predictions.size())
                .mapToDouble(p -> LinearNetMeasures.gramError(run.histories().get(p), predictions.get(p)))
                .toArray();
    }
}
