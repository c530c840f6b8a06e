package dev.noether.study.figure.warmup;

import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Claim.Above;
import dev.noether.study.figure.Claim.Below;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.warmup.WarmupRuns.Task;
import dev.noether.study.figure.warmup.WarmupRuns.Way;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What figure 4 states. The thresholds leave room around what was measured beforehand over 200 seeds. */
final class WarmupClaims {

    private WarmupClaims() {}

    static List<Claim> of(WarmupRuns runs) {
        List<History> kaiming = runs.sgd(Task.ONE, Way.KAIMING);
        List<History> warmed = runs.sgd(Task.ONE, Way.WARMUP);
        List<History> xavier = runs.sgd(Task.ONE, Way.XAVIER);
        double ofWarmed = mean(warmed, h -> h.late(Measure.HESSIAN_TRACE));
        double ofXavier = mean(xavier.subList(WarmupRuns.SEEDS, xavier.size()), h -> h.late(Measure.HESSIAN_TRACE));
        return List.of(
                new Claim(
                        "SGD, y = x + e: of " + kaiming.size() + " seeds from Kaiming at 0.008, how many diverge",
                        "divergedKaiming",
                        diverged(kaiming),
                        new Above(0.7 * kaiming.size() - 1),
                        "at least seven of ten; 91 % of 600 seeds did"),
                new Claim(
                        "the same of " + warmed.size() + " seeds with warmup",
                        "divergedWarmup",
                        diverged(warmed),
                        new Below(1),
                        "none of 200 seeds did"),
                new Claim(
                        "warmed Kaiming and Xavier, " + warmed.size()
                                + " seeds each, no common data: mean trace at the end, |K - X|/X",
                        "traceDifference",
                        Math.abs(ofWarmed - ofXavier) / ofXavier,
                        new Below(0.08),
                        "the equilibrium does not depend on the start; the standard deviation is 0.018"),
                new Claim(
                        "the same pair on the same data: largest relative difference of the traces at the end",
                        "coalescence",
                        coalescence(drawn(warmed), drawn(xavier)),
                        new Below(1e-6),
                        "noise drives both to one trajectory"),
                new Claim(
                        "trace at the end of warmup over the start, largest of the seeds",
                        "traceAfterWarmup",
                        largest(
                                warmed,
                                h -> h.at(WarmupRuns.WARMUP, Measure.HESSIAN_TRACE) / h.first(Measure.HESSIAN_TRACE)),
                        new Below(0.1),
                        "0.043 was measured; warmup works because SGD itself flattens the minimum"),
                new Claim(
                        "GD from Kaiming at 0.001: |trace after 5000 steps/start - 1|",
                        "traceGd",
                        Math.abs(runs.gd(Task.ONE, Way.WARMUP).at(WarmupRuns.WARMUP, Measure.HESSIAN_TRACE)
                                        / runs.gd(Task.ONE, Way.WARMUP).first(Measure.HESSIAN_TRACE)
                                - 1),
                        new Below(0.01),
                        "GD keeps the charge, and with it the trace"),
                new Claim(
                        "SGD, y = 2x + e, from Xavier: |mean trace at the end/start - 1|",
                        "traceXavierStays",
                        Math.abs(mean(
                                        runs.sgd(Task.TWO, Way.XAVIER),
                                        h -> h.late(Measure.HESSIAN_TRACE) / h.first(Measure.HESSIAN_TRACE))
                                - 1),
                        new Below(0.15),
                        "0.065 was measured: there Xavier starts near the equilibrium"),
                Recordings.chargeClaim(runs.recordings()));
    }

    private static List<History> drawn(List<History> all) {
        return all.subList(0, WarmupRuns.SEEDS);
    }

    private static double diverged(List<History> histories) {
        return histories.stream().filter(History::diverged).count();
    }

    private static double coalescence(List<History> warmed, List<History> xavier) {
        double largest = 0;
        for (int k = 0; k < warmed.size(); k++) {
            double other = xavier.get(k).last(Measure.HESSIAN_TRACE);
            largest = Math.max(largest, Math.abs(warmed.get(k).last(Measure.HESSIAN_TRACE) - other) / other);
        }
        return largest;
    }

    private static double mean(List<History> histories, ToDoubleFunction<History> of) {
        return histories.stream().mapToDouble(of).average().orElse(Double.NaN);
    }

    private static double largest(List<History> histories, ToDoubleFunction<History> of) {
        return histories.stream().mapToDouble(of).max().orElse(Double.NaN);
    }
}
