package dev.noether.gpu;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.model.Precision;
import dev.noether.validate.DynamicsContract;
import dev.noether.validate.ModelFamily;
import java.util.List;

final class OpenClDynamicsTest extends DynamicsContract {

    @Override
    protected Backend backend() {
        return Backends.named("opencl");
    }

    /** One in turn: each is a program of its own to build, and {@link LayeredTrajectoryTest} has more. */
    @Override
    protected List<Integer> select(List<Integer> numbers, ModelFamily family, Precision precision) {
        return List.of(numbers.get((family.ordinal() + precision.ordinal()) % numbers.size()));
    }
}
