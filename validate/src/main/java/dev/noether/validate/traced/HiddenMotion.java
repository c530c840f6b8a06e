package dev.noether.validate.traced;

import dev.noether.model.TwoLayerNet;
import java.util.List;

/**
 * How a {@link HiddenLayer} moves where theta moves along v, by the product rule. With a and b the motion of the logarithms of
 * alpha and beta, {@code -(T.v) / |T|^2} of their blocks:
 *
 * <pre>
 * dH = beta X dW^T + b H         dPhi = alpha phi'(H) * dH + a Phi         dPsi = alpha beta phi''(H) * dH + (a + b) Psi
 * dR = dPhi U^T + Phi dU^T       dE = dR U + R dU                          dK = alpha (phi''(H) * H + phi'(H)) * dH + a K
 * </pre>
 */
final class HiddenMotion {

    private final HiddenLayer at;
    private final Traced dU;
    private final Traced dPhi;
    private final Traced dPsi;
    private final Traced dR;
    private final Traced dE;
    private final Traced dK;

    HiddenMotion(HiddenLayer at, Traced u, Traced w, List<Traced> v) {
        this.at = at;
        dU = v.get(TwoLayerNet.U);
        Traced a = at.alpha == null ? null : logarithm(at.alphaBlock, at.alpha, u, w, v);
        Traced b = at.beta == null ? null : logarithm(at.betaBlock, at.beta, u, w, v);
        Traced dH = with(at.beta(at.x.times(v.get(TwoLayerNet.W).transpose())), at.h, b);
        dPhi = with(at.alpha(at.first.hadamard(dH)), at.phi, a);
        dPsi = with(with(at.alpha(at.beta(at.second.hadamard(dH))), at.psi, a), at.psi, b);
        dR = dPhi.times(at.u.transpose()).plus(at.phi.times(dU.transpose()));
        dE = dR.times(at.u).plus(at.r.times(dU));
        dK = with(at.alpha(at.second.hadamard(at.h).plus(at.first).hadamard(dH)), at.k(), a);
    }

    private static Traced logarithm(int block, Traced inverse, Traced u, Traced w, List<Traced> v) {
        Traced inner = (block == TwoLayerNet.U ? u : w).hadamard(v.get(block)).total();
        return inner.hadamard(inverse.squared()).scaled(-1);
    }

    private static Traced with(Traced term, Traced matrix, Traced factor) {
        return factor == null ? term : term.plus(matrix.hadamard(factor));
    }

    /** Motion of the mean of {@code r.f_T}. */
    Traced direct(int b) {
        return b == TwoLayerNet.U
                ? at.average(dR, at.phi).plus(at.average(at.r, dPhi))
                : at.average(dE.hadamard(at.psi).plus(at.e.hadamard(dPsi)), at.x);
    }

    /** Motion of {@code r.G} of each sample, G that of the scale of block b. */
    Traced along(int b) {
        Traced dG =
                b == at.alphaBlock ? dR : dK.times(at.u.transpose()).plus(at.k().times(dU.transpose()));
        return dR.hadamard(at.slope(b)).plus(at.r.hadamard(dG)).rowSums();
    }
}
