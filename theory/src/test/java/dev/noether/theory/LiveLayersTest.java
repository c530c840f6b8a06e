package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLayersTest {

    private static final double ROUNDING = 1e-12;

    private static DeepLinearNet net(Integer... widths) {
        return new DeepLinearNet(List.of(widths), Loss.SUM);
    }

    /** Coordinate axes: hidden unit 1 of each layer carries the map, unit 2 nothing. */
    @Test
    void whatNothingEntersAndNothingLeavesIsFrozen() {
        Parameters theta = Parameters.of(
                net(1, 2, 2, 2, 1),
                Matrix.of(new double[][] {{2}, {0}}),
                Matrix.of(new double[][] {{3, 0}, {0, 7}}),
                Matrix.of(new double[][] {{5, 0}, {0, -11}}),
                Matrix.of(new double[][] {{0.5, 0}}));
        LiveLayers layers = LiveLayers.of(theta, 1);
        assertThat(layers.squaredNorms()).containsExactly(4, 9 + 49, 25 + 121, 0.25);
        assertThat(layers.liveSquaredNorms()).containsExactly(new double[] {4, 9, 25, 0.25}, within(ROUNDING * 25));
    }

    /** A dead direction of one side alone is projected away too: what enters unit 2 leaves nowhere, and the reverse. */
    @Test
    void bothSidesAreProjected() {
        Parameters theta =
                Parameters.of(net(1, 2, 1), Matrix.of(new double[][] {{2}, {3}}), Matrix.of(new double[][] {{5, 0}}));
        LiveLayers layers = LiveLayers.of(theta, 1);
        // W2 sees unit 1 only; what enters it points along (2, 3) / sqrt 13.
        assertThat(layers.liveSquaredNorms()).containsExactly(new double[] {4, 25 * 4 / 13.0}, within(ROUNDING * 25));
    }

    @Test
    void theEquilibriumIsAllLive() {
        GaussianTask task =
                new GaussianTask(Covariance.diagonal(1, 2, 0.5), Covariance.diagonal(0.5, 1, 3), Matrix.identity(3));
        BalancedDeepNet net =
                (BalancedDeepNet) DeepEquilibrium.of(net(3, 5, 7, 6, 3), task, new SgdSettings(0.01, 0, 10, Loss.SUM));
        Parameters theta = net.parameters();
        LiveLayers before = LiveLayers.of(theta, net.rank());
        assertThat(before.liveSquaredNorms()).containsExactly(net.squaredNorms(), within(ROUNDING * 100));
        // A frozen entry between unit 5 of the first and unit 6 of the second hidden layer.
        theta.block(1).set(5, 4, 1.5);
        LiveLayers after = LiveLayers.of(theta, net.rank());
        assertThat(after.liveSquaredNorms()).containsExactly(net.squaredNorms(), within(ROUNDING * 100));
        assertThat(after.squaredNorms()[1]).isCloseTo(net.squaredNorms()[1] + 2.25, within(ROUNDING * 10));
        assertThat(after.rank()).isEqualTo(3);
    }

    @Test
    void refusesOtherModelsAndRanks() {
        Parameters theta = Parameters.allocate(net(2, 3, 2), Precision.DOUBLE);
        assertThatThrownBy(() -> LiveLayers.of(theta, 3))
                .hasMessage("rank 3, it must be from 1 to the smallest width 2");
        assertThatThrownBy(() ->
                        LiveLayers.of(Parameters.allocate(TwoLayerNet.linear(1, 1, 1, Loss.SUM), Precision.DOUBLE), 1))
                .hasMessage("the live part belongs to a deep linear net, not to a two-layer model");
        theta.block(1).set(0, 0, Double.NaN);
        assertThatThrownBy(() -> LiveLayers.of(theta, 1)).hasMessage("W2 has elements that are not finite");
    }
}
