package dev.noether.study.file;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;

/** The kinds of model, by the names that they have in case files and on the command line (see {@code Names}). */
public enum ModelKind {
    /** {@code U phi(W x)}. */
    TWO_LAYER,
    /** {@code W_D ... W_1 x}. */
    DEEP_LINEAR,
    /** Each layer divided by the norm of the other. */
    NET_A,
    /** Each layer divided by its own norm. */
    NET_B,
    /** {@code theta^T x / |theta|}. */
    SCALE_INVARIANT;

    /** The kind of a model. */
    public static ModelKind of(Model model) {
        return switch (model) {
            case TwoLayerNet two -> TWO_LAYER;
            case DeepLinearNet deep -> DEEP_LINEAR;
            case NormalizedNet net ->
                switch (net.variant()) {
                    case A -> NET_A;
                    case B -> NET_B;
                };
            case ScaleInvariantModel scaled -> SCALE_INVARIANT;
        };
    }
}
