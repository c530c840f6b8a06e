package dev.noether.study.figure.decay;

import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Claim.Above;
import dev.noether.study.figure.Claim.Below;
import dev.noether.study.figure.Claim.Within;
import dev.noether.study.figure.experiment.Recordings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What the figure states. The thresholds leave room around what was measured beforehand in two runs. */
final class DecayClaims {

    private DecayClaims() {}

    static List<Claim> of(DecayRuns runs) {
        double predicted = DecayRuns.predictedRatio(1);
        int last = runs.rates().size() - 2;
        List<Claim> claims = new ArrayList<>();
        claims.add(new Claim(
                "weight decay: 2 R(eta/2) - R(eta), R = |U|^2/|W|^2, against the closed form, largest difference",
                "richardsonError",
                IntStream.rangeClosed(0, last)
                        .mapToDouble(k -> Math.abs(runs.richardson(k, true) - predicted))
                        .max()
                        .orElse(Double.NaN),
                new Below(0.003),
                "what is left is of second order in eta; .8300 and .8290 against .8285"));
        for (int k = 0; k <= last; k++) {
            claims.add(new Claim(
                    "weight decay: error of R at eta " + runs.rates().get(k).eta + " over that at half of it",
                    "errorRatio" + (k + 1),
                    (runs.ratio(runs.rates().get(k), true) - predicted)
                            / (runs.ratio(runs.rates().get(k + 1), true) - predicted),
                    new Within(1.7, 2.5),
                    "the closed form is of first order in eta: 2"));
        }
        double extrapolated = runs.richardson(last, true);
        claims.add(excluded("2 g", "wrongTwice", extrapolated, DecayRuns.predictedRatio(2)));
        claims.add(excluded("g/2", "wrongHalf", extrapolated, DecayRuns.predictedRatio(0.5)));
        claims.add(excluded("2 gamma, as the paper prints", "wrongPrinted", extrapolated, DecayRuns.printedRatio()));
        claims.add(new Claim(
                "no weight decay: 2 R(eta/2) - R(eta) against the closed form, largest difference",
                "richardsonErrorWithout",
                IntStream.rangeClosed(0, last)
                        .mapToDouble(k -> Math.abs(runs.richardson(k, false) - DecayRuns.predictedRatio(0)))
                        .max()
                        .orElse(Double.NaN),
                new Below(0.003),
                ".7140 and .7148 against .7141"));
        claims.add(Recordings.chargeClaim(runs.recordings()));
        return claims;
    }

    private static Claim excluded(String constant, String quantity, double extrapolated, double wrong) {
        return new Claim(
                "|2 R(eta/2) - R(eta) - closed form with " + constant + " in the place of g|",
                quantity,
                Math.abs(extrapolated - wrong),
                new Above(0.03),
                "ten times the error of the extrapolation: the constant is excluded");
    }
}
