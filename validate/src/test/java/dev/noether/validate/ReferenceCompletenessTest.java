package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;

class ReferenceCompletenessTest extends CompletenessContract {

    @Override
    protected Backend backend() {
        return Backends.named("reference");
    }
}
