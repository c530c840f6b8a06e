package dev.noether.study.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void theTimeLeftIsThatOfTheWhole() {
        assertThat(Progress.left(25, 100, Duration.ofSeconds(10))).contains(Duration.ofSeconds(30));
        assertThat(Progress.left(100, 100, Duration.ofSeconds(10))).contains(Duration.ZERO);
    }

    @Test
    void nothingIsKnownBeforeTheFirstStep() {
        assertThat(Progress.left(0, 100, Duration.ofSeconds(10))).isEmpty();
    }
}
