package dev.noether.model;

import java.util.List;

/**
 * A model with a squared loss: its shapes, parameter blocks and symmetries. What a backend computes for it is the
 * backend's affair; a switch over models is exhaustive, so that a new model is a list of compile errors to answer.
 */
public sealed interface Model permits TwoLayerNet, DeepLinearNet, NormalizedNet, ScaleInvariantModel {

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

    /** The continuous symmetries of the loss, each with conserved charges of gradient flow. */
    List<Symmetry> symmetries();

    /**
     * Whether {@code f(x) = P(theta) x}: then the loss depends on a batch through its second moments alone, and moments
     * or a whole population may stand for samples.
     */
    boolean linearInInputs();

    /** Nominal floating-point operations of one SGD step on {@code batchSize} samples, in the usual order of products. */
    double flopsPerStep(int batchSize);

    /** The double rotations among the symmetries, in their order: one for each pair of neighbouring matrices of a linear net. */
    default List<Symmetry.DoubleRotation> doubleRotations() {
        return symmetries().stream()
                .filter(Symmetry.DoubleRotation.class::isInstance)
                .map(Symmetry.DoubleRotation.class::cast)
                .toList();
    }

    /** Number of parameters. */
    default long parameterCount() {
        return blocks().stream().mapToLong(ParameterBlock::size).sum();
    }

    /** Factor c of the loss {@code c |f(x) - y|^2}. */
    default double lossScale() {
        return loss().scale(outputs());
    }
}
