package dev.noether.study.figure.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class CrossingTest {

    private static final double[] STEPS = {0, 10, 30, 40};

    /** exp(-step / 10): at 0.1 the step is 10 ln 10, wherever it was observed. */
    @Test
    void isExactForAnExponential() {
        double[] values = {1, Math.exp(-1), Math.exp(-3), Math.exp(-4)};
        assertThat(Crossing.below(STEPS, values, 0.1)).isCloseTo(10 * Math.log(10), within(1e-12));
    }

    @Test
    void isTheFirstTime() {
        assertThat(Crossing.below(STEPS, new double[] {4, 1, 4, 1}, 2)).isCloseTo(5, within(1e-12));
    }

    @Test
    void thatNeverComesIsNoNumber() {
        assertThat(Crossing.below(STEPS, new double[] {4, 3, 2, 2}, 2)).isNaN();
    }

    @Test
    void mayBeTheStart() {
        assertThat(Crossing.below(STEPS, new double[] {1, 3, 2, 2}, 2)).isZero();
    }
}
