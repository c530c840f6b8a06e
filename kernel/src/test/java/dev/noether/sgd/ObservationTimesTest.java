package dev.noether.sgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ObservationTimesTest {

    @Test
    void everyKComesAtTheMultiplesOfK() {
        ObservationTimes times = ObservationTimes.every(7);
        assertThat(LongStream.iterate(0, times::after).limit(4)).containsExactly(0L, 7L, 14L, 21L);
        assertThat(times.after(8)).isEqualTo(14);
    }

    @Test
    void becomesDenseFromAStepOn() {
        ObservationTimes times = ObservationTimes.thenEvery(10, 25, 2);
        assertThat(LongStream.iterate(0, times::after).limit(6)).containsExactly(0L, 10L, 20L, 25L, 26L, 28L);
    }

    @Test
    void refusesAnEmptyInterval() {
        assertThatThrownBy(() -> ObservationTimes.every(0)).hasMessageContaining("at least 1");
    }
}
