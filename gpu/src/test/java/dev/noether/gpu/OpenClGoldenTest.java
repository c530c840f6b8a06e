package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.GoldenContract;

final class OpenClGoldenTest extends GoldenContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
