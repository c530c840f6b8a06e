package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.ScheduleContract;

final class OpenClScheduleTest extends ScheduleContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
