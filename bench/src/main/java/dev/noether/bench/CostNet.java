package dev.noether.bench;

import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.List;

/** The nets at which the cost of each quantity is compared with that of the gradient. */
public enum CostNet {
    /** Few samples: the order of five products is the cheaper one. */
    LINEAR_BY_SAMPLES(30, TwoLayerNet.linear(100, 1000, 100, Loss.SUM)),
    /** As many samples as inputs: the products are ordered by P = U W. */
    LINEAR_BY_PRODUCT(100, TwoLayerNet.linear(100, 1000, 100, Loss.SUM)),
    LINEAR_SMALL(30, TwoLayerNet.linear(30, 40, 30, Loss.SUM)),
    TANH(100, activated(Activation.TANH, 100, 1000)),
    TANH_SMALL(30, activated(Activation.TANH, 30, 40)),
    RELU(100, activated(Activation.RELU, 100, 1000)),
    SWISH_SMALL(30, activated(Activation.SWISH, 30, 40)),
    GELU(100, activated(Activation.GELU, 100, 1000)),
    GELU_SMALL(30, activated(Activation.GELU, 30, 40)),
    SOFTPLUS(100, activated(Activation.SOFTPLUS, 100, 1000)),
    NET_A(100, new NormalizedNet(NormalizedNet.Variant.A, 100, 1000, 100, Loss.SUM)),
    NET_A_SMALL(30, new NormalizedNet(NormalizedNet.Variant.A, 30, 40, 30, Loss.SUM)),
    NET_B(100, new NormalizedNet(NormalizedNet.Variant.B, 100, 1000, 100, Loss.SUM)),
    NET_B_SMALL(30, new NormalizedNet(NormalizedNet.Variant.B, 30, 40, 30, Loss.SUM)),
    DEEP_LINEAR(100, new DeepLinearNet(List.of(100, 200, 300, 200, 100), Loss.SUM)),
    SCALE_INVARIANT(100, new ScaleInvariantModel(100, Loss.SUM));

    private static final long SEED = 1;

    /** S. */
    public final int batchSize;

    /** The net, its inputs and outputs among its shapes. */
    public final Model model;

    CostNet(int batchSize, Model model) {
        this.batchSize = batchSize;
        this.model = model;
    }

    private static Model activated(Activation activation, int inputs, int hidden) {
        return new TwoLayerNet(inputs, hidden, inputs, activation, Loss.SUM);
    }

    /** Name in tables, with the shapes. */
    public String label() {
        String shapes =
                switch (model) {
                    case TwoLayerNet net -> net.inputs() + "-" + net.hidden() + "-" + net.outputs();
                    case NormalizedNet net -> net.inputs() + "-" + net.hidden() + "-" + net.outputs();
                    case DeepLinearNet net ->
                        String.join(
                                "-", net.widths().stream().map(String::valueOf).toList());
                    case ScaleInvariantModel scaled -> String.valueOf(scaled.inputs());
                };
        String words =
                name().toLowerCase(java.util.Locale.ROOT).replace("_small", "").replace('_', ' ');
        return words + " " + shapes + ", S " + batchSize;
    }

    /** Minibatch 0 of inputs of variance 1, labels of the identity, cut to the outputs, label noise of variance 0.2. */
    public Batch.Samples minibatch(Precision precision) {
        Matrix target = Matrix.allocate(Precision.DOUBLE, model.outputs(), model.inputs());
        for (int i = 0; i < Math.min(model.outputs(), model.inputs()); i++) {
            target.set(i, i, 1);
        }
        GaussianTask task = new GaussianTask(
                Covariance.isotropic(model.inputs(), 1), Covariance.isotropic(model.outputs(), 0.2), target);
        return GaussianSampler.minibatch(task, precision, SEED, 0, batchSize);
    }
}
