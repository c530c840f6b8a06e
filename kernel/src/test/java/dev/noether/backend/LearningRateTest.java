package dev.noether.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class LearningRateTest {

    @Test
    void warmupIsALineUpToThePeak() {
        LearningRate warmup = new LearningRate.Warmup(0.5, 4, 0.25);
        assertThat(rates(warmup, 6)).containsExactly(0.25, 0.3125, 0.375, 0.4375, 0.5, 0.5);
        LearningRate down = new LearningRate.Warmup(0.25, 2, 0.75);
        assertThat(rates(down, 3)).containsExactly(0.75, 0.5, 0.25);
    }

    @Test
    void piecesBeginAtTheirSteps() {
        LearningRate pieces = new LearningRate.Piecewise(
                1,
                List.of(new LearningRate.Change(2, 3), new LearningRate.Change(3, 0), new LearningRate.Change(7, 5)));
        assertThat(rates(pieces, 9)).containsExactly(1, 1, 3, 0, 0, 0, 0, 5, 5);
        assertThat(rates(new LearningRate.Piecewise(4, List.of()), 2)).containsExactly(4, 4);
    }

    @Test
    void cosineFallsFromThePeakToZero() {
        LearningRate cosine = new LearningRate.Cosine(8, 4);
        double[] expected = {8, 4 + 4 * Math.sqrt(0.5), 4, 4 - 4 * Math.sqrt(0.5), 0, 0};
        for (int k = 0; k < expected.length; k++) {
            assertThat(cosine.at(k)).isCloseTo(expected[k], within(1e-15 * 8));
        }
    }

    @Test
    void stairsFallByTheirFactor() {
        assertThat(rates(new LearningRate.StepDecay(8, 2, 0.5), 7)).containsExactly(8, 8, 4, 4, 2, 2, 1);
    }

    @Test
    void refusesWhatIsNoRate() {
        assertThatThrownBy(() -> LearningRate.constant(-1))
                .hasMessage("learning rate -1.0, it must be finite and at least 0");
        assertThatThrownBy(() -> new LearningRate.Warmup(1, 3, Double.NaN))
                .hasMessage("learning rate NaN, it must be finite and at least 0");
        assertThatThrownBy(() -> new LearningRate.Cosine(1, 0))
                .hasMessage("a schedule of 0 steps, there must be at least 1");
        assertThatThrownBy(() -> new LearningRate.Change(0, 1))
                .hasMessage("a schedule of 0 steps, there must be at least 1");
        LearningRate.Change third = new LearningRate.Change(3, 1);
        assertThatThrownBy(() -> new LearningRate.Piecewise(1, List.of(third, third)))
                .hasMessage("step 3 comes after step 3, the steps must increase");
    }

    private static double[] rates(LearningRate rate, int steps) {
        double[] rates = new double[steps];
        for (int k = 0; k < steps; k++) {
            rates[k] = rate.at(k);
        }
        return rates;
    }
}
