package dev.noether.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TwoLayerNetTest {

    private final TwoLayerNet net = TwoLayerNet.linear(3, 5, 2, Loss.MEAN);

    @Test
    void namesItsBlocksInOrder() {
        assertThat(net.blocks()).containsExactly(new ParameterBlock("U", 2, 5), new ParameterBlock("W", 5, 3));
        assertThat(net.parameterCount()).isEqualTo(2 * 5 + 5 * 3);
        assertThat(net.lossScale()).isEqualTo(1.0 / 2);
    }

    @Test
    void countsTheOperationsOfFiveProducts() {
        // H, R, gU, G: 2 S d dx, 2 S d dy, 2 S d dy, 2 S d dy; gW: 2 S d dx.
        assertThat(net.flopsPerStep(7)).isEqualTo(2 * 7 * 5 * (3 + 2 + 2 + 2 + 3));
    }

    @Test
    void refusesAnEmptyLayer() {
        assertThatThrownBy(() -> TwoLayerNet.linear(3, 0, 2, Loss.SUM)).hasMessageContaining("not 3, 0 and 2");
    }

    @Test
    void refusesParametersOfAnotherShape() {
        assertThatThrownBy(() -> Parameters.of(
                        net, Matrix.allocate(Precision.DOUBLE, 2, 5), Matrix.allocate(Precision.DOUBLE, 3, 5)))
                .hasMessage("W is 3 x 5, expected 5 x 3");
    }

    @Test
    void doubleRotationLeavesTheProductAndMovesTheCharge() {
        Parameters theta = gaussian(11);
        Symmetry symmetry = net.symmetries().getFirst();
        double squaredU = squaredNorm(theta.block(TwoLayerNet.U));
        double squaredW = squaredNorm(theta.block(TwoLayerNet.W));
        double[][] before = product(theta);
        double lambda = 0.3;
        symmetry.transform(0, lambda, theta);
        double[][] after = product(theta);
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(after[i][j]).isCloseTo(before[i][j], within(1e-14));
            }
        }
        double expected = Math.exp(2 * lambda) * squaredU - Math.exp(-2 * lambda) * squaredW;
        assertThat(symmetry.charge(0, theta)).isCloseTo(expected, within(1e-13 * (squaredU + squaredW)));
    }

    @Test
    void chargeIsTheQuadraticFormOfTheGenerator() {
        Parameters theta = gaussian(12);
        Symmetry symmetry = net.symmetries().getFirst();
        Parameters moved = Parameters.allocate(net, Precision.DOUBLE);
        symmetry.applyGenerator(0, theta, moved);
        double form = 0;
        for (int b = 0; b < 2; b++) {
            for (int i = 0; i < theta.block(b).rows(); i++) {
                for (int j = 0; j < theta.block(b).columns(); j++) {
                    form += theta.block(b).get(i, j) * moved.block(b).get(i, j);
                }
            }
        }
        assertThat(symmetry.charge(0, theta)).isCloseTo(form, within(1e-14 * theta.squaredNorm()));
    }

    private Parameters gaussian(long seed) {
        Random random = new Random(seed);
        Parameters theta = Parameters.allocate(net, Precision.DOUBLE);
        for (int b = 0; b < theta.blocks(); b++) {
            for (int i = 0; i < theta.block(b).rows(); i++) {
                for (int j = 0; j < theta.block(b).columns(); j++) {
                    theta.block(b).set(i, j, random.nextGaussian());
                }
            }
        }
        return theta;
    }

    private static double squaredNorm(Matrix matrix) {
        double sum = 0;
        for (double[] row : matrix.toRows()) {
            for (double value : row) {
                sum += value * value;
            }
        }
        return sum;
    }

    private static double[][] product(Parameters theta) {
        double[][] u = theta.block(TwoLayerNet.U).toRows();
        double[][] w = theta.block(TwoLayerNet.W).toRows();
        double[][] product = new double[u.length][w[0].length];
        for (int i = 0; i < u.length; i++) {
            for (int j = 0; j < w[0].length; j++) {
                for (int k = 0; k < w.length; k++) {
                    product[i][j] += u[i][k] * w[k][j];
                }
            }
        }
        return product;
    }
}
