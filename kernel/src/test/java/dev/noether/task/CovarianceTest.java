package dev.noether.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Matrix;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CovarianceTest {

    private static final double EPS = Math.ulp(1.0);

    /** Rounding of the factorisation, per component and relative to the largest variance. */
    private static final double TOLERANCE = 64 * EPS;

    @Test
    void factorOfAHandComputedMatrix() {
        Covariance covariance = Covariance.full(Matrix.of(new double[][] {{4, 2, 6}, {2, 10, 9}, {6, 9, 19}}));
        double[][] expected = {{2, 0, 0}, {1, 3, 0}, {3, 2, Math.sqrt(19.0 - 9 - 4)}};
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(covariance.factor(i, j)).isEqualTo(expected[i][j]);
            }
        }
        assertThat(covariance.trace()).isEqualTo(4 + 10 + 19);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "5, 5", "13, 7", "64, 32", "61, 1", "61, 60", "101, 101", "101, 13"})
    void factorOfAnyRankMultipliesBack(int n, int rank) {
        double[][] a = gram(n, rank, new SplittableRandom(1000L * n + rank));
        Covariance covariance = Covariance.full(Matrix.of(a));
        double largest = 0;
        for (int i = 0; i < n; i++) {
            largest = Math.max(largest, a[i][i]);
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double product = 0;
                for (int k = 0; k < n; k++) {
                    product += covariance.factor(i, k) * covariance.factor(j, k);
                }
                assertThat(product).isEqualTo(a[i][j], within(TOLERANCE * n * largest));
                if (j > i) {
                    assertThat(covariance.factor(i, j)).isZero();
                }
            }
        }
    }

    @Test
    void equalComponentsShareOneNormal() {
        Covariance covariance = Covariance.full(Matrix.of(new double[][] {{1, 1}, {1, 1}}));
        assertThat(Math.abs(covariance.factor(0, 0))).isEqualTo(1);
        assertThat(covariance.factor(1, 0)).isEqualTo(covariance.factor(0, 0));
        assertThat(covariance.factor(1, 1)).isZero();
    }

    @Test
    void componentsWithoutVarianceStayZero() {
        Covariance covariance = Covariance.full(Matrix.of(new double[][] {{0, 0, 0}, {0, 2, 1}, {0, 1, 2}}));
        for (int j = 0; j < 3; j++) {
            assertThat(covariance.factor(0, j)).isZero();
        }
    }

    @Test
    void diagonalMatricesAreRecognised() {
        Covariance covariance = Covariance.full(Matrix.of(new double[][] {{4, 0}, {0, 9}}));
        assertThat(covariance.isDiagonal()).isTrue();
        assertThat(covariance.factor(1, 1)).isEqualTo(3);
        assertThat(Covariance.isotropic(3, 0).isZero()).isTrue();
    }

    @Test
    void refusesWhatIsNoCovariance() {
        assertRefused(new double[][] {{1, 2}, {2, 1}}, "not positive semi-definite");
        assertRefused(new double[][] {{0, 1}, {1, 1}}, "not positive semi-definite");
        assertRefused(new double[][] {{1, 0.5}, {0.5, -1}}, "not positive semi-definite");
        assertRefused(new double[][] {{1, 0.5}, {0.25, 1}}, "elements (2, 1) and (1, 2) are 0.25 and 0.5");
        assertRefused(new double[][] {{1, Double.NaN}, {Double.NaN, 1}}, "it must be finite");
        assertRefused(new double[][] {{1, 0.5, 0}, {0.5, 1, 0}}, "square, not 2 x 3");
        assertThatThrownBy(() -> Covariance.diagonal(1, -2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("variance 2 is -2.0, it must be finite and at least 0");
        assertThatThrownBy(() -> Covariance.diagonal()).hasMessage("a covariance needs at least one component");
    }

    private static void assertRefused(double[][] rows, String sentence) {
        assertThatThrownBy(() -> Covariance.full(Matrix.of(rows)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    /** B B^T / rank of an n x rank matrix B of uniform numbers. */
    private static double[][] gram(int n, int rank, SplittableRandom random) {
        double[][] b = new double[n][rank];
        for (double[] row : b) {
            for (int j = 0; j < rank; j++) {
                row[j] = random.nextDouble(-1, 1);
            }
        }
        double[][] gram = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                for (int k = 0; k < rank; k++) {
                    gram[i][j] += b[i][k] * b[j][k] / rank;
                }
                gram[j][i] = gram[i][j];
            }
        }
        return gram;
    }
}
