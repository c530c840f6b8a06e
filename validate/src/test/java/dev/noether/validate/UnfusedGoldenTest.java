package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.unfused.UnfusedLoader;
import org.junit.jupiter.api.Test;

/** The SIMD backend as it is on a machine without fused multiply-adds. */
class UnfusedGoldenTest extends GoldenContract {

    private final Backend fused = Backends.named("simd");
    private final Backend unfused = UnfusedLoader.backend(fused.getClass());

    @Override
    protected Backend backend() {
        return unfused;
    }

    @Test
    void isNotTheBackendOfTheOtherTests() {
        assertThat(UnfusedLoader.hasLoaded(unfused.getClass())).isTrue();
        assertThat(UnfusedLoader.hasLoaded(fused.getClass())).isFalse();
    }
}
