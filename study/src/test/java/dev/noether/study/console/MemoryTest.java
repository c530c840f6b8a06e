package dev.noether.study.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryTest {

    @Test
    void whatFitsPasses() {
        assertThatCode(() -> Memory.require(1 << 20, "it", 1 << 20, 1 << 20)).doesNotThrowAnyException();
        assertThatCode(() -> Memory.requireElements(46340, 46340, "a matrix")).doesNotThrowAnyException();
    }

    @Test
    void whatDoesNotFitIsSaidWithBothNumbers() {
        assertThatThrownBy(() -> Memory.require(3.0 * (1L << 40), "a net of 9 units", 1L << 30, 1L << 34))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("a net of 9 units needs about 3.0 TiB")
                .hasMessageContaining("1.0 GiB")
                .hasMessageEndingWith("this machine has 16.0 GiB, so take smaller sizes");
    }

    @Test
    void whatTheMachineHasCanBeGiven() {
        assertThatThrownBy(() -> Memory.require(3.5 * (1L << 30), "a net of 9 units", 1L << 30, 1L << 34))
                .hasMessageEndingWith("take smaller sizes, or give it more with JAVA_TOOL_OPTIONS=-Xmx5g");
    }

    @Test
    void aMatrixHasNoMoreElementsThanAnArray() {
        assertThatThrownBy(() -> Memory.requireElements(46341, 46341, "the block U"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("the block U of 46341 x 46341 elements")
                .hasMessageContaining("2147483647");
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "1536,1.5 KiB", "104857600,100 MiB", "1e18,888 PiB"})
    void bytesAreDescribedInTheLargestUnit(double bytes, String text) {
        assertThat(Memory.describe(bytes)).isEqualTo(text);
    }
}
