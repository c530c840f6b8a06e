package dev.noether.bench;

import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;

/** The sizes that are timed: those of figures 2 and 8 of the paper, two extremes, and that of one micro-kernel. */
public enum Size {
    /** One product {@code u w}: nothing but overhead. */
    RANK_ONE("rank one", 1, 1, 100, 1e-4),
    /** A matrix product that is one tile of registers, in float on vectors of 512 bits: the micro-kernel alone. */
    TILE("one tile", 5, 128, 80, 1e-3),
    /** Everything fits the first-level cache. */
    FIGURE_2("figure 2", 10, 30, 40, 1e-3),
    /** A wide net, 1.6 million operations a sample. */
    FIGURE_8("figure 8", 100, 100, 2000, 1e-3),
    /** Ten billion operations a step: nothing but products. */
    LARGE("large", 256, 1000, 4000, 1e-3);

    /** Name in tables. */
    public final String label;

    /** S. */
    public final int batchSize;

    /** dx and dy. */
    public final int inputs;

    /** d. */
    public final int hidden;

    /** eta; small enough that any number of steps stays finite. */
    public final double learningRate;

    Size(String label, int batchSize, int inputs, int hidden, double learningRate) {
        this.label = label;
        this.batchSize = batchSize;
        this.inputs = inputs;
        this.hidden = hidden;
        this.learningRate = learningRate;
    }

    /** The linear net {@code U W x}. */
    public TwoLayerNet net() {
        return net(Activation.IDENTITY);
    }

    /** {@code U phi(W x)} of these shapes. */
    public TwoLayerNet net(Activation activation) {
        return new TwoLayerNet(inputs, hidden, inputs, activation, Loss.SUM);
    }

    /** Inputs of variance 1, labels {@code y = x + e} with label noise of variance 0.2. */
    public GaussianTask task() {
        return new GaussianTask(
                Covariance.isotropic(inputs, 1), Covariance.isotropic(inputs, 0.2), Matrix.identity(inputs));
    }
}
