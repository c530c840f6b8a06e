package dev.noether.bench.peers;

import dev.noether.bench.Size;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** A step as users of PyTorch write it: the loss, {@code backward()}, and the update without a graph. */
final class TorchAutograd extends TorchNet {

    private final Scalar minusEta;

    TorchAutograd(Size size, TwoLayerNet net, Precision precision) {
        super(size, net, precision);
        minusEta = new Scalar(-size.learningRate);
        u.set_requires_grad(true);
        w.set_requires_grad(true);
    }

    @Override
    void step() {
        Torch.loss(u, w, x, y, tanh, perSample).backward();
        try (NoGradGuard _ = new NoGradGuard()) {
            update(u);
            update(w);
        }
    }

    private void update(Tensor parameter) {
        Tensor gradient = parameter.mutable_grad();
        parameter.add_(gradient, minusEta);
        gradient.reset();
    }
}
