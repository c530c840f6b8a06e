package dev.noether.study.figure.normalized;

import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Claim.Above;
import dev.noether.study.figure.Claim.Below;
import dev.noether.study.figure.Claim.Within;
import dev.noether.study.figure.experiment.ChargeCheck;
import dev.noether.study.figure.experiment.History;
import dev.noether.study.figure.experiment.Measure;
import dev.noether.study.figure.experiment.Recordings;
import dev.noether.study.figure.normalized.NormalizedRuns.Net;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What figure 7 states. The thresholds leave room around what was measured beforehand over seeds. */
final class NormalizedClaims {

    private static final String NO_FALL = "a charge of a scaling gains eta^2 |g|^2 in each step: it cannot fall";

    private NormalizedClaims() {}

    static List<Claim> of(NormalizedRuns runs) {
        return List.of(
                new Claim(
                        "SGD: steps in which the total norm falls, both nets",
                        "fallsTotal",
                        falls(all(runs), Measure.SQUARED_NORM),
                        new Below(1),
                        NO_FALL),
                new Claim(
                        "SGD: steps in which the norm of U or of W falls, Net-B",
                        "fallsOfLayers",
                        falls(runs.sgd(Net.B).stream(), NormalizedRuns.OF_U)
                                + falls(runs.sgd(Net.B).stream(), NormalizedRuns.OF_W),
                        new Below(1),
                        "each layer of Net-B has a scaling of its own; " + NO_FALL),
                new Claim(
                        "SGD: steps in which the norm of W falls, Net-A, fewest of the seeds",
                        "fallsOfW",
                        runs.sgd(Net.A).stream()
                                .mapToDouble(history -> history.falls(NormalizedRuns.OF_W))
                                .min()
                                .orElse(Double.NaN),
                        new Above(1000),
                        "Net-A has only the common scaling; 6680 to 9999 over seeds"),
                new Claim(
                        "SGD: C_end/C_0 - 1, both nets, smallest",
                        "growthSgd",
                        all(runs).mapToDouble(NormalizedClaims::growth).min().orElse(Double.NaN),
                        new Above(0.15),
                        "the noise drives theta outwards; 0.25 to 0.44 over seeds"),
                new Claim(
                        "GD: C_end/C_0 - 1, both nets, largest",
                        "growthGd",
                        Arrays.stream(Net.values())
                                .mapToDouble(net -> growth(runs.gd(net)))
                                .max()
                                .orElse(Double.NaN),
                        new Below(0.002),
                        "gradient flow conserves the charge, steps add of order eta: 0.0007"),
                new Claim(
                        "GD: (C_end - C_0)/(eta (L_0 - L_end)), the net farthest from 1",
                        "conversion",
                        Arrays.stream(Net.values())
                                .map(net -> conversion(runs.gd(net)))
                                .max(Comparator.comparingDouble(ratio -> Math.abs(ratio - 1)))
                                .orElse(Double.NaN),
                        new Within(0.99, 1.01),
                        "what C gains is eta times what L loses, to first order in eta; 1.0007"),
                new Claim(
                        "SGD: |g . theta|/(|g| |theta|) at the checked steps, both nets, largest",
                        "radialGradient",
                        Arrays.stream(Net.values())
                                .flatMap(net -> runs.recording(net).charges().stream())
                                .flatMap(List::stream)
                                .mapToDouble(ChargeCheck.Step::radial)
                                .max()
                                .orElse(Double.NaN),
                        new Below(1e-10),
                        "a function that is constant along rays has no radial gradient, but for rounding: 1e-16"),
                Recordings.chargeClaim(runs.recordings()));
    }

    private static Stream<History> all(NormalizedRuns runs) {
        return Arrays.stream(Net.values()).flatMap(net -> runs.sgd(net).stream());
    }

    private static double falls(Stream<History> histories, Measure charge) {
        return histories.mapToLong(history -> history.falls(charge)).sum();
    }

    private static double growth(History history) {
        return history.last(Measure.SQUARED_NORM) / history.first(Measure.SQUARED_NORM) - 1;
    }

    private static double conversion(History gd) {
        double charge = gd.last(Measure.SQUARED_NORM) - gd.first(Measure.SQUARED_NORM);
        return charge / (NormalizedRuns.RATE * (gd.first(Measure.LOSS) - gd.last(Measure.LOSS)));
    }
}
