package dev.noether.reduction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.CompensatedSum;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** R is known by what it must satisfy: triangular, a diagonal that is not negative, and {@code R^T R = A^T A}. */
final class TallFactorTest {

    /** Relative to the product of the lengths of two columns: 450 eps, for some tens of reflections. */
    private static final double ROUNDING = 1e-13;

    private static HiddenUnits drawn(int inputs, int hidden, int outputs) {
        return new HiddenUnits.Drawn(
                new Initialization.Xavier(),
                TwoLayerNet.linear(inputs, hidden, outputs, Loss.SUM),
                Precision.DOUBLE,
                7);
    }

    private static HiddenUnits given(double[][] u, double[][] w) {
        TwoLayerNet net = TwoLayerNet.linear(w[0].length, w.length, u.length, Loss.SUM);
        return new HiddenUnits.Given(Parameters.of(net, Matrix.of(u), Matrix.of(w)));
    }

    private static void assertFactorOf(HiddenUnits units, double[][] r) {
        int d = units.net().hidden();
        int n = units.columns();
        double[][] a = new double[d][n];
        units.read(0, d, a);
        assertThat(r.length).isEqualTo(n);
        double[][] gram = gram(a);
        double[][] ofFactor = gram(r);
        for (int i = 0; i < n; i++) {
            assertThat(r[i][i]).isNotNegative();
            for (int j = 0; j < n; j++) {
                double lengths = Math.sqrt(gram[i][i] * gram[j][j]);
                assertThat(ofFactor[i][j]).as("%d, %d", i, j).isCloseTo(gram[i][j], within(ROUNDING * lengths));
                if (j < i) {
                    assertThat(r[i][j]).isZero();
                }
            }
        }
    }

    private static double[][] gram(double[][] a) {
        int n = a[0].length;
        double[][] gram = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                CompensatedSum sum = new CompensatedSum();
                for (double[] row : a) {
                    sum.addProduct(row[i], row[j]);
                }
                gram[i][j] = sum.value();
            }
        }
        return gram;
    }

    /** One row and column, blocks with and without tails of four rows, as many rows as columns, fewer. */
    @ParameterizedTest
    @CsvSource({"1, 3, 1", "5, 13, 7", "3, 97, 2", "13, 24, 11", "9, 5, 4", "1, 1, 1", "31, 1003, 17"})
    void hasTheProductsOfTheColumns(int inputs, int hidden, int outputs) {
        HiddenUnits units = drawn(inputs, hidden, outputs);
        for (int blockRows : new int[] {1, 7, 32, TallFactor.blockRows(units.columns())}) {
            assertFactorOf(units, TallFactor.of(units, 1, blockRows));
        }
    }

    @Test
    void doesNotDependOnTheBlocksBeyondRounding() {
        HiddenUnits units = drawn(11, 301, 6);
        double[][] one = TallFactor.of(units, 1, 301);
        for (int blockRows : new int[] {1, 2, 5, 64, 300}) {
            double[][] other = TallFactor.of(units, 1, blockRows);
            for (int i = 0; i < one.length; i++) {
                for (int j = 0; j < one.length; j++) {
                    assertThat(other[i][j]).isCloseTo(one[i][j], within(1e-13 * one[j][j]));
                }
            }
        }
    }

    /** Three chunks, the last with a tail. */
    @Test
    void hasTheSameBitsForAnyNumberOfThreads() {
        HiddenUnits units = drawn(2, 70_001, 3);
        double[][] alone = TallFactor.of(units, 1);
        assertFactorOf(units, alone);
        for (int threads : new int[] {2, 3, 8}) {
            assertThat(TallFactor.of(units, threads)).isDeepEqualTo(alone);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void takesColumnsOfZerosAndColumnsThatDependOnOthers(int kind) {
        double[][] u = {{1, -2, 3, 0.5, 7, 2, 1}, {2, 1, 1, -3, 0.25, 4, 1}};
        double[][] w = {{1, 0}, {2, 1}, {3, -1}, {0, 5}, {1, 1}, {-2, 1}, {4, 0}};
        for (int j = 0; j < 7; j++) {
            switch (kind) {
                case 0 -> u[0][j] = u[1][j] = 0;
                case 1 -> w[j][0] = w[j][1] = 0;
                default -> w[j][0] = u[0][j] - 3 * u[1][j];
            }
        }
        HiddenUnits units = given(u, w);
        for (int blockRows : new int[] {1, 3, 7}) {
            assertFactorOf(units, TallFactor.of(units, 1, blockRows));
        }
    }

    /** Columns (1, e, 0) and (1, 0, e): R_22 is e sqrt(2) to first order. Their Gram matrix has 1 + e^2 = 1 in double. */
    @Test
    void keepsADirectionThatTheGramMatrixHasLost() {
        double e = 1e-9;
        double[][] r = TallFactor.of(given(new double[][] {{1, e, 0}}, new double[][] {{1}, {0}, {e}}), 1);
        assertThat(r[1][1]).isCloseTo(e * Math.sqrt(2), within(1e-6 * e));
    }

    @Test
    void isThatOfTheHandComputedNet() {
        // Columns (3, 4) and (5, 10): R = ((5, 11), (0, 2)).
        double[][] r = TallFactor.of(given(new double[][] {{3, 4}}, new double[][] {{5}, {10}}), 1);
        assertThat(r[0][0]).isCloseTo(5, within(1e-14));
        assertThat(r[0][1]).isCloseTo(11, within(1e-14));
        assertThat(r[1][0]).isZero();
        assertThat(r[1][1]).isCloseTo(2, within(1e-14));
    }
}
