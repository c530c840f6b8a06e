package dev.noether.validate.traced;

import dev.noether.model.Activation;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;

/**
 * The forward pass of {@code f(x) = alpha U phi(beta W x)} on samples, rows of X; alpha and beta are 1, or the inverse norm of
 * a block:
 *
 * <pre>
 * H = beta X W^T      Phi = alpha phi(H)      F = Phi U^T      R = F - Y      E = R U
 * Psi = alpha beta phi'(H)                    Omega = alpha beta^2 phi''(H)
 * </pre>
 *
 * In the logarithm of a scale, {@code df = G}, {@code d^2 f = G2}: of alpha both are F; of beta, with
 * {@code K = alpha phi'(H) * H}, they are {@code K U^T} and {@code (K + alpha phi''(H) * H^2) U^T}.
 */
final class HiddenLayer {

    private static final int NONE = -1;

    final Traced x;
    final Traced u;
    final Traced h;
    final Traced first;
    final Traced second;
    final Traced phi;
    final Traced psi;
    final Traced omega;
    final Traced f;
    final Traced r;
    final Traced e;
    final Traced alpha;
    final Traced beta;
    final int alphaBlock;
    final int betaBlock;

    private HiddenLayer(
            Traced u, Traced w, int alphaBlock, int betaBlock, TracedActivation activation, Traced x, Traced y) {
        this.x = x.asWritten();
        this.u = u.asWritten();
        this.alphaBlock = alphaBlock;
        this.betaBlock = betaBlock;
        alpha = scale(alphaBlock, u, w);
        beta = scale(betaBlock, u, w);
        h = beta(x.times(w.transpose()).asWritten());
        first = activation.first(h);
        second = activation.second(h);
        phi = alpha(activation.value(h));
        psi = alpha(beta(first));
        omega = alpha(beta(beta(second)));
        f = phi.times(this.u.transpose());
        r = f.minus(y.asWritten());
        e = r.times(this.u);
    }

    static HiddenLayer of(TwoLayerNet net, Traced u, Traced w, Batch.Samples batch, Precision precision) {
        return new HiddenLayer(
                u,
                w,
                NONE,
                NONE,
                new TracedActivation(net.activation(), net.slope()),
                Traced.of(batch.x(), precision),
                Traced.of(batch.y(), precision));
    }

    static HiddenLayer of(NormalizedNet net, Traced u, Traced w, Batch.Samples batch, Precision precision) {
        boolean own = net.variant() == NormalizedNet.Variant.B;
        return new HiddenLayer(
                u,
                w,
                own ? NormalizedNet.U : NormalizedNet.W,
                own ? NormalizedNet.W : NormalizedNet.U,
                new TracedActivation(Activation.TANH, 0),
                Traced.of(batch.x(), precision),
                Traced.of(batch.y(), precision));
    }

    private static Traced scale(int block, Traced u, Traced w) {
        return block == NONE ? null : UnitVector.inverseNorm(block == TwoLayerNet.U ? u : w);
    }

    /** Whether the norm of block b is a scale. */
    boolean scales(int b) {
        return b == alphaBlock || b == betaBlock;
    }

    /** Times alpha. */
    Traced alpha(Traced matrix) {
        return alpha == null ? matrix : matrix.hadamard(alpha);
    }

    /** Times beta. */
    Traced beta(Traced matrix) {
        return beta == null ? matrix : matrix.hadamard(beta);
    }

    /** G of the scale of block b, S x dy. */
    Traced slope(int b) {
        return b == alphaBlock ? f : k().times(u.transpose());
    }

    /** G2 of the scale of block b, S x dy. */
    Traced curvature(int b) {
        return b == alphaBlock
                ? f
                : k().plus(alpha(second.hadamard(h.squared()))).times(u.transpose());
    }

    /** K. */
    Traced k() {
        return alpha(first.hadamard(h));
    }

    /** Derivative of Phi in the logarithm of the scale of block b. */
    Traced slopeOfPhi(int b) {
        return b == alphaBlock ? phi : k();
    }

    /** Derivative of Psi in the logarithm of the scale of block b. */
    Traced slopeOfPsi(int b) {
        return b == alphaBlock ? psi : psi.plus(alpha(beta(second.hadamard(h))));
    }

    /** {@code A^T B / S}. */
    Traced average(Traced a, Traced b) {
        return a.transpose().times(b).scaled(1.0 / x.rows());
    }

    /** Mean of a column. */
    Traced mean(Traced column) {
        return column.total().scaled(1.0 / x.rows());
    }
}
