package dev.noether.validate.traced;

import dev.noether.model.Model;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Models {@code f(x) = alpha U phi(beta W x)} (see {@link HiddenLayer}). A parameter T of a block moves f directly, by
 * {@code f_T}, and through the scale {@code e^s = 1/|block|}, if it has one: {@code s' = -T e^{2s}},
 * {@code s'' = -e^{2s} + 2 T^2 e^{4s}}. So, averaged over samples:
 *
 * <pre>
 * gradient    2c (r.f_T + s' r.G)
 * diag H      2c (|f_T|^2 + r.f_TT + 2 s' (f_T.G + r.f_Ts) + s'^2 (|G|^2 + r.G2) + s'' r.G)
 *
 *             r.f_T                  r.f_TT                 |f_T|^2                   f_T.G
 * U_jk        r_j Phi_k              0                      Phi_k^2                   G_j Phi_k
 * W_kl        E_k Psi_k x_l          E_k Omega_k x_l^2      |u_k|^2 Psi_k^2 x_l^2     (U^T G)_k Psi_k x_l
 * </pre>
 */
final class HiddenAnalysis extends Analysis {

    private static final int U = TwoLayerNet.U;

    private final double scale;
    private final HiddenLayer at;

    HiddenAnalysis(Model model, List<Traced> theta, HiddenLayer layer, double weightDecay) {
        super(model, theta, weightDecay);
        scale = model.lossScale();
        at = layer;
    }

    @Override
    Traced dataLoss() {
        return at.mean(dataLossPerSample());
    }

    @Override
    Traced dataLossPerSample() {
        return at.r.squared().inDouble().rowSums().scaled(scale);
    }

    @Override
    Traced dataGradient(int b) {
        return mean(b).scaled(2 * scale);
    }

    /** The gradient over 2c. */
    private Traced mean(int b) {
        Traced direct = direct(b);
        return at.scales(b) ? direct.plus(drift(b).hadamard(at.mean(along(b)))) : direct;
    }

    private Traced direct(int b) {
        return b == U ? at.average(at.r, at.phi) : at.average(at.e.hadamard(at.psi), at.x);
    }

    /** {@code e^2s} of the scale of block b. */
    private Traced inverseSquare(int b) {
        return UnitVector.inverseNorm(theta(b)).squared();
    }

    /** {@code s'} for every parameter of block b. */
    private Traced drift(int b) {
        return theta(b).hadamard(inverseSquare(b)).scaled(-1);
    }

    /** {@code r.G} of each sample. */
    private Traced along(int b) {
        return at.r.hadamard(at.slope(b)).rowSums();
    }

    @Override
    Traced dataDiagonal(int b) {
        Traced diagonal = b == U ? directDiagonalU() : directDiagonalW();
        if (at.scales(b)) {
            Traced slope = at.slope(b);
            Traced mixed = b == U
                    ? at.average(slope, at.phi).plus(at.average(at.r, at.slopeOfPhi(b)))
                    : at.average(slope.times(at.u).hadamard(at.psi).plus(at.e.hadamard(at.slopeOfPsi(b))), at.x);
            Traced twice =
                    at.mean(slope.squared().plus(at.r.hadamard(at.curvature(b))).rowSums());
            Traced drift = drift(b);
            Traced inverse = inverseSquare(b);
            Traced bend = drift.squared()
                    .scaled(2)
                    .minus(theta(b).constant(drift.rows(), drift.columns(), 1).hadamard(inverse));
            diagonal = diagonal.plus(drift.hadamard(mixed).scaled(2))
                    .plus(drift.squared().hadamard(twice))
                    .plus(bend.hadamard(at.mean(along(b))));
        }
        return diagonal.scaled(2 * scale);
    }

    private Traced directDiagonalU() {
        Traced ones = at.phi.constant(at.x.rows(), at.u.rows(), 1);
        return at.average(ones, at.phi.squared());
    }

    private Traced directDiagonalW() {
        Traced columns = at.u.transpose().squared().rowSums();
        Traced squares = at.x.squared();
        return at.average(at.psi.squared(), squares)
                .hadamard(columns)
                .plus(at.average(at.e.hadamard(at.omega), squares));
    }

    /** {@code E[(r.f_T + s' r.G)^2]} less the square of the mean. */
    @Override
    Traced noise(int b) {
        Traced second = b == U
                ? at.average(at.r.squared(), at.phi.squared())
                : at.average(at.e.hadamard(at.psi).squared(), at.x.squared());
        if (at.scales(b)) {
            Traced along = along(b);
            Traced drift = drift(b);
            second = second.plus(drift.hadamard(weighed(b, along)).scaled(2))
                    .plus(drift.squared().hadamard(at.mean(along.squared())));
        }
        return second.minus(mean(b).squared()).scaled(4 * scale * scale);
    }

    /** {@code E[w r.f_T]}, w one number a sample. */
    private Traced weighed(int b, Traced weights) {
        return b == U
                ? at.average(at.r.hadamard(weights), at.phi)
                : at.average(at.e.hadamard(at.psi).hadamard(weights), at.x);
    }

    /** With {@code k = sum over parameters of v (r.f_T + s' r.G)} of each sample: {@code 4c^2 (E[k g] - E[k] E[g])}. */
    @Override
    List<Traced> noiseProduct(List<Traced> v) {
        Traced k = at.r.times(v.get(U)).hadamard(at.phi).rowSums();
        k = k.plus(at.x.times(v.get(TwoLayerNet.W).transpose())
                .hadamard(at.e.hadamard(at.psi))
                .rowSums());
        for (int b = 0; b < blocks(); b++) {
            if (at.scales(b)) {
                k = k.plus(along(b).hadamard(drift(b).hadamard(v.get(b)).total()));
            }
        }
        Traced slopes = k;
        return IntStream.range(0, blocks())
                .mapToObj(b -> {
                    Traced product = weighed(b, slopes);
                    if (at.scales(b)) {
                        product = product.plus(drift(b).hadamard(at.mean(slopes.hadamard(along(b)))));
                    }
                    return product.minus(mean(b).hadamard(at.mean(slopes))).scaled(4 * scale * scale);
                })
                .toList();
    }

    @Override
    List<Traced> dataHessianProduct(List<Traced> v) {
        HiddenMotion motion = new HiddenMotion(at, theta(U), theta(TwoLayerNet.W), v);
        return IntStream.range(0, blocks())
                .mapToObj(b -> {
                    Traced product = motion.direct(b);
                    if (at.scales(b)) {
                        Traced inverse = inverseSquare(b);
                        Traced drift = drift(b);
                        // s' = -T e^2s moves by -v e^2s + 2 T e^4s (T.v).
                        Traced turned = v.get(b)
                                .hadamard(inverse)
                                .plus(drift.hadamard(inverse)
                                        .hadamard(theta(b).hadamard(v.get(b)).total())
                                        .scaled(2));
                        product = product.minus(turned.hadamard(at.mean(along(b))))
                                .plus(drift.hadamard(at.mean(motion.along(b))));
                    }
                    return product.scaled(2 * scale);
                })
                .toList();
    }

    @Override
    List<Traced> gammas() {
        Traced residuals = at.r.squared().rowSums();
        Traced inputs = at.x.squared().rowSums();
        return List.of(at.average(at.x, at.x.hadamard(residuals)), at.average(at.r, at.r.hadamard(inputs)));
    }

    @Override
    Traced balance(Symmetry.DoubleRotation rotation) {
        throw new IllegalArgumentException("no double rotation of a model that is not linear");
    }

    @Override
    List<Traced> taskBalance(Symmetry.DoubleRotation rotation) {
        throw new IllegalArgumentException("no double rotation of a model that is not linear");
    }
}
