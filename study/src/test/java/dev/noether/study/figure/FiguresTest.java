package dev.noether.study.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.study.console.InputException;
import java.util.List;
import org.junit.jupiter.api.Test;

class FiguresTest {

    @Test
    void aFigureNamedTwiceRunsOnce() {
        assertThat(Figures.named(List.of("2", "all", "2")))
                .extracting(Figure::id)
                .containsOnlyOnce("2");
    }

    @Test
    void idsAreNumbersOfThePaperOrExtras() {
        assertThat(Figures.named(List.of(Figures.ALL)))
                .extracting(Figure::id)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[1-9]"));
    }

    @Test
    void anUnknownFigureIsNamedWithTheKnownOnes() {
        assertThatThrownBy(() -> Figures.named(List.of("2", "12")))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("there is no figure '12' in this version, it must be 1, 2")
                .hasMessageContaining("all");
    }
}
