package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.AgreementContract;

final class OpenClAgreementTest extends AgreementContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
