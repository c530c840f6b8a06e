package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;

class SimdGoldenTest extends GoldenContract {

    @Override
    protected Backend backend() {
        return Backends.named("simd");
    }
}
