package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.CompletenessContract;

final class OpenClCompletenessTest extends CompletenessContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
