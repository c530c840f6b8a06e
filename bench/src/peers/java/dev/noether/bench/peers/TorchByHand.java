package dev.noether.bench.peers;

import dev.noether.bench.Size;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A step with the gradient written out, results into tensors that exist, the update folded into the last two products
 * ({@code a = -2 eta / S}):
 *
 * <pre>
 * F = phi(X W^T),  R = F U^T - Y,  T = (R U) phi'(X W^T),  U += a R^T F,  W += a T^T X
 * </pre>
 */
final class TorchByHand extends TorchNet {

    private final Scalar a;
    private final Scalar one = new Scalar(1.0);
    private final Scalar minusOne = new Scalar(-1.0);
    private final Tensor f;
    private final Tensor r;
    private final Tensor t;
    private final Tensor uTransposed;
    private final Tensor wTransposed;
    private final Tensor rTransposed;
    private final Tensor tTransposed;

    TorchByHand(Size size, TwoLayerNet net, Precision precision) {
        super(size, net, precision);
        a = new Scalar(-2 * size.learningRate / size.batchSize);
        f = Torch.zeros(precision, size.batchSize, net.hidden());
        t = Torch.zeros(precision, size.batchSize, net.hidden());
        r = Torch.zeros(precision, size.batchSize, net.outputs());
        uTransposed = u.t();
        wTransposed = w.t();
        rTransposed = r.t();
        tTransposed = t.t();
    }

    @Override
    void step() {
        try (NoGradGuard _ = new NoGradGuard()) {
            torch.mm_out(f, x, wTransposed);
            if (tanh) {
                f.tanh_();
            }
            torch.addmm_out(r, y, f, uTransposed, minusOne, one);
            torch.mm_out(t, r, u);
            if (tanh) {
                torch.tanh_backward_out(t, t, f);
            }
            u.addmm_(rTransposed, f, one, a);
            w.addmm_(tTransposed, x, one, a);
        }
    }
}
