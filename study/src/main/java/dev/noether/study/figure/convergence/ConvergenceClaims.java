package dev.noether.study.figure.convergence;

import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Claim.Below;
import dev.noether.study.figure.Claim.Within;
import dev.noether.study.figure.convergence.ConvergenceRuns.Done;
import dev.noether.study.figure.experiment.ChargeCheck;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** What figure 8 states. The thresholds leave room around what was measured beforehand over several seeds. */
final class ConvergenceClaims {

    /** Measured beforehand: 15357 to 15382 over three seeds. */
    private static final double STEPS_TO_LEVEL = 15_360;

    private ConvergenceClaims() {}

    static List<Claim> of(ConvergenceRuns runs) {
        List<Done> rates = runs.of(runs.plan().rates());
        List<Done> collapse = runs.of(runs.plan().collapse());
        List<Done> widths = runs.of(runs.plan().widths());
        double ratio = Math.sqrt(Curve.PHI * (2 - Curve.PHI));
        return List.of(
                new Claim(
                        "n = S = 100, eta " + etas(rates) + ": largest mean relD of the last fifth",
                        "relativeBalanceAtTheEnd",
                        largest(rates, ConvergenceClaims::lateBalance),
                        new Below(0.06),
                        "the floor of the fluctuation: 0.031 (eta 1), 0.049 (eta 2)"),
                new Claim(
                        "the same: largest eK, the error of U U^T and W^T W against the closed form",
                        "gramError",
                        largest(rates, Done::gramError),
                        new Below(0.04),
                        "closed forms are first order in eta; 0.033 (eta 2)"),
                new Claim(
                        "n = S = 100, eta 1: steps until relD is 0.1",
                        "stepsToBalance",
                        runs.reference().stepsToLevel(),
                        new Within(0.95 * STEPS_TO_LEVEL, 1.05 * STEPS_TO_LEVEL),
                        "15357 to 15382 over three seeds"),
                new Claim(
                        "n = S = 50, d = 200, eta " + etas(collapse)
                                + ": tau = 4 eta^2 t / (S n) at relD = 0.1, largest over smallest",
                        "collapseOfRates",
                        spread(collapse),
                        new Below(1.05),
                        "one clock for all learning rates, to first order in eta; 3.37 to 3.47"),
                new Claim(
                        "n = 50, d = 200, eta 0.5, S 50, 100, 200: the same",
                        "collapseOfBatchSizes",
                        spread(runs.of(runs.plan().batches())),
                        new Below(1.06),
                        "and for all batch sizes"),
                new Claim(
                        "n = S = 100, eta 1: |U|^2/|W|^2 over sqrt(phi (2 - phi)), less 1, in absolute value",
                        "normRatioError",
                        Math.abs(runs.reference().normRatio() / ratio - 1),
                        new Below(0.005),
                        "the closed form; 0.0017 was measured"),
                new Claim(
                        "n = S = 100: largest (1 - Tr(U W)/n) S/eta",
                        "shrinkageOfTheProduct",
                        largest(rates, Done::shrinkage),
                        new Below(1.5),
                        "U W itself shrinks by about 1.2 eta/S"),
                new Claim(
                        "Xavier, n = S = 100, eta 1, d = 2000 and 10^6: larger mean relD of the last fifth",
                        "relativeBalanceOfWideNets",
                        largest(widths, ConvergenceClaims::lateBalance),
                        new Below(0.06),
                        "0.032 for both"),
                new Claim(
                        "C' = (1 - 2 eta gamma)^2 C + eta^2 g^T A g at checked steps of every run, error over the larger |theta|^2",
                        "chargeIdentityError",
                        largest(runs.done(), one -> one.recording().chargeError()),
                        new Below(ChargeCheck.BOUND),
                        "exact but for rounding, whose size in double this is; g from the minibatch that the step was to take"));
    }

    private static double lateBalance(Done one) {
        return one.history().late(LinearNetMeasures.RELATIVE);
    }

    /** NaN if one is. */
    private static double largest(List<Done> runs, ToDoubleFunction<Done> of) {
        return runs.stream().mapToDouble(of).max().orElse(Double.NaN);
    }

    private static double spread(List<Done> runs) {
        return largest(runs, Done::tauToLevel)
                / runs.stream().mapToDouble(Done::tauToLevel).min().orElse(Double.NaN);
    }

    private static String etas(List<Done> runs) {
        return runs.stream()
                .map(one -> String.valueOf(one.curve().learningRate()))
                .collect(Collectors.joining(", "));
    }
}
