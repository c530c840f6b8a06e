package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.DynamicsContract;

final class OpenClDynamicsTest extends DynamicsContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
