package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Activation;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

final class ActivationsTest {

    private static final double SLOPE = 0.125;
    private static final double HUGE = 1e30;
    private static final double STEP = 0x1p-16;

    /** Error h^2/6 phi''' of a central difference, and roundoff eps/h, of functions up to 30. */
    private static final double DIFFERENCE = 2e-9;

    private final DoubleMatrix phi = new DoubleMatrix(1, 1);
    private final DoubleMatrix first = new DoubleMatrix(1, 1);
    private final DoubleMatrix second = new DoubleMatrix(1, 1);

    private double[][] at(Activation a, double... h) {
        DoubleMatrix matrix = new DoubleMatrix(1, h.length);
        System.arraycopy(h, 0, matrix.data(), matrix.at(0), h.length);
        DoubleActivations.values(a, SLOPE, matrix, phi, first);
        DoubleActivations.second(a, SLOPE, matrix, phi, first, second);
        if (DoubleActivations.sharesExponentials(a)) {
            DoubleMatrix together = new DoubleMatrix(1, 1);
            DoubleActivations.values(a, SLOPE, matrix, phi, first, together);
            assertThat(row(together, 0)).containsExactly(row(second, 0));
        }
        return Stream.of(phi, first, second).map(m -> row(m, 0)).toArray(double[][]::new);
    }

    private static double[] row(DoubleMatrix m, int i) {
        double[] row = new double[m.columns()];
        System.arraycopy(m.data(), m.at(i), row, 0, row.length);
        return row;
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void derivativesAreThoseOfTheDifferences(Activation a) {
        double[] h = IntStream.rangeClosed(-2000, 2000)
                .mapToDouble(i -> i * 0.015 + 0.001)
                .toArray();
        double[][] centre = at(a, h);
        double[][] right =
                at(a, IntStream.range(0, h.length).mapToDouble(i -> h[i] + STEP).toArray());
        double[][] left =
                at(a, IntStream.range(0, h.length).mapToDouble(i -> h[i] - STEP).toArray());
        for (int i = 0; i < h.length; i++) {
            double width = (h[i] + STEP) - (h[i] - STEP);
            assertThat(centre[1][i])
                    .as("phi'(%s)", h[i])
                    .isCloseTo((right[0][i] - left[0][i]) / width, within(DIFFERENCE));
            assertThat(centre[2][i])
                    .as("phi''(%s)", h[i])
                    .isCloseTo((right[1][i] - left[1][i]) / width, within(DIFFERENCE));
        }
    }

    /** phi, phi' and phi'' at minus infinity, -1e30, 1e30 and infinity. */
    static List<Arguments> limits() {
        double inf = Double.POSITIVE_INFINITY;
        double[] low = {-0.0, -0.0};
        return List.of(
                Arguments.of(Activation.IDENTITY, new double[] {-inf, -HUGE}, 1, 1),
                Arguments.of(Activation.TANH, new double[] {-1, -1}, 0, 0),
                Arguments.of(Activation.RELU, new double[] {0, 0}, 0, 1),
                Arguments.of(Activation.LEAKY_RELU, new double[] {-inf, -HUGE * SLOPE}, SLOPE, 1),
                Arguments.of(Activation.SWISH, low, 0, 1),
                Arguments.of(Activation.GELU, low, 0, 1),
                Arguments.of(Activation.SOFTPLUS, new double[] {0, 0}, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void reachesItsLimits(Activation a, double[] low, double slopeBelow, double slopeAbove) {
        double inf = Double.POSITIVE_INFINITY;
        double[][] values = at(a, -inf, -HUGE, HUGE, inf);
        boolean bounded = a == Activation.TANH;
        assertThat(values[0]).containsExactly(low[0], low[1], bounded ? 1 : HUGE, bounded ? 1 : inf);
        // The sign of a zero slope is no part of the contract.
        assertThat(values[1])
                .usingComparatorWithPrecision(0.0)
                .containsExactly(slopeBelow, slopeBelow, slopeAbove, slopeAbove);
        assertThat(values[2]).usingComparatorWithPrecision(0.0).containsExactly(0, 0, 0, 0);
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void passesNaNOn(Activation a) {
        double[][] values = at(a, 1, Double.NaN, -1);
        assertThat(values[0][1]).isNaN();
        assertThat(values[1][1]).isNaN();
        assertThat(values[0][0] + values[0][2] + values[1][0] + values[1][2]).isFinite();
    }

    @Test
    void breaksAtZeroBelongToTheLeft() {
        assertThat(at(Activation.RELU, -0.0, 0, Double.MIN_VALUE)[1]).containsExactly(0, 0, 1);
        assertThat(at(Activation.LEAKY_RELU, -0.0, 0, Double.MIN_VALUE)[1]).containsExactly(SLOPE, SLOPE, 1);
    }

    /** Shapes of one row and many, with padding and without, of one block and many, and rows set apart for the cache. */
    @ParameterizedTest
    @MethodSource("shapes")
    void everyElementIsTheFunctionOfItself(int rows, int columns) {
        DoubleMatrix h = new DoubleMatrix(rows, columns);
        DoubleMatrix apart = new DoubleMatrix(1, columns);
        DoubleMatrix[] expected = {new DoubleMatrix(1, 1), new DoubleMatrix(1, 1), new DoubleMatrix(1, 1)};
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                h.data()[h.at(i) + j] = Math.sin(i + 3.7 * j) * 5;
            }
        }
        for (Activation a : Activation.values()) {
            DoubleActivations.values(a, SLOPE, h, phi, first);
            DoubleActivations.second(a, SLOPE, h, phi, first, second);
            for (int i = 0; i < rows; i++) {
                System.arraycopy(h.data(), h.at(i), apart.data(), apart.at(0), columns);
                DoubleActivations.values(a, SLOPE, apart, expected[0], expected[1]);
                DoubleActivations.second(a, SLOPE, apart, expected[0], expected[1], expected[2]);
                assertThat(row(phi, i)).containsExactly(row(expected[0], 0));
                assertThat(row(first, i)).containsExactly(row(expected[1], 0));
                assertThat(row(second, i)).containsExactly(row(expected[2], 0));
            }
        }
    }

    static List<Arguments> shapes() {
        return List.of(
                Arguments.of(1, 1),
                Arguments.of(7, 5),
                Arguments.of(3, 64),
                Arguments.of(2, 512),
                Arguments.of(3, 1031));
    }

    /** A matrix of a stride of its own is walked through row by row. */
    @Test
    void stridesMayDiffer() {
        int stride = FloatMatrix.padded(9) + 2 * FloatMatrix.padded(1);
        float[] data = new float[3 * stride];
        FloatMatrix h = new FloatMatrix(data, 0, 3, 9, stride);
        FloatMatrix f = new FloatMatrix(1, 1);
        FloatMatrix g = new FloatMatrix(1, 1);
        FloatMatrix s = new FloatMatrix(1, 1);
        for (int i = 0; i < 27; i++) {
            data[h.at(i / 9) + i % 9] = 0.25f * i - 3;
        }
        FloatActivations.values(Activation.TANH, 0, h, f, g);
        FloatActivations.second(Activation.TANH, 0, h, f, g, s);
        for (int i = 0; i < 27; i++) {
            double expected = Math.tanh(0.25 * i - 3);
            int at = f.at(i / 9) + i % 9;
            assertThat((double) f.data()[at]).isCloseTo(expected, within(2e-7));
            assertThat((double) g.data()[at]).isCloseTo(1 - expected * expected, within(4e-7));
            assertThat((double) s.data()[at]).isCloseTo(-2 * expected * (1 - expected * expected), within(1e-6));
        }
    }

    @Test
    void allocatesNothing() throws IOException, InterruptedException {
        SteadyAllocation.requireNone(Calls.class);
    }

    /** Every function of both precisions, on matrices of many blocks with padding. */
    public static final class Calls implements Supplier<List<SteadyAllocation.Work>> {

        @Override
        public List<SteadyAllocation.Work> get() {
            FloatMatrix[] f =
                    Stream.generate(() -> new FloatMatrix(17, 45)).limit(4).toArray(FloatMatrix[]::new);
            DoubleMatrix[] d =
                    Stream.generate(() -> new DoubleMatrix(17, 45)).limit(4).toArray(DoubleMatrix[]::new);
            return Stream.of(Activation.values())
                    .flatMap(a -> Stream.of(
                            new SteadyAllocation.Work("float " + a, () -> {
                                FloatActivations.values(a, 0.01, f[0], f[1], f[2]);
                                FloatActivations.second(a, 0.01, f[0], f[1], f[2], f[3]);
                            }),
                            new SteadyAllocation.Work("double " + a, () -> {
                                DoubleActivations.values(a, 0.01, d[0], d[1], d[2]);
                                DoubleActivations.second(a, 0.01, d[0], d[1], d[2], d[3]);
                            })))
                    .toList();
        }
    }
}
