package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.TwoLayerNet;
import org.junit.jupiter.api.Test;

class SymmetryNoiseTest {

    private static final double ROUNDING = 1e-13;

    private static final SgdSettings PLAIN = new SgdSettings(0.01, 0, 10, Loss.SUM);

    /** Two parameters, Sigma full: along diag(1, -1) only its diagonal counts, along the exchange its other half. */
    @Test
    void aCovarianceIsSeenInTheEigenbasis() {
        Matrix sigma = Matrix.of(new double[][] {{4, 1}, {1, 9}});
        double[] gradient = {2, 3};
        SymmetryNoise diagonal = SymmetryNoise.ofCovariance(Generator.diagonal(1, -1), sigma, gradient);
        assertThat(diagonal.variances()).containsExactly(4, 9);
        assertThat(diagonal.noiseCharge()).isEqualTo(4 - 9);
        assertThat(diagonal.gradientCharge()).isEqualTo(4 - 9);
        NoetherFlow flow = diagonal.flow(new double[] {5, 7}, PLAIN);
        assertThat(flow.noise()).isCloseTo(0.01 / 10 * -5, within(ROUNDING));
        assertThat(flow.gradient()).isCloseTo(0.01 * -5, within(ROUNDING));
        NoiseFixedPoint point = diagonal.fixedPoint(new double[] {5, 7}, PLAIN);
        assertThat(((NoiseFixedPoint.Finite) point).lambda()).isCloseTo(Math.log(4 / 9.0) / 4, within(ROUNDING));

        // Eigenvectors (1, 1) / sqrt 2 and (1, -1) / sqrt 2 with eigenvalues 1 and -1.
        Generator exchange = Generator.dense(Matrix.of(new double[][] {{0, 1}, {1, 0}}));
        SymmetryNoise mixed = SymmetryNoise.ofCovariance(exchange, sigma, gradient);
        assertThat(mixed.noiseCharge()).isCloseTo(2 * 1, within(ROUNDING * 13));
        assertThat(mixed.gradientCharge()).isCloseTo(2 * 2 * 3, within(ROUNDING * 25));
        double ratio = (4 + 9 + 2) / (4 + 9 - 2.0);
        assertThat(((NoiseFixedPoint.Finite) mixed.fixedPoint(new double[2], PLAIN)).lambda())
                .isCloseTo(Math.log(ratio) / 4, within(ROUNDING));
    }

    @Test
    void blockTracesServeSymmetriesOfWholeBlocks() {
        TwoLayerNet net = TwoLayerNet.linear(3, 2, 5, Loss.SUM);
        SymmetryNoise noise =
                SymmetryNoise.ofBlockTraces(net, net.symmetries().getFirst(), new double[] {6, 1.5}, 0.25);
        assertThat(noise.noiseCharge()).isCloseTo(4.5, within(ROUNDING * 7.5));
        assertThat(noise.gradientCharge()).isEqualTo(0.25);
        NoiseFixedPoint point = noise.fixedPoint(new double[16], PLAIN);
        assertThat(((NoiseFixedPoint.Finite) point).lambda()).isCloseTo(Math.log(4) / 4, within(ROUNDING));
        assertThatThrownBy(
                        () -> SymmetryNoise.ofBlockTraces(net, net.symmetries().getLast(), new double[] {6, 1.5}, 0))
                .hasMessageStartingWith("rescaling(U,W) moves the parameters of block U differently");
        assertThatThrownBy(
                        () -> SymmetryNoise.ofBlockTraces(net, net.symmetries().getFirst(), new double[] {6}, 0))
                .hasMessage("1 traces for a model of 2 blocks");
    }

    @Test
    void refusesWhatIsNoCovariance() {
        Generator generator = Generator.diagonal(1, -1);
        assertThatThrownBy(() -> SymmetryNoise.ofCovariance(
                        generator, Matrix.of(new double[][] {{1, 2}, {3, 1}}), new double[2]))
                .hasMessageStartingWith("Sigma must be symmetric");
        assertThatThrownBy(() -> SymmetryNoise.ofCovariance(
                        generator, Matrix.of(new double[][] {{1, 0}, {0, -1}}), new double[2]))
                .hasMessageStartingWith("Sigma has the variance -1.0");
        assertThatThrownBy(() -> SymmetryNoise.ofCovariance(generator, Matrix.identity(3), new double[2]))
                .hasMessage("Sigma has 3 entries, the generator is of 2 parameters");
        assertThatThrownBy(() -> SymmetryNoise.ofCovariance(generator, Matrix.identity(2), new double[3]))
                .hasMessageStartingWith("the mean gradient has 3 entries");
    }
}
