package dev.noether.study.figure.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NoisePatternTest {

    private static final double ROUNDING = 1e-14;

    @ParameterizedTest
    @EnumSource
    void hasTheMeanVariance(NoisePattern pattern) {
        assertThat(Arrays.stream(pattern.variances()).average().orElseThrow())
                .isCloseTo(NoisePattern.MEAN_VARIANCE, within(ROUNDING));
        assertThat(pattern.task().noiseCovariance().trace())
                .isCloseTo(NoisePattern.MEAN_VARIANCE * NoisePattern.OUTPUTS, within(30 * ROUNDING));
    }

    @ParameterizedTest
    @CsvSource({
        "EQUAL, 30, 1",
        "TEN_TIMES_4, 10, 4",
        "TEN_TIMES_QUARTER, 10, 0.25",
        "FIVE_TIMES_10, 5, 10",
        "FIFTEEN_TIMES_9, 15, 9",
        "THREE_TIMES_25, 3, 25"
    })
    void someOutputsHaveAFactorOverTheOthers(NoisePattern pattern, int count, double factor) {
        double[] variances = pattern.variances();
        double rest = variances[variances.length - 1] / (count == 30 ? factor : 1);
        for (int i = 0; i < variances.length; i++) {
            assertThat(variances[i]).isCloseTo(i < count ? factor * rest : rest, within(ROUNDING));
        }
    }

    @Test
    void twoPatternsRiseSteadily() {
        double[] linear = NoisePattern.LINEAR.variances();
        double[] logarithmic = NoisePattern.LOGARITHMIC.variances();
        assertThat(linear[29] / linear[0]).isCloseTo(3 / 0.3, within(1e-12));
        assertThat(linear[2] - linear[1]).isCloseTo(linear[29] - linear[28], within(ROUNDING));
        assertThat(logarithmic[29] / logarithmic[0]).isCloseTo(Math.pow(10, 1.2), within(1e-12));
        assertThat(logarithmic[2] / logarithmic[1]).isCloseTo(logarithmic[29] / logarithmic[28], within(1e-12));
    }
}
