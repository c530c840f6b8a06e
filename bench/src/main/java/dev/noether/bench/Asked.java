package dev.noether.bench;

import dev.noether.backend.Quantity;
import dev.noether.model.Model;
import java.util.EnumSet;
import java.util.Set;

/** What is asked of a point, beside the gradient where it shares work with it. */
public enum Asked {
    GRADIENT(EnumSet.of(Quantity.GRADIENT)),
    /** Gradient and Hessian trace. */
    HESSIAN_TRACE(EnumSet.of(Quantity.GRADIENT, Quantity.HESSIAN_TRACE)),
    /** Gradient, the noise traces of all blocks, and {@code Tr[Sigma A]} of every symmetry. */
    NOISE(EnumSet.of(Quantity.GRADIENT, Quantity.NOISE_TRACE, Quantity.NOISE_CHARGES)),
    HESSIAN_DIAGONAL(EnumSet.of(Quantity.HESSIAN_DIAGONAL)),
    GAMMAS(EnumSet.of(Quantity.GAMMAS)),
    BALANCE(EnumSet.of(Quantity.BALANCE)),
    /** A product with the Hessian at a point that is bound already. */
    HESSIAN_PRODUCT(EnumSet.noneOf(Quantity.class)),
    /** A product with the noise covariance at a point that is bound already. */
    NOISE_PRODUCT(EnumSet.noneOf(Quantity.class));

    private final Set<Quantity> quantities;

    Asked(Set<Quantity> quantities) {
        this.quantities = quantities;
    }

    /** Name in tables. */
    String label() {
        return switch (this) {
            case GRADIENT -> "gradient";
            case HESSIAN_TRACE -> "+ Hessian trace";
            case NOISE -> "+ noise";
            case HESSIAN_DIAGONAL -> "Hessian diagonal";
            case GAMMAS -> "gammas";
            case BALANCE -> "D";
            case HESSIAN_PRODUCT -> "H v";
            case NOISE_PRODUCT -> "Sigma v";
        };
    }

    /** What one call computes; empty for a product. */
    Set<Quantity> quantities() {
        return quantities;
    }

    /** Whether a model has it. */
    boolean existsFor(Model model) {
        return this != BALANCE || !model.doubleRotations().isEmpty();
    }
}
