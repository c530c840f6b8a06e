package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.HutchinsonContract;

final class OpenClHutchinsonTest extends HutchinsonContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
