package dev.noether.backend.simd;

import dev.noether.backend.BackendException;
import dev.noether.backend.Quantity;
import dev.noether.model.Model;
import java.util.EnumSet;
import java.util.Set;

/** Placeholder of this branch: removed when every model and quantity is there. */
final class NotYet {
    static final Set<Quantity> LINEAR = Set.copyOf(
            EnumSet.complementOf(EnumSet.of(Quantity.HESSIAN_DIAGONAL, Quantity.NOISE_TRACE, Quantity.NOISE_CHARGES)));

    private NotYet() {}

    static BackendException of(Model model) {
        return new BackendException(BackendException.Kind.UNSUPPORTED, "the simd backend does not have " + model);
    }

    static BackendException of(String quantity) {
        return new BackendException(BackendException.Kind.UNSUPPORTED, "the simd backend does not have " + quantity);
    }
}
