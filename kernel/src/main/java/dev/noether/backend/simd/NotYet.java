package dev.noether.backend.simd;

import dev.noether.backend.BackendException;
import dev.noether.model.Model;

/** Placeholder of this branch: removed when every model and quantity is there. */
final class NotYet {
    private NotYet() {}

    static BackendException of(Model model) {
        return new BackendException(BackendException.Kind.UNSUPPORTED, "the simd backend does not have " + model);
    }

    static BackendException of(String quantity) {
        return new BackendException(BackendException.Kind.UNSUPPORTED, "the simd backend does not have " + quantity);
    }
}
