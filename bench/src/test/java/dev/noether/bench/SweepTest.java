package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {

    /** 12000, 15600 and 19360 operations. */
    private static final Sweep SWEEP =
            new Sweep(List.of(Sweep.Line.of(30, 300, 0), Sweep.Line.of(39, 780, 0), Sweep.Line.of(44, 800, 1)));

    @Test
    void aLineCountsTheOperationsOfTheCheaperOrder() {
        // Ten samples are few: five products.
        assertThat(SWEEP.lines().getFirst().gigaflops()).isEqualTo(10.0 * 10 * 30 * 40 / 300);
    }

    @Test
    void theCliffIsWhereMostSpeedIsLost() {
        assertThat(SWEEP.cliff()).isEqualTo(1);
        assertThat(SWEEP.loss(1)).isCloseTo(0.5, within(1e-12));
        assertThat(SWEEP.loss(2)).isNegative();
    }

    @Test
    void theTableEndsWithTheCliff() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SWEEP.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("     39        780.0      20.0      0")
                .endsWith("costs: 50 % of the speed, from 30 to 39." + System.lineSeparator());
    }
}
