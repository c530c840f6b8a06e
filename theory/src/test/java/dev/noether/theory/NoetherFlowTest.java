package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NoetherFlowTest {

    private static final double ROUNDING = 1e-13;

    /** A step takes C to (1 - 2 eta gamma)^2 C + eta^2 g^T A g; the mean of g g^T is gradL gradL^T + Sigma / S. */
    @Test
    void isTheMeanOfTheExactStepOverEta() {
        double eta = 0.03;
        double gamma = 0.2;
        int batch = 4;
        double charge = 1.7;
        double noiseTrace = -3;
        double gradientCharge = 0.9;
        double step = Math.pow(1 - 2 * eta * gamma, 2) * charge + eta * eta * (gradientCharge + noiseTrace / batch);
        NoetherFlow flow =
                NoetherFlow.of(charge, noiseTrace, gradientCharge, new SgdSettings(eta, gamma, batch, Loss.SUM));
        assertThat(eta * flow.total()).isCloseTo(step - charge, within(ROUNDING * charge));
    }

    @Test
    void unbiasedUndoesTheDivisionByTheNumberOfSamples() {
        assertThat(NoetherFlow.unbiased(1 - 1 / 5.0, 5)).isCloseTo(1, within(ROUNDING));
        assertThatThrownBy(() -> NoetherFlow.unbiased(1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 1, learning rate",
        "0.1, -1, 1, weight decay",
        "0.1, 10, 1, weight decay",
        "0.1, 0, 0, batch size"
    })
    void refusesSettingsOutOfRange(double eta, double gamma, int batch, String what) {
        assertThatThrownBy(() -> new SgdSettings(eta, gamma, batch, Loss.SUM))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(what);
    }
}
