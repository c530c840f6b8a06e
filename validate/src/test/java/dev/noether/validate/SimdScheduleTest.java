package dev.noether.validate;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;

class SimdScheduleTest extends ScheduleContract {

    @Override
    protected Backend backend() {
        return Backends.named("simd");
    }
}
