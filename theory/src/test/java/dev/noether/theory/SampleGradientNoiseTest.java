package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleGradientNoiseTest {

    private static final KeyQueryModel MODEL = new KeyQueryModel(3, 2);

    private static final double[][] B = {{0.7, 0.2, 0}, {0.2, -0.4, 0.5}, {0, 0.5, 1.1}};

    private static final Generator GENERATOR = Generator.dense(Matrix.of(MODEL.generator(B)));

    private static final SgdSettings DECAYING = new SgdSettings(0.02, 0.01, 5, Loss.SUM);

    /** Rounding relative to the sum of magnitudes. */
    private static final double ROUNDING = 1e-12;

    private static List<KeyQueryModel.Sample> samples(int count) {
        Random random = new Random(31);
        List<KeyQueryModel.Sample> samples = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            samples.add(MODEL.sample(random));
        }
        return samples;
    }

    private static double[] start() {
        return KeyQueryModel.gaussian(new Random(32), MODEL.parameters());
    }

    private static SymmetryNoise noise(double[] theta, CovarianceEstimate estimate) {
        SampleGradientNoise noise = new SampleGradientNoise(GENERATOR);
        samples(29).forEach(sample -> noise.accept(MODEL.gradient(theta, sample)));
        assertThat(noise.samples()).isEqualTo(29);
        return noise.noise(estimate);
    }

    /** The stream against the covariance formed element by element, under both conventions. */
    @ParameterizedTest
    @EnumSource(CovarianceEstimate.class)
    void isTheNoiseOfTheCovariance(CovarianceEstimate estimate) {
        double[] theta = start();
        List<KeyQueryModel.Sample> samples = samples(29);
        int n = MODEL.parameters();
        double[] mean = new double[n];
        for (KeyQueryModel.Sample sample : samples) {
            for (int i = 0; i < n; i++) {
                mean[i] += MODEL.gradient(theta, sample)[i] / 29;
            }
        }
        double[][] sigma = new double[n][n];
        double divisor = estimate == CovarianceEstimate.UNBIASED ? 28 : 29;
        for (KeyQueryModel.Sample sample : samples) {
            double[] g = MODEL.gradient(theta, sample);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    sigma[i][j] += (g[i] - mean[i]) * (g[j] - mean[j]) / divisor;
                }
            }
        }
        double[][] a = MODEL.generator(B);
        double trace = 0;
        double magnitude = 0;
        double gradientCharge = 0;
        double gradientMagnitude = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                trace += sigma[i][j] * a[i][j];
                magnitude += Math.abs(sigma[i][j] * a[i][j]);
                gradientCharge += mean[i] * a[i][j] * mean[j];
                gradientMagnitude += Math.abs(mean[i] * a[i][j] * mean[j]);
            }
        }
        SymmetryNoise streamed = noise(theta, estimate);
        SymmetryNoise given = SymmetryNoise.ofCovariance(GENERATOR, Matrix.of(sigma), mean);
        for (SymmetryNoise noise : List.of(streamed, given)) {
            assertThat(noise.noiseCharge()).isCloseTo(trace, within(ROUNDING * magnitude));
            assertThat(noise.gradientCharge()).isCloseTo(gradientCharge, within(ROUNDING * gradientMagnitude));
        }
        assertThat(streamed.variances()).containsExactly(given.variances(), within(ROUNDING * magnitude));
    }

    /** At lambda* the loss is that of the start, and the flow, from fresh gradients, is the gradient's term alone. */
    @Test
    void theMovedParametersAreTheNoiseEquilibrium() {
        double[] theta = start();
        SymmetryNoise before = noise(theta, CovarianceEstimate.OF_THE_BATCH);
        NoiseFixedPoint point = before.fixedPoint(theta, DECAYING);
        assertThat(point).isInstanceOf(NoiseFixedPoint.Finite.class);
        double lambda = ((NoiseFixedPoint.Finite) point).lambda();
        assertThat(Math.abs(lambda)).isGreaterThan(0.01);
        double[] moved = theta.clone();
        GENERATOR.move(lambda, moved);
        for (KeyQueryModel.Sample sample : samples(29)) {
            assertThat(MODEL.loss(moved, sample))
                    .isCloseTo(MODEL.loss(theta, sample), within(1e-11 * (1 + MODEL.loss(theta, sample))));
        }
        NoetherFlow there = noise(moved, CovarianceEstimate.OF_THE_BATCH).flow(moved, DECAYING);
        NoetherFlow here = before.flow(theta, DECAYING);
        assertThat(there.total() - there.gradient()).isCloseTo(0, within(1e-11 * Math.abs(here.noise())));
        assertThat(here.total() - here.gradient()).isNotCloseTo(0, within(1e-3 * Math.abs(here.noise())));
    }

    /** A variance of 1 beside a mean of 1e9: the difference of raw moments would have no digit left. */
    @Test
    void aLargeMeanDoesNotDrownTheNoise() {
        SampleGradientNoise noise = new SampleGradientNoise(Generator.diagonal(1, -1));
        for (int k = 0; k < 100; k++) {
            noise.accept(new double[] {1e9 + (k % 2 == 0 ? 1 : -1), 3});
        }
        assertThat(noise.noise(CovarianceEstimate.OF_THE_BATCH).variances()).containsExactly(1, 0);
        assertThat(noise.noise(CovarianceEstimate.UNBIASED).noiseCharge()).isCloseTo(100.0 / 99, within(ROUNDING));
    }

    /** Equal gradients but for their rounding have no noise; twice the rounding is noise. */
    @ParameterizedTest
    @ValueSource(doubles = {1e-7, 1e-14})
    void roundingIsNoNoise(double roundoff) {
        for (boolean dense : new boolean[] {false, true}) {
            Generator generator =
                    dense ? Generator.dense(Matrix.of(new double[][] {{0, 1}, {1, 0}})) : Generator.diagonal(1, -1);
            SampleGradientNoise rounded = new SampleGradientNoise(generator, roundoff);
            SampleGradientNoise noisy = new SampleGradientNoise(generator, roundoff);
            for (int sign = -1; sign <= 1; sign += 2) {
                rounded.accept(new double[] {5 * (1 + 0.5 * sign * roundoff), -7 * (1 + 0.5 * sign * roundoff)});
                noisy.accept(new double[] {5 * (1 + 3 * sign * roundoff), -7 * (1 - 30 * sign * roundoff)});
            }
            assertThat(rounded.noise(CovarianceEstimate.UNBIASED).variances()).containsExactly(0, 0);
            assertThat(noisy.noise(CovarianceEstimate.UNBIASED).variances()).doesNotContain(0.0);
        }
    }

    @Test
    void oneSampleHasNoCovariance() {
        SampleGradientNoise noise = new SampleGradientNoise(Generator.diagonal(1, -1));
        noise.accept(new double[] {1, 2});
        assertThatThrownBy(() -> noise.noise(CovarianceEstimate.OF_THE_BATCH))
                .hasMessage("one sample has no covariance; take at least 2");
    }

    @Test
    void refusesGradientsOfAnotherLengthOrNotFinite() {
        SampleGradientNoise noise = new SampleGradientNoise(Generator.diagonal(1, -1));
        assertThatThrownBy(() -> noise.accept(new double[3]))
                .hasMessage("the gradient has 3 entries, the generator is of 2 parameters");
        assertThatThrownBy(() -> noise.accept(new double[] {1, Double.NaN}))
                .hasMessage("entry 2 of the gradient of sample 1 is NaN, it must be finite");
        assertThat(noise.samples()).isZero();
    }
}
