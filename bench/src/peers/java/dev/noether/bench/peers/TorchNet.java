package dev.noether.bench.peers;

import dev.noether.bench.Size;
import dev.noether.model.Activation;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/** What both ways of a step of {@code U phi(W x)} in libtorch share: its tensors, and minibatches from its own generator. */
abstract class TorchNet implements PeerTrajectory {

    private static final double NOISE_VARIANCE = 0.2;

    final Tensor u;
    final Tensor w;
    final Tensor x;
    final Tensor y;
    final boolean tanh;

    /** {@code 1/S}. */
    final Scalar perSample;

    private final Precision precision;

    TorchNet(Size size, TwoLayerNet net, Precision precision) {
        this.precision = precision;
        tanh = switch (net.activation()) {
            case TANH -> true;
            case IDENTITY -> false;
            case RELU, LEAKY_RELU, SWISH, GELU, SOFTPLUS ->
                throw new IllegalArgumentException(
                        "compared are " + Activation.IDENTITY + " and " + Activation.TANH + ", not " + net.activation());
        };
        u = Torch.zeros(precision, net.outputs(), net.hidden());
        w = Torch.zeros(precision, net.hidden(), net.inputs());
        x = Torch.zeros(precision, size.batchSize, net.inputs());
        y = Torch.zeros(precision, size.batchSize, net.outputs());
        perSample = new Scalar(1.0 / size.batchSize);
    }

    /** A step on what {@link #x} and {@link #y} hold. */
    abstract void step();

    @Override
    public void start(Parameters theta) {
        Torch.view(u, precision).copyFrom(theta.block(0));
        Torch.view(w, precision).copyFrom(theta.block(1));
    }

    @Override
    public void step(Batch.Samples batch) {
        Torch.view(x, precision).copyFrom(batch.x());
        Torch.view(y, precision).copyFrom(batch.y());
        try (PointerScope _ = new PointerScope()) {
            step();
        }
    }

    @Override
    public void advance(int steps) {
        for (int i = 0; i < steps; i++) {
            try (PointerScope _ = new PointerScope()) {
                x.normal_();
                y.normal_(0, Math.sqrt(NOISE_VARIANCE), null).add_(x);
                step();
            }
        }
    }

    @Override
    public void read(Parameters theta) {
        theta.block(0).copyFrom(Torch.view(u, precision));
        theta.block(1).copyFrom(Torch.view(w, precision));
    }
}
