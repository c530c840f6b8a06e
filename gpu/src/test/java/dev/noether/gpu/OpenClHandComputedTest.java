package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.HandComputedContract;

final class OpenClHandComputedTest extends HandComputedContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
