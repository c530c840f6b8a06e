package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.StepperContract;

final class OpenClStepperTest extends StepperContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
