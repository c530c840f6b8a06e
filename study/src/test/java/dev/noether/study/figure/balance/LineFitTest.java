package dev.noether.study.figure.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LineFitTest {

    private static final double ROUNDING = 1e-14;

    @Test
    void findsALineExactly() {
        LineFit fit = LineFit.of(new double[] {0, 1, 3}, new double[] {2, 1.5, 0.5});
        assertThat(fit.slope()).isCloseTo(-0.5, within(ROUNDING));
        assertThat(fit.intercept()).isCloseTo(2, within(ROUNDING));
        assertThat(fit.determination()).isCloseTo(1, within(ROUNDING));
    }

    /** By hand: xx = 2, xy = 2, yy = 8/3, so slope 1, intercept 1/3, R^2 = 4 / (2 * 8/3) = 3/4. */
    @Test
    void explainsThreeQuartersOfATriangle() {
        LineFit fit = LineFit.of(new double[] {0, 1, 2}, new double[] {0, 2, 2});
        assertThat(fit.slope()).isCloseTo(1, within(ROUNDING));
        assertThat(fit.intercept()).isCloseTo(1 / 3.0, within(ROUNDING));
        assertThat(fit.determination()).isCloseTo(0.75, within(ROUNDING));
    }

    @Test
    void twoPointsAreNoEvidence() {
        assertThat(LineFit.of(new double[] {0, 1}, new double[] {0, 1}).determination())
                .isNaN();
    }
}
