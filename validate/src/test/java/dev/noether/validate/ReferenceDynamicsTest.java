package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;

class ReferenceDynamicsTest extends DynamicsContract {

    @Override
    protected Backend backend() {
        return Backends.named("reference");
    }
}
