package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FunctionsInLanesTest {

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void sameBitsInEveryWidthAndAtEveryPlace(int bits) throws IOException, InterruptedException {
        assertThat(ChildProcess.output(FunctionsInLanes.class, bits))
                .contains(bits + " bits: " + FunctionsInLanes.checksum());
    }
}
