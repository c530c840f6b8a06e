package dev.noether.bench.peers;

import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Curvature and noise of a linear net at a point, the ways that automatic differentiation has for them. */
final class TorchPoint {

    private final Tensor u;
    private final Tensor w;
    private final Tensor x;
    private final Tensor y;
    private final Scalar perSample;
    private final Scalar one = new Scalar(1.0);
    private final int samples;
    private final Tensor directionOfU;
    private final Tensor directionOfW;
    private final Precision precision;

    /** Number of the block: gradients with respect to several tensors come in their order. */
    private static final int U = 0;

    private static final int W = 1;

    TorchPoint(Parameters theta, Batch.Samples batch, Precision precision) {
        this.precision = precision;
        samples = batch.size();
        perSample = new Scalar(1.0 / samples);
        u = Torch.of(theta.block(U), precision);
        w = Torch.of(theta.block(W), precision);
        x = Torch.of(batch.x(), precision);
        y = Torch.of(batch.y(), precision);
        u.set_requires_grad(true);
        w.set_requires_grad(true);
        directionOfU = Torch.zeros(precision, u.size(0), u.size(1));
        directionOfW = Torch.zeros(precision, w.size(0), w.size(1));
    }

    /** One of Hutchinson's probes from the start: loss, gradient with its graph, a sign for each parameter, {@code v^T H v}. */
    double probe() {
        try (PointerScope _ = new PointerScope()) {
            sign(directionOfU);
            sign(directionOfW);
            return curvature();
        }
    }

    /** {@code v^T H v} for a given direction. */
    double curvature(Parameters direction) {
        Torch.view(directionOfU, precision).copyFrom(direction.block(U));
        Torch.view(directionOfW, precision).copyFrom(direction.block(W));
        try (PointerScope _ = new PointerScope()) {
            return curvature();
        }
    }

    private static void sign(Tensor tensor) {
        tensor.bernoulli_(0.5, null).mul_(new Scalar(2.0)).sub_(new Scalar(1.0));
    }

    private double curvature() {
        TensorVector parameters = Torch.list(u, w);
        Tensor loss = Torch.loss(u, w, x, y, false, perSample);
        TensorVector gradient = torch.grad(
                Torch.list(loss), parameters, new TensorVector(), new BoolOptional(true), true, false);
        TensorVector product = torch.grad(
                gradient,
                parameters,
                Torch.list(directionOfU, directionOfW),
                new BoolOptional(false),
                false,
                false);
        return product.get(U).mul(directionOfU).sum().item_double()
                + product.get(W).mul(directionOfW).sum().item_double();
    }

    /** {@code Tr Sigma} from the gradients of all samples, one backward pass each. */
    double noiseBySamples() {
        try (PointerScope _ = new PointerScope()) {
            TensorVector parameters = Torch.list(u, w);
            Tensor sumOfU = Torch.zeros(precision, u.size(0), u.size(1));
            Tensor sumOfW = Torch.zeros(precision, w.size(0), w.size(1));
            Tensor squares = Torch.zeros(precision, 1);
            for (int i = 0; i < samples; i++) {
                try (PointerScope _ = new PointerScope()) {
                    Tensor loss = Torch.loss(u, w, x.narrow(0, i, 1), y.narrow(0, i, 1), false, one);
                    TensorVector gradient = torch.grad(Torch.list(loss), parameters);
                    Tensor ofU = gradient.get(U);
                    Tensor ofW = gradient.get(W);
                    sumOfU.add_(ofU);
                    sumOfW.add_(ofW);
                    squares.add_(square(ofU)).add_(square(ofW));
                }
            }
            double mean = (square(sumOfU).item_double() + square(sumOfW).item_double()) / samples / samples;
            return squares.item_double() / samples - mean;
        }
    }

    /** The same in one backward pass: the parameters are repeated for every sample, and so are their gradients. */
    double noiseByRepeatedParameters() {
        try (PointerScope _ = new PointerScope()) {
            Tensor us = u.detach().expand(samples, u.size(0), u.size(1)).set_requires_grad(true);
            Tensor ws = w.detach().expand(samples, w.size(0), w.size(1)).set_requires_grad(true);
            Tensor output = us.bmm(ws.bmm(x.unsqueeze(2)));
            Tensor loss = output.sub(y.unsqueeze(2)).square().sum();
            TensorVector gradient = torch.grad(Torch.list(loss), Torch.list(us, ws));
            double squares = 0;
            double mean = 0;
            for (int block = U; block <= W; block++) {
                Tensor each = gradient.get(block);
                squares += square(each).item_double() / samples;
                mean += square(each.mean(0)).item_double();
            }
            return squares - mean;
        }
    }

    /** {@code |g|^2}, one pass without a copy. */
    private static Tensor square(Tensor gradient) {
        Tensor flat = gradient.reshape(-1);
        return flat.dot(flat);
    }
}
