package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.SymmetryContract;

final class OpenClSymmetryTest extends SymmetryContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
