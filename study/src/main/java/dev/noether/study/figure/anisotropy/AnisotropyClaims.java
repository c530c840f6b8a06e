package dev.noether.study.figure.anisotropy;

import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Claim.Above;
import dev.noether.study.figure.Claim.Below;
import dev.noether.study.figure.anisotropy.AnisotropyRuns.Way;
import dev.noether.study.figure.anisotropy.AnisotropySetting.Where;
import dev.noether.study.figure.experiment.Recordings;
import java.util.List;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;

/** What figure 3 states. The thresholds leave room around what was measured beforehand. */
final class AnisotropyClaims {

    private static final String FIRST_ORDER = "closed forms are first order in eta; ";

    private final AnisotropyRuns runs;
    private final AnisotropySetting setting;

    private AnisotropyClaims(AnisotropyRuns runs) {
        this.runs = runs;
        this.setting = runs.setting();
    }

    static List<Claim> of(AnisotropyRuns runs) {
        AnisotropyClaims claims = new AnisotropyClaims(runs);
        double least = runs.setting().phis().getFirst();
        return List.of(
                claims.ratio(
                        "SGD: |U|^2/|W|^2 - sqrt(phi(2 - phi)), every phi, largest",
                        "ratioError",
                        Way.SGD,
                        phi -> true,
                        0.01,
                        "0.0033"),
                claims.ratio(
                        "GD with weight decay 1e-4: |U|^2/|W|^2 - 1, every phi, largest",
                        "ratioErrorGd",
                        Way.GD,
                        phi -> true,
                        0.01,
                        "0.0035"),
                claims.ratio(
                        "SGD with weight decay 1e-4: ratio - closed form with g, phi >= 0.2, largest",
                        "ratioErrorDecay",
                        Way.DECAY,
                        phi -> phi >= 0.2,
                        0.015,
                        "0.009"),
                claims.ratio(
                        "the same at phi = 0.1", "ratioErrorDecayAtLeast", Way.DECAY, phi -> phi < 0.2, 0.05, "0.037"),
                claims.ratio(
                        "SGD with weight decay 1e-6: ratio - closed form with g, every phi, largest",
                        "ratioErrorSmallDecay",
                        Way.SMALL_DECAY,
                        phi -> true,
                        0.01,
                        "0.0034"),
                claims.trace("inputs", "traceErrorInputs", Way.SGD, 0.02, "1.1 %"),
                claims.trace("label noise", "traceErrorNoise", Way.NOISE, 0.06, "4.5 %"),
                new Claim(
                        "trace at phi = 0.1 over that of the balanced net, inputs",
                        "flatterInputs",
                        runs.trace(Way.SGD, least) / runs.setting().balancedTrace(),
                        new Below(0.9),
                        "SGD makes it flatter where the inputs are unequal; 0.84"),
                new Claim(
                        "trace at phi = 0.1 over that of the balanced net, label noise",
                        "sharperNoise",
                        runs.trace(Way.NOISE, least) / runs.setting().balancedTrace(),
                        new Above(1.2),
                        "and sharper where the label noise is; 1.33"),
                new Claim(
                        "GD with weight decay 1e-4: largest trace over smallest in phi",
                        "traceSpreadGd",
                        claims.largest(phi -> runs.trace(Way.GD, phi))
                                / -claims.largest(phi -> -runs.trace(Way.GD, phi)),
                        new Below(1.03),
                        "balanced norms do not know the data; 1.022"),
                Recordings.chargeClaim(runs.recordings()));
    }

    private double largest(DoubleUnaryOperator of) {
        return setting.phis().stream().mapToDouble(of::applyAsDouble).max().orElse(Double.NaN);
    }

    private Claim ratio(
            String sentence, String quantity, Way way, DoublePredicate which, double limit, String measured) {
        double error = setting.phis().stream()
                .mapToDouble(phi -> phi)
                .filter(which)
                .map(phi -> Math.abs(runs.ratio(way, phi) - predicted(way, phi)))
                .max()
                .orElse(Double.NaN);
        return new Claim(sentence, quantity, error, new Below(limit), FIRST_ORDER + measured + " was measured");
    }

    private double predicted(Way way, double phi) {
        return way == Way.GD ? 1 : setting.predictedRatio(phi, way.weightDecay);
    }

    private Claim trace(String data, String quantity, Way way, double limit, String measured) {
        Where where = way.where;
        return new Claim(
                "SGD: Hessian trace over closed form - 1, " + data + ", every phi, largest",
                quantity,
                largest(phi -> Math.abs(runs.trace(way, phi) / setting.predictedTrace(phi, where) - 1)),
                new Below(limit),
                FIRST_ORDER + measured + " was measured");
    }
}
