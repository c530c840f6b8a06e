package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How hidden units are dealt out. */
class HiddenPanelsTest {

    @ParameterizedTest
    @CsvSource({
        // d, dx + dy, elements of the sum
        "40000, 200, 10000, 16",
        "40000, 2000, 256000, 16",
        "40000, 2000, 25600000, 8",
        "40000, 200, 100000000, 8"
    })
    void largeSumsTakeFewerGroupsButStillSeveral(int hidden, int rows, long sums, int groups) {
        assertThat(new FloatHiddenPanels(hidden, rows, sums).groups()).isEqualTo(groups);
    }

    @Test
    void aLargeBatchIsNoReasonToWorkAlone() {
        int usual = new FloatHiddenPanels(2000, 200, 10_000).groups();
        assertThat(usual).isEqualTo(8);
        assertThat(new FloatHiddenPanels(2000, 200, 10_000_000).groups()).isEqualTo(usual);
    }
}
