package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;

class ReferenceStepperTest extends StepperContract {

    @Override
    protected Backend backend() {
        return Backends.named("reference");
    }
}
