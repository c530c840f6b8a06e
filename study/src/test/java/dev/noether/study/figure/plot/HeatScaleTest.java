package dev.noether.study.figure.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import org.junit.jupiter.api.Test;

class HeatScaleTest {

    private static final HeatScale SCALE = new HeatScale("", 2);

    @Test
    void isWhiteAtZeroAndDarkFromTheLimitOn() {
        assertThat(SCALE.color(0)).isEqualTo(Color.WHITE);
        assertThat(SCALE.color(2)).isEqualTo(Ink.VERMILLION.color());
        assertThat(SCALE.color(50)).isEqualTo(Ink.VERMILLION.color());
        assertThat(SCALE.color(-2)).isEqualTo(Ink.BLUE.color());
        assertThat(SCALE.color(Double.NaN)).isEqualTo(Ink.GREY.color());
    }

    @Test
    void isDarkerTheFartherFromZero() {
        for (int k = 0; k < HeatScale.SHADES; k++) {
            double value = SCALE.limit() * k / HeatScale.SHADES;
            double next = SCALE.limit() * (k + 1) / HeatScale.SHADES;
            assertThat(SCALE.color(next).getBlue())
                    .isLessThan(SCALE.color(value).getBlue());
            assertThat(SCALE.color(-next).getRed())
                    .isLessThan(SCALE.color(-value).getRed());
        }
    }

    @Test
    void needsALimit() {
        assertThatThrownBy(() -> new HeatScale("", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finite and above 0");
    }
}
