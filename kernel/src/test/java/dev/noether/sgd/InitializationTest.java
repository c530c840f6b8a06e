package dev.noether.sgd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InitializationTest {

    private static final int DX = 40;
    private static final int D = 100;
    private static final int DY = 60;

    private final TwoLayerNet net = TwoLayerNet.linear(DX, D, DY, Loss.SUM);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void kaimingHasVarianceOneOverColumns(long seed) {
        Parameters theta = new Initialization.Kaiming().draw(net, Precision.DOUBLE, seed);
        assertVariance(theta.block(TwoLayerNet.U), 1.0 / D);
        assertVariance(theta.block(TwoLayerNet.W), 1.0 / DX);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void xavierHasVarianceTwoOverRowsAndColumns(long seed) {
        Parameters theta = new Initialization.Xavier().draw(net, Precision.DOUBLE, seed);
        assertVariance(theta.block(TwoLayerNet.U), 2.0 / (DY + D));
        assertVariance(theta.block(TwoLayerNet.W), 2.0 / (D + DX));
    }

    @Test
    void floatRunStartsAtTheRoundedDoubleValues() {
        Initialization gaussian = new Initialization.Gaussian(0.3);
        Parameters doubles = gaussian.draw(net, Precision.DOUBLE, 9);
        Parameters floats = gaussian.draw(net, Precision.FLOAT, 9);
        for (int b = 0; b < 2; b++) {
            for (int i = 0; i < doubles.block(b).rows(); i++) {
                for (int j = 0; j < doubles.block(b).columns(); j++) {
                    assertThat(floats.block(b).get(i, j))
                            .isEqualTo((float) doubles.block(b).get(i, j));
                }
            }
        }
    }

    @Test
    void anElementDoesNotDependOnTheShape() {
        TwoLayerNet wider = TwoLayerNet.linear(DX + 3, D + 7, DY, Loss.SUM);
        Initialization unit = new Initialization.Gaussian(1);
        Matrix narrow = unit.draw(net, Precision.DOUBLE, 4).block(TwoLayerNet.W);
        Matrix wide = unit.draw(wider, Precision.DOUBLE, 4).block(TwoLayerNet.W);
        assertThat(wide.get(17, 23)).isEqualTo(narrow.get(17, 23));
    }

    @Test
    void blocksAndSeedsDiffer() {
        Initialization unit = new Initialization.Gaussian(1);
        Parameters theta = unit.draw(net, Precision.DOUBLE, 1);
        assertThat(theta.block(0).get(0, 0)).isNotEqualTo(theta.block(1).get(0, 0));
        assertThat(theta.block(0).get(0, 0))
                .isNotEqualTo(unit.draw(net, Precision.DOUBLE, 2).block(0).get(0, 0));
        assertThat(theta.block(0).get(0, 0))
                .isNotEqualTo(unit.draw(net, Precision.DOUBLE, 1L + (1L << 32))
                        .block(0)
                        .get(0, 0));
    }

    @Test
    void refusesANegativeDeviation() {
        assertThatThrownBy(() -> new Initialization.Gaussian(-1)).hasMessageContaining("-1.0");
    }

    /** The mean square of n normals has a relative standard deviation of sqrt(2/n); five of them. */
    private static void assertVariance(Matrix matrix, double variance) {
        double sum = 0;
        int n = matrix.rows() * matrix.columns();
        for (double[] row : matrix.toRows()) {
            for (double value : row) {
                sum += value * value;
            }
        }
        assertThat(sum / n).isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / n)));
    }
}
