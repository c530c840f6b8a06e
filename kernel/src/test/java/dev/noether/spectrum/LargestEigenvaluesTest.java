package dev.noether.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluator;
import dev.noether.backend.simd.SimdBackend;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LargestEigenvaluesTest {

    private static final double TOLERANCE = 1e-10;

    private static LargestEigenvalues largest(DenseHessian hessian, int count) {
        Model model = DenseHessian.model(hessian.matrix().length);
        return LargestEigenvalues.of(hessian, model, Precision.DOUBLE, count, TOLERANCE, 7);
    }

    /** Requires the largest of these numbers, each within the tolerance relative to {@code scale}. */
    private static void requireLargest(LargestEigenvalues found, int count, double scale, double... all) {
        double[] sorted = Arrays.stream(all)
                .map(value -> -value)
                .sorted()
                .map(value -> -value)
                .toArray();
        assertThat(found.converged()).isTrue();
        assertThat(found.values()).hasSize(Math.min(count, all.length));
        assertThat(found.residuals()).hasSize(found.values().length);
        for (int i = 0; i < found.values().length; i++) {
            assertThat(found.values()[i]).isCloseTo(sorted[i], within(found.tolerance() * scale));
            assertThat(found.residuals()[i]).isBetween(0.0, found.tolerance() * scale);
        }
    }

    private static double[] spread(int n) {
        return IntStream.range(0, n).mapToDouble(i -> i * i / (double) n - 5).toArray();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 39, 40, 41, 1000})
    void findsAsManyAsAreAskedForOrThereAre(int count) {
        double[] spectrum = spread(40);
        requireLargest(largest(DenseHessian.withSpectrum(1, spectrum), count), count, 35, spectrum);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 9, 12, 20})
    void countsMultipleEigenvaluesAsOftenAsTheyOccur(int count) {
        double[] spectrum = {6, 6, 6, 4, 4, 3, 3, 3, 3, 1, 0, 0, 0, 0, 0, 0, -2, -2, -9, -9};
        requireLargest(largest(DenseHessian.withSpectrum(2, spectrum), count), count, 9, spectrum);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 17})
    void knowsTheZeroHessianAndMultiplesOfTheIdentity(int count) {
        requireLargest(largest(new DenseHessian(new double[17][17]), count), count, 0, new double[17]);
        double[] equal = new double[17];
        Arrays.fill(equal, -3);
        requireLargest(largest(DenseHessian.withSpectrum(3, equal), count), count, 3, equal);
    }

    @Test
    void findsTheLargestWhereNegativeOnesAreLarger() {
        double[] spectrum = {-100, -50, -20, 0.5, 0.25, -1, -1, 0, 0.125};
        requireLargest(largest(DenseHessian.withSpectrum(4, spectrum), 3), 3, 100, spectrum);
    }

    /** The basis of a run holds 150 vectors; with gaps of 1/500 of the spread a single run would need some 300. */
    @Test
    void startsAgainWhereTheBasisIsFull() {
        int n = 1501;
        double[] spectrum =
                IntStream.range(0, n).mapToDouble(i -> 0.996 * i / n).toArray();
        spectrum[n / 3] = 0.998;
        spectrum[n / 2] = 1;
        Model model = DenseHessian.model(n);
        LargestEigenvalues found =
                LargestEigenvalues.of(new DiagonalHessian(spectrum), model, Precision.DOUBLE, 2, 1e-10, 7);
        requireLargest(found, 2, 1, spectrum);
        assertThat(found.products()).isGreaterThan(150 + 150 + 2);
    }

    @Test
    void saysSoWhereTheProductsDoNotSuffice() {
        int n = 1000;
        double[] spectrum = IntStream.range(0, n)
                .mapToDouble(i -> 1 - Math.pow(i / (double) n, 4))
                .toArray();
        LargestEigenvalues found = LargestEigenvalues.of(
                new DiagonalHessian(spectrum), DenseHessian.model(n), Precision.DOUBLE, 1, 1e-13, 7);
        assertThat(found.converged()).isFalse();
        assertThat(found.values()[0]).isCloseTo(1, within(1e-3));
        assertThat(found.residuals()[0]).isPositive();
    }

    @Test
    void isNotANumberWhereTheHessianIsNot() {
        double[][] matrix = {{1, 2, 3}, {2, Double.NaN, 1}, {3, 1, 1}};
        LargestEigenvalues found = largest(new DenseHessian(matrix), 2);
        assertThat(found.converged()).isFalse();
        assertThat(found.values()).containsExactly(Double.NaN, Double.NaN);
    }

    @Test
    void seedsChangeNothingButRounding() {
        double[] spectrum = {5, 5, 4, 3, 3, 2, 1, 0, 0, -1};
        DenseHessian hessian = DenseHessian.withSpectrum(6, spectrum);
        for (long seed = 0; seed < 20; seed++) {
            LargestEigenvalues found =
                    LargestEigenvalues.of(hessian, DenseHessian.model(10), Precision.DOUBLE, 4, TOLERANCE, seed);
            requireLargest(found, 4, 5, spectrum);
            assertThat(LargestEigenvalues.of(hessian, DenseHessian.model(10), Precision.DOUBLE, 4, TOLERANCE, seed)
                            .values())
                    .containsExactly(found.values());
        }
    }

    /** Against the dense Hessian of a net with five outputs; near its minimum each eigenvalue comes five times. */
    @ParameterizedTest
    @CsvSource({"FLOAT, 1", "FLOAT, 6", "DOUBLE, 1", "DOUBLE, 6", "DOUBLE, 11", "DOUBLE, 45"})
    void agreesWithTheDenseHessianOfANet(Precision precision, int count) {
        Model model = new DeepLinearNet(List.of(4, 5, 5), Loss.SUM);
        SplittableRandom random = new SplittableRandom(23);
        Matrix x = Matrix.allocate(Precision.DOUBLE, 9, 4);
        Matrix y = Matrix.allocate(Precision.DOUBLE, 9, 5);
        Parameters theta = Parameters.allocate(model, Precision.DOUBLE);
        for (int i = 0; i < 9; i++) {
            for (int j = 0; j < 4; j++) {
                x.set(i, j, (float) random.nextGaussian());
                y.set(i, j, x.get(i, j));
            }
        }
        for (int k = 0; k < 5; k++) {
            theta.block(1).set(k, k, 1);
            if (k < 4) {
                theta.block(0).set(k, k, 1);
            }
        }
        Evaluator exact = new SimdBackend().evaluator(model, Precision.DOUBLE);
        Batch batch = new Batch.Samples(x, y);
        double[] all = DenseHessian.eigenvalues(DenseHessian.of(exact.at(theta, batch, 0.01), model));
        exact.close();
        try (Evaluator evaluator = new SimdBackend().evaluator(model, precision)) {
            LargestEigenvalues found =
                    LargestEigenvalues.of(evaluator.at(theta, batch, 0.01), model, precision, count, TOLERANCE, 3);
            requireLargest(found, count, all[0], all);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void raisesTheToleranceToWhatProductsAllow(Precision precision) {
        DenseHessian hessian = DenseHessian.withSpectrum(8, 3, 2, 1);
        LargestEigenvalues found = LargestEigenvalues.of(hessian, DenseHessian.model(3), precision, 1, 1e-300, 1);
        assertThat(found.tolerance()).isEqualTo(256 * precision.epsilon());
        assertThat(found.converged()).isTrue();
    }

    @Test
    void refusesWhatMakesNoSense() {
        DenseHessian hessian = DenseHessian.withSpectrum(9, 1, 2);
        Model model = DenseHessian.model(2);
        assertThatThrownBy(() -> LargestEigenvalues.of(hessian, model, Precision.DOUBLE, 0, 0.1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least 1");
        for (double tolerance : new double[] {0, -1, 1, Double.NaN}) {
            assertThatThrownBy(() -> LargestEigenvalues.of(hessian, model, Precision.DOUBLE, 1, tolerance, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("above 0 and below 1");
        }
    }
}
