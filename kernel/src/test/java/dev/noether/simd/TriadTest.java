package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TriadTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 67})
    void writesOnePlusTwiceTheFactorFromTheFirstToTheLastElement(int length) {
        FloatTriad triad = new FloatTriad(length);
        triad.run(3f);
        assertThat(triad.first()).isEqualTo(7f);
        assertThat(triad.last()).isEqualTo(7f);
        DoubleTriad wide = new DoubleTriad(length);
        wide.run(-0.25);
        assertThat(wide.first()).isEqualTo(0.5);
        assertThat(wide.last()).isEqualTo(0.5);
    }
}
