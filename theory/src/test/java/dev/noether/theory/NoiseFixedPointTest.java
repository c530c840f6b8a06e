package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoiseFixedPointTest {

    private static final double ROUNDING = 1e-12;

    private static final SgdSettings PLAIN = new SgdSettings(0.01, 0, 10, Loss.SUM);

    private static final SgdSettings DECAYING = new SgdSettings(0.01, 1e-3, 10, Loss.SUM);

    private static double finite(NoiseFixedPoint point) {
        assertThat(point).isInstanceOf(NoiseFixedPoint.Finite.class);
        return ((NoiseFixedPoint.Finite) point).lambda();
    }

    private static double[] of(double... values) {
        return values;
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 7, 1e-8, 1e200, 1e-300})
    void rescalingMeetsTheRatioOfTheTraces(double ratio) {
        double lambda = finite(NoiseFixedPoint.of(of(1, 1, -1), of(0.25 * ratio, 0.75 * ratio, 1), of(1, 1, 1), PLAIN));
        double expected = Math.log(ratio) / 4;
        assertThat(lambda).isCloseTo(expected, within(ROUNDING * (1 + Math.abs(expected))));
    }

    @Test
    void scalingGrowsWithoutBound() {
        assertThat(NoiseFixedPoint.of(of(1, 1), of(0.5, 0), of(1, 1), PLAIN))
                .isEqualTo(new NoiseFixedPoint.PlusInfinity());
        assertThat(NoiseFixedPoint.of(of(-1, -1), of(0.5, 0), of(1, 1), PLAIN))
                .isEqualTo(new NoiseFixedPoint.MinusInfinity());
    }

    /** With weight decay: (eta / S) s exp(-2 lambda) = 4 gamma (1 - eta gamma) t exp(2 lambda). */
    @Test
    void weightDecayStopsTheGrowth() {
        double lambda = finite(NoiseFixedPoint.of(of(1, 1), of(0.5, 0.25), of(2, 1), DECAYING));
        double expected = Math.log((0.01 / 10 * 0.75) / (4 * 1e-3 * (1 - 0.01 * 1e-3) * 3)) / 4;
        assertThat(lambda).isCloseTo(expected, within(ROUNDING * Math.abs(expected)));
    }

    @Test
    void decayWithoutNoiseShrinksToNothing() {
        assertThat(NoiseFixedPoint.of(of(1, 1), of(0, 0), of(2, 1), DECAYING))
                .isEqualTo(new NoiseFixedPoint.MinusInfinity());
    }

    @Test
    void nothingMovesWithoutNoiseAndDecay() {
        assertThat(NoiseFixedPoint.of(of(1, -1), of(0, 0), of(2, 1), PLAIN))
                .isEqualTo(new NoiseFixedPoint.Undetermined());
        assertThat(NoiseFixedPoint.of(of(0, 0), of(3, 4), of(2, 1), DECAYING))
                .isEqualTo(new NoiseFixedPoint.Undetermined());
        // The noise lies where the generator does not act.
        assertThat(NoiseFixedPoint.of(of(1, 0), of(0, 4), of(0, 1), DECAYING))
                .isEqualTo(new NoiseFixedPoint.Undetermined());
    }

    @Test
    void eigenvaluesOfZeroToRoundingDoNotCount() {
        assertThat(NoiseFixedPoint.of(of(1, -1e-17), of(1, 1), of(1, 1), PLAIN))
                .isEqualTo(new NoiseFixedPoint.PlusInfinity());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void isARootOfGForMixedSpectra(long seed) {
        Random random = new Random(seed);
        int n = 1 + random.nextInt(12);
        double[] mu = new double[n + 2];
        double[] s = new double[n + 2];
        double[] t = new double[n + 2];
        for (int j = 0; j < mu.length; j++) {
            mu[j] = j == 0 ? 0.3 : j == 1 ? -2 : random.nextGaussian();
            s[j] = Math.exp(3 * random.nextGaussian());
            t[j] = Math.exp(3 * random.nextGaussian());
        }
        double lambda = finite(NoiseFixedPoint.of(mu, s, t, DECAYING));
        double g = 0;
        double magnitude = 0;
        for (int j = 0; j < mu.length; j++) {
            double noise = 0.01 / 10 * mu[j] * Math.exp(-2 * lambda * mu[j]) * s[j];
            double decay = 4 * 1e-3 * (1 - 0.01 * 1e-3) * mu[j] * Math.exp(2 * lambda * mu[j]) * t[j];
            g += noise - decay;
            magnitude += Math.abs(noise) + Math.abs(decay);
        }
        assertThat(g).isCloseTo(0, within(1e-11 * magnitude));
    }

    @Test
    void doesNotOverflowForStiffSpectra() {
        double lambda = finite(NoiseFixedPoint.of(of(1e-6, -1), of(1e300, 1e-300), of(0, 0), PLAIN));
        // exp(-2e-6 lambda) 1e294 = exp(2 lambda) 1e-300
        double expected = Math.log(10) * 594 / (2 + 2e-6);
        assertThat(lambda).isCloseTo(expected, within(ROUNDING * expected));
    }

    @Test
    void refusesWhatIsNotANumberOrNegative() {
        assertThatThrownBy(() -> NoiseFixedPoint.of(of(1, -1), of(1), of(1, 1), PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 eigenvalues");
        assertThatThrownBy(() -> NoiseFixedPoint.of(of(1, Double.NaN), of(1, 1), of(1, 1), PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("eigenvalue 2 is NaN, it must be finite");
        assertThatThrownBy(() -> NoiseFixedPoint.of(of(1, -1), of(1, -1), of(1, 1), PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("variance of the noise 2 is -1.0, it must be finite and at least 0");
    }
}
