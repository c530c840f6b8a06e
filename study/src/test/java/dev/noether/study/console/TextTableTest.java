package dev.noether.study.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void numbersAreAlignedRightAndWordsLeft() {
        assertThat(TextTable.format(
                        List.of("seed", "status", "loss"),
                        List.of(List.of("1", "completed", "1.5e-10"), List.of("12", "diverged", "NaN"))))
                .isEqualTo("""
                        seed  status        loss
                           1  completed  1.5e-10
                          12  diverged       NaN
                        """);
    }

    @Test
    void linesHaveNoBlanksAtTheirEnd() {
        assertThat(TextTable.format(List.of("a", "words"), List.of(List.of("1", "x")))
                        .lines())
                .containsExactly("a  words", "1  x");
    }
}
