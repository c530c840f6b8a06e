package dev.noether.study.figure.circle;

import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Claim.Above;
import dev.noether.study.figure.Claim.Below;
import dev.noether.study.figure.Claim.Within;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import java.util.Comparator;
import java.util.List;

/** What figure 1 states. The thresholds leave room around what was measured beforehand over ten seeds. */
final class CircleClaims {

    private CircleClaims() {}

    static List<Claim> of(CircleRuns runs) {
        List<History> sgd = runs.sgd();
        return List.of(
                new Claim(
                        "SGD: steps in which the norm falls, of all seeds",
                        "fallsSgd",
                        sgd.stream()
                                .mapToLong(history -> history.falls(Measure.SQUARED_NORM))
                                .sum(),
                        new Below(1),
                        "C' = C + eta^2 |g|^2: the charge of a scaling cannot fall, but for rounding (4 eps C)"),
                new Claim(
                        "SGD: C_end/C_0, smallest of the seeds",
                        "growthSgd",
                        sgd.stream().mapToDouble(CircleClaims::growth).min().orElse(Double.NaN),
                        new Above(5),
                        "the noise drives theta outwards; 7.3 to 7.7 over seeds"),
                new Claim(
                        "SGD: C_end over sqrt(1 + 8 eta^2 s^2 T), the seed farthest from 1",
                        "growthOverTheory",
                        sgd.stream()
                                .map(history ->
                                        history.last(Measure.SQUARED_NORM) / CircleRuns.theory(history.lastStep()))
                                .max(Comparator.comparingDouble(ratio -> Math.abs(Math.log(ratio))))
                                .orElse(Double.NaN),
                        new Within(0.95, 1.15),
                        "the noise at the minimum alone; the way there adds to it: 1.03 to 1.08 over seeds"),
                new Claim(
                        "GD at eta 0.001: |norm_end/norm_0 - 1|",
                        "normGd",
                        Math.abs(Math.sqrt(growth(runs.slow())) - 1),
                        new Below(0.003),
                        "gradient flow conserves the charge, steps add of order eta: 0.0018"),
                conversion(runs.slow(), CircleRuns.SLOW, "conversionSlow", "1.0001"),
                conversion(runs.fast(), CircleRuns.FAST, "conversionFast", "1.012"),
                Recordings.chargeClaim(runs.recordings()));
    }

    /** Each step adds {@code eta^2 |g|^2} to C and takes about {@code eta |g|^2} from L. */
    private static Claim conversion(History gd, double rate, String quantity, String measured) {
        double charge = gd.last(Measure.SQUARED_NORM) - gd.first(Measure.SQUARED_NORM);
        double loss = gd.first(Measure.LOSS) - gd.last(Measure.LOSS);

        return new Claim(
                "GD at eta " + rate + ": (C_end - C_0)/(eta (L_0 - L_end))",
                quantity,
                charge / (rate * loss),
                new Within(0.99, 1.03),
                "what C gains is eta times what L loses, to first order in eta; " + measured + " was measured");
    }

    private static double growth(History history) {
        return history.last(Measure.SQUARED_NORM) / history.first(Measure.SQUARED_NORM);
    }
}
