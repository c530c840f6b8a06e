package dev.noether.study.figure.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AxisTest {

    @ParameterizedTest
    @CsvSource({"0, 40, 10", "0, 20, 5", "0, 1, 0.25", "-7, 5, 2.5", "0, 99.9, 20", "1e-9, 2e-9, 2.5e-10"})
    void ticksAreRoundAndFiveAtMost(double low, double high, double tick) {
        Axis axis = Axis.linear("x", low, high);
        assertThat(axis.tick()).isEqualTo(tick, org.assertj.core.api.Assertions.within(1e-9 * tick));
        assertThat((high - low) / axis.tick()).isLessThan(5);
    }

    @Test
    void decadesHoldThePositiveValues() {
        Axis axis = Axis.decades("y", new double[] {3, 0, -1, Double.NaN}, new double[] {0.02, 54});
        assertThat(axis.low()).isEqualTo(0.01);
        assertThat(axis.high()).isEqualTo(100);
        assertThat(axis.logarithmic()).isTrue();
    }

    @Test
    void anAxisIsThereEvenWhereThereIsNothingToShow() {
        assertThat(Axis.around("y", new double[] {Double.NaN}).low()).isLessThan(1);
        assertThat(Axis.around("y", new double[] {4, 4}).high()).isGreaterThan(4);
        assertThat(Axis.decades("y", new double[] {Double.NaN}).high()).isEqualTo(10);
        assertThat(Axis.decades("y", new double[] {Double.POSITIVE_INFINITY, 2}).high())
                .isEqualTo(10);
    }

    @Test
    void refusesAnEmptyRange() {
        assertThatThrownBy(() -> new Axis("x", false, 1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Axis("x", true, 0, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
