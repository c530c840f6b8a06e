package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.validate.EvaluatorContract;

final class OpenClEvaluatorTest extends EvaluatorContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }
}
