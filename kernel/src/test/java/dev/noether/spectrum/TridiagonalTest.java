package dev.noether.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TridiagonalTest {

    /** {@code T = Z diag Z^T} with orthonormal Z, and the last row of Z alone is the same. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 60})
    void givesEigenpairs(int n) {
        SplittableRandom random = new SplittableRandom(31 + n);
        double[] diagonal = random.doubles(n, -1, 1).toArray();
        double[] beside = random.doubles(n, -1, 1).toArray();
        if (n > 3) {
            beside[n / 2] = 0;
        }
        double[] values = diagonal.clone();
        double[][] z = new double[n][n];
        for (int i = 0; i < n; i++) {
            z[i][i] = 1;
        }
        Tridiagonal.diagonalize(values, beside.clone(), z);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double element = 0;
                double gram = 0;
                for (int k = 0; k < n; k++) {
                    element += z[i][k] * values[k] * z[j][k];
                    gram += z[i][k] * z[j][k];
                }
                double expected = 0;
                if (i == j) {
                    expected = diagonal[i];
                } else if (Math.abs(i - j) == 1) {
                    expected = beside[Math.min(i, j)];
                }
                assertThat(element).isCloseTo(expected, within(1e-14 * n));
                assertThat(gram).isCloseTo(i == j ? 1 : 0, within(1e-14 * n));
            }
        }
        double[][] last = {new double[n]};
        last[0][n - 1] = 1;
        Tridiagonal.diagonalize(diagonal, beside, last);
        assertThat(diagonal).containsExactly(values);
        assertThat(last[0]).containsExactly(z[n - 1]);
    }

    /** The second difference of n points has the eigenvalues {@code 2 - 2 cos(k pi / (n + 1))}. */
    @Test
    void knowsTheSecondDifference() {
        int n = 23;
        double[] diagonal = new double[n];
        double[] beside = new double[n];
        Arrays.fill(diagonal, 2);
        Arrays.fill(beside, -1);
        Tridiagonal.diagonalize(diagonal, beside, new double[0][]);
        Arrays.sort(diagonal);
        for (int k = 1; k <= n; k++) {
            assertThat(diagonal[k - 1]).isCloseTo(2 - 2 * Math.cos(k * Math.PI / (n + 1)), within(1e-14));
        }
    }

    @Test
    void endsOnNumbersThatAreNotFinite() {
        assertThatThrownBy(() -> Tridiagonal.diagonalize(
                        new double[] {1, 2, 3}, new double[] {Double.NaN, 1, 0}, new double[0][]))
                .isInstanceOf(ArithmeticException.class);
    }
}
