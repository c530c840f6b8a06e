package dev.noether.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ReducedStartTest {

    private static final double ROUNDING = 1e-13;

    private static Parameters draw(TwoLayerNet net) {
        return new Initialization.Gaussian(1).draw(net, Precision.DOUBLE, 5);
    }

    private static ReducedStart reduce(Parameters theta) {
        return ReducedStart.of(new HiddenUnits.Given(theta), 1);
    }

    private static void assertClose(Parameters actual, Parameters expected, double tolerance) {
        for (int b = 0; b < expected.blocks(); b++) {
            for (int i = 0; i < expected.block(b).rows(); i++) {
                for (int j = 0; j < expected.block(b).columns(); j++) {
                    assertThat(actual.block(b).get(i, j))
                            .isCloseTo(expected.block(b).get(i, j), within(tolerance));
                }
            }
        }
    }

    /** Elements of odd blocks as well, and both kinds of tail. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void whatIsReadInBlocksIsWhatTheInitializationDraws(Precision precision) {
        TwoLayerNet net = TwoLayerNet.linear(5, 301, 4, Loss.SUM);
        Initialization law = new Initialization.Kaiming();
        Parameters whole = law.draw(net, precision, 99);
        HiddenUnits units = new HiddenUnits.Drawn(law, net, precision, 99);
        for (int[] part : new int[][] {{0, 301}, {17, 3}, {200, 101}, {300, 1}}) {
            double[][] rows = new double[part[1]][9];
            units.read(part[0], part[1], rows);
            for (int j = 0; j < part[1]; j++) {
                for (int i = 0; i < 4; i++) {
                    assertThat(rows[j][i]).isEqualTo(whole.block(0).get(i, part[0] + j));
                }
                for (int i = 0; i < 5; i++) {
                    assertThat(rows[j][4 + i]).isEqualTo(whole.block(1).get(part[0] + j, i));
                }
            }
        }
        Parameters stored = Parameters.allocate(net, precision);
        units.store(stored);
        assertClose(stored, whole, 0);
    }

    @Test
    void drawsFromTheSeedWhatItWouldReduceIfItWereGiven() {
        TwoLayerNet net = TwoLayerNet.linear(5, 301, 4, Loss.SUM);
        Initialization law = new Initialization.Kaiming();
        Parameters given = reduce(law.draw(net, Precision.FLOAT, 3)).narrow(Precision.DOUBLE);
        Parameters drawn = ReducedStart.of(new HiddenUnits.Drawn(law, net, Precision.FLOAT, 3), 2)
                .narrow(Precision.DOUBLE);
        assertClose(drawn, given, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 3, 1", "5, 13, 7", "3, 97, 2", "13, 25, 11"})
    void liftsTheStartBackToItself(int inputs, int hidden, int outputs) {
        TwoLayerNet net = TwoLayerNet.linear(inputs, hidden, outputs, Loss.SUM);
        Parameters theta = draw(net);
        ReducedStart start = reduce(theta);
        assertThat(start.narrow(Precision.DOUBLE).model())
                .isEqualTo(TwoLayerNet.linear(inputs, inputs + outputs, outputs, Loss.SUM));
        Parameters lifted = Parameters.allocate(net, Precision.DOUBLE);
        start.lift(start.narrow(Precision.DOUBLE)).store(lifted);
        assertClose(lifted, theta, 100 * ROUNDING);
    }

    /** Steps multiply [U^T W] from the right; what is lifted is the start multiplied likewise. */
    @ParameterizedTest
    @CsvSource({"none", "U", "W", "dependent", "short"})
    void liftsWhatHasMovedFromAStartOfAnyRank(String lost) {
        TwoLayerNet net = TwoLayerNet.linear(3, 41, 4, Loss.SUM);
        Parameters theta = draw(net);
        for (int j = 0; j < 41; j++) {
            for (int i = 0; i < 4; i++) {
                theta.block(0).set(i, j, theta.block(0).get(i, j) * (lost.equals("U") ? 0 : 1));
            }
            for (int i = 0; i < 3; i++) {
                double value = theta.block(1).get(j, i);
                theta.block(1)
                        .set(
                                j,
                                i,
                                switch (lost) {
                                    case "W" -> 0;
                                    case "dependent" ->
                                        theta.block(0).get(i, j)
                                                - theta.block(0).get(3, j);
                                    case "short" -> 1e-20 * value;
                                    default -> value;
                                });
            }
        }
        ReducedStart start = reduce(theta);
        Random random = new Random(12);
        double[][] transfer = new double[7][7];
        for (double[] row : transfer) {
            for (int j = 0; j < 7; j++) {
                row[j] = random.nextGaussian();
            }
        }
        Parameters moved = Parameters.allocate(net, Precision.DOUBLE);
        new HiddenUnits.Moved(new HiddenUnits.Given(theta), transfer).store(moved);
        Parameters expected = multiply(theta, transfer);
        assertClose(moved, expected, ROUNDING);
        Parameters narrow = multiply(start.narrow(Precision.DOUBLE), transfer);
        Parameters lifted = Parameters.allocate(net, Precision.DOUBLE);
        start.lift(narrow).store(lifted);
        assertClose(lifted, expected, 100 * ROUNDING);
    }

    private static Parameters multiply(Parameters theta, double[][] transfer) {
        TwoLayerNet net = (TwoLayerNet) theta.model();
        Matrix u = theta.block(0);
        Matrix w = theta.block(1);
        Parameters product = Parameters.allocate(net, Precision.DOUBLE);
        for (int j = 0; j < net.hidden(); j++) {
            for (int c = 0; c < transfer.length; c++) {
                double sum = 0;
                for (int k = 0; k < transfer.length; k++) {
                    double element = k < net.outputs() ? u.get(k, j) : w.get(j, k - net.outputs());
                    sum += element * transfer[k][c];
                }
                if (c < net.outputs()) {
                    product.block(0).set(c, j, sum);
                } else {
                    product.block(1).set(j, c - net.outputs(), sum);
                }
            }
        }
        return product;
    }

    @Test
    void onlyWideLinearNetsAreReduced() {
        assertThat(WidthReduction.reduces(TwoLayerNet.linear(3, 6, 2, Loss.SUM)))
                .isTrue();
        assertThat(WidthReduction.reduces(TwoLayerNet.linear(3, 5, 2, Loss.SUM)))
                .isFalse();
        TwoLayerNet tanh = new TwoLayerNet(3, 60, 2, Activation.TANH, Loss.SUM);
        assertThat(WidthReduction.reduces(tanh)).isFalse();
        assertThatThrownBy(() -> reduce(draw(TwoLayerNet.linear(3, 5, 2, Loss.SUM))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more hidden units than inputs and outputs together");
        assertThatThrownBy(() -> reduce(draw(tanh))).isInstanceOf(IllegalArgumentException.class);
    }
}
