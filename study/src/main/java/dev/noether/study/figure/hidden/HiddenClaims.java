package dev.noether.study.figure.hidden;

import dev.noether.model.Activation;
import dev.noether.study.console.Names;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.Claim.Above;
import dev.noether.study.figure.Claim.Below;
import dev.noether.study.figure.experiment.ChargeCheck;
import java.util.ArrayList;
import java.util.List;

/** What figures 6 and 9 state. The thresholds leave room around what was measured beforehand over several seeds. */
final class HiddenClaims {

    private HiddenClaims() {}

    static List<Claim> ofTanh(HiddenRuns runs) {
        Representation sgd = runs.sgd(Activation.TANH);
        Representation gd = runs.gd(Activation.TANH);
        return List.of(
                cosine("SGD", Activation.TANH, sgd, new Above(0.9), "0.937 over six seeds"),
                distance("SGD", Activation.TANH, sgd, new Below(0.45), "0.36 over six seeds"),
                diagonals("SGD", Activation.TANH, sgd, new Above(0.85), "0.95 over six seeds"),
                cosine("GD", Activation.TANH, gd, new Below(0.75), "0.625 over five seeds"),
                distance("GD", Activation.TANH, gd, new Above(0.75), "0.87 over five seeds"),
                diagonals("GD", Activation.TANH, gd, new Below(-0.5), "-0.77 over five seeds"),
                ratio(Activation.TANH, runs, 2, "2.4 over five seeds"));
    }

    static List<Claim> ofRectifiers(HiddenRuns runs) {
        List<Claim> claims = new ArrayList<>();
        for (HiddenRuns.End end : runs.ends()) {
            Activation activation = end.activation();
            if (claims.stream().anyMatch(claim -> claim.quantity().equals("cosine " + Names.of(activation) + " SGD"))) {
                continue;
            }
            Representation sgd = runs.sgd(activation);
            claims.add(cosine("SGD", activation, sgd, new Above(0.9), "0.933 to 0.943 over six seeds"));
            claims.add(distance("SGD", activation, sgd, new Below(0.42), "0.34 to 0.37 over six seeds"));
            claims.add(
                    activation == Activation.SWISH
                            ? diagonals("SGD", activation, sgd, new Above(0.8), "0.90 over six seeds")
                            : diagonals("SGD", activation, sgd, new Above(0.97), "0.992 over six seeds"));
            claims.add(ratio(activation, runs, 1.4, "1.75 (relu) to 2.3 (swish) over six seeds"));
        }
        claims.add(
                new Claim(
                        "relu, leaky-relu: C' = (1 - 2 eta gamma)^2 C + eta^2 g^T A g at checked steps, error over the larger |theta|^2",
                        "chargeIdentityError",
                        runs.ends().stream()
                                // Swish has no symmetry, and no charge.
                                .filter(end -> end.activation() != Activation.SWISH)
                                .mapToDouble(end -> end.recording().chargeError())
                                .max()
                                .orElse(Double.NaN),
                        new Below(ChargeCheck.BOUND),
                        "exact but for rounding, whose size in double this is; g from the minibatch that the step was to take"));
        return claims;
    }

    private static Claim cosine(
            String algorithm, Activation activation, Representation of, Claim.Bound bound, String reason) {
        return claim("cosine", "cosine of A and B", algorithm, activation, of.cosine(), bound, reason);
    }

    private static Claim distance(
            String algorithm, Activation activation, Representation of, Claim.Bound bound, String reason) {
        return claim("frob", "|A - B| over their norm", algorithm, activation, of.distance(), bound, reason);
    }

    private static Claim diagonals(
            String algorithm, Activation activation, Representation of, Claim.Bound bound, String reason) {
        return claim(
                "diag",
                "correlation of the diagonals of A and B",
                algorithm,
                activation,
                of.diagonalCorrelation(),
                bound,
                reason);
    }

    private static Claim claim(
            String quantity,
            String what,
            String algorithm,
            Activation activation,
            double measured,
            Claim.Bound bound,
            String reason) {
        String name = Names.of(activation);
        return new Claim(
                name + ", " + algorithm + ": " + what,
                quantity + " " + name + " " + algorithm,
                measured,
                bound,
                reason);
    }

    private static Claim ratio(Activation activation, HiddenRuns runs, double limit, String reason) {
        return claim(
                "frob",
                "|A - B| over their norm",
                "GD over SGD",
                activation,
                runs.gd(activation).distance() / runs.sgd(activation).distance(),
                new Above(limit),
                reason);
    }
}
