package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;

class ReferenceScheduleTest extends ScheduleContract {

    @Override
    protected Backend backend() {
        return Backends.named("reference");
    }
}
