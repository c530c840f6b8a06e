package dev.noether.model;

import java.util.List;

/**
 * A model with a squared loss: its shapes, parameter blocks and symmetries. What a backend computes for it is the
 * backend's affair; a switch over models is exhaustive, so that a new model is a list of compile errors to answer.
 */
public sealed interface Model permits TwoLayerNet {

    /** Name on the command line and in case files. */
    String kind();

    /** Length dx of an input x. */
    int inputs();

    /** Length dy of an output y. */
    int outputs();

    /** Convention of the squared loss. */
    Loss loss();

    /** The parameter blocks in the model's order: that of checksums, files and results. */
    List<ParameterBlock> blocks();

    /** The continuous symmetries of the loss, each with a conserved charge of gradient flow. */
    List<Symmetry> symmetries();

    /** Nominal floating-point operations of one SGD step on {@code batchSize} samples, in the usual order of products. */
    double flopsPerStep(int batchSize);

    /** Number of parameters. */
    default long parameterCount() {
        return blocks().stream().mapToLong(ParameterBlock::size).sum();
    }

    /** Factor c of the loss {@code c |f(x) - y|^2}. */
    default double lossScale() {
        return loss().scale(outputs());
    }
}
