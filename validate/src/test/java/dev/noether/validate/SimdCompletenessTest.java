package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;

class SimdCompletenessTest extends CompletenessContract {

    @Override
    protected Backend backend() {
        return Backends.named("simd");
    }
}
