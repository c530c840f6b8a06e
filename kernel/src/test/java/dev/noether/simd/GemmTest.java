package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The matrix product against plain loops in double; memory around all operands is NaN. */
class GemmTest {

    private static final int GUARD = 3;

    /** A chain of k products has an error of at most about k eps of the sum of magnitudes; statistically sqrt(k). */
    private static double tolerance(int depth, double epsilon) {
        return 4 * Math.sqrt(depth + 4) * epsilon;
    }

    /** Rows, columns, depth. */
    record Shape(int m, int n, int k) {}

    static Stream<Shape> shapes() {
        int lanes = Lanes.FLOAT.length();
        Stream<Shape> chosen = Stream.of(
                new Shape(1, 1, 1),
                new Shape(5, lanes, 7),
                new Shape(6, lanes + 1, 1),
                new Shape(4, 5 * lanes - 1, 127),
                new Shape(31, 5 * lanes + 1, 128),
                new Shape(67, 11 * lanes, 129),
                new Shape(30, 40, 10),
                new Shape(100, 100, 257),
                new Shape(13, 1, 200));
        SplittableRandom random = new SplittableRandom(20240207);
        Stream<Shape> drawn = IntStream.range(0, 40)
                .mapToObj(i -> new Shape(random.nextInt(1, 201), random.nextInt(1, 201), random.nextInt(1, 201)));
        return Stream.concat(chosen, drawn);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithPlainLoopsForAllTransposes(Shape shape) {
        SplittableRandom random = new SplittableRandom(shape.hashCode());
        for (int variant = 0; variant < 8; variant++) {
            boolean transposeA = (variant & 1) != 0;
            boolean transposeB = (variant & 2) != 0;
            boolean accumulate = (variant & 4) != 0;
            double alpha = variant == 0 ? 1 : -0.625;
            checkFloat(shape, transposeA, transposeB, accumulate, alpha, random);
            checkDouble(shape, transposeA, transposeB, accumulate, alpha, random);
        }
    }

    private static void checkFloat(
            Shape s,
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            double alpha,
            SplittableRandom random) {
        double[][] a = random(transposeA ? s.k : s.m, transposeA ? s.m : s.k, random);
        double[][] b = random(transposeB ? s.n : s.k, transposeB ? s.k : s.n, random);
        double[][] c = random(s.m, s.n, random);
        int width = FloatMatrix.padded(s.n);
        float[] memory = nanFloats(GUARD + s.m * (width + GUARD));
        FloatMatrix out = new FloatMatrix(memory, GUARD, s.m, s.n, width + GUARD);
        fill(out, accumulate ? c : null);
        new FloatGemm().multiply((float) alpha, guarded(a), transposeA, guarded(b), transposeB, accumulate, out);
        for (int i = 0; i < s.m; i++) {
            int end = out.at(i) + width;
            for (int j = 0; j < s.n; j++) {
                double[] expected = expected(a, transposeA, b, transposeB, s.k, i, j);
                double value = alpha * expected[0] + (accumulate ? c[i][j] : 0);
                double magnitude = Math.abs(alpha) * expected[1] + (accumulate ? Math.abs(c[i][j]) : 0);
                requireNear(memory[out.at(i) + j], value, tolerance(s.k, Math.ulp(1f)) * magnitude);
            }
            requireNaN(IntStream.range(0, GUARD).mapToDouble(j -> memory[end + j]));
        }
    }

    private static void checkDouble(
            Shape s,
            boolean transposeA,
            boolean transposeB,
            boolean accumulate,
            double alpha,
            SplittableRandom random) {
        double[][] a = random(transposeA ? s.k : s.m, transposeA ? s.m : s.k, random);
        double[][] b = random(transposeB ? s.n : s.k, transposeB ? s.k : s.n, random);
        double[][] c = random(s.m, s.n, random);
        int width = DoubleMatrix.padded(s.n);
        double[] memory = nanDoubles(GUARD + s.m * (width + GUARD));
        DoubleMatrix out = new DoubleMatrix(memory, GUARD, s.m, s.n, width + GUARD);
        fill(out, accumulate ? c : null);
        new DoubleGemm().multiply(alpha, guardedDouble(a), transposeA, guardedDouble(b), transposeB, accumulate, out);
        for (int i = 0; i < s.m; i++) {
            int end = out.at(i) + width;
            for (int j = 0; j < s.n; j++) {
                double[] expected = expected(a, transposeA, b, transposeB, s.k, i, j);
                double value = alpha * expected[0] + (accumulate ? c[i][j] : 0);
                double magnitude = Math.abs(alpha) * expected[1] + (accumulate ? Math.abs(c[i][j]) : 0);
                requireNear(memory[out.at(i) + j], value, tolerance(s.k, Math.ulp(1.0)) * magnitude);
            }
            requireNaN(IntStream.range(0, GUARD).mapToDouble(j -> memory[end + j]));
        }
    }

    @Test
    void readsColumnsOfAViewOnly() {
        SplittableRandom random = new SplittableRandom(7);
        double[][] whole = random(9, 50, random);
        double[][] b = random(9, 3, random);
        FloatMatrix view = new FloatMatrix(1, 1);
        view.viewColumns(guarded(whole), 11, 23);
        FloatMatrix c = new FloatMatrix(23, 3);
        new FloatGemm().multiply(1f, view, true, guarded(b), false, false, c);
        for (int i = 0; i < 23; i++) {
            for (int j = 0; j < 3; j++) {
                double[] expected = expected(whole, true, b, false, 9, 11 + i, j);
                assertThat(Math.abs(c.data()[c.at(i) + j] - expected[0]))
                        .isLessThanOrEqualTo(tolerance(9, Math.ulp(1f)) * expected[1]);
            }
        }
    }

    @Test
    void refusesShapesThatDoNotFit() {
        FloatMatrix a = new FloatMatrix(2, 3);
        FloatMatrix b = new FloatMatrix(4, 5);
        FloatMatrix c = new FloatMatrix(2, 5);
        assertThatThrownBy(() -> new FloatGemm().multiply(1f, a, false, b, false, false, c))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the product of 2 x 3 and 4 x 5 does not fit into 2 x 5");
    }

    /** False for NaN. The library's assertions cost more than the product where there are so many. */
    private static void requireNear(double actual, double expected, double tolerance) {
        if (!(Math.abs(actual - expected) <= tolerance)) {
            assertThat(actual).isCloseTo(expected, within(tolerance));
        }
    }

    private static void requireNaN(DoubleStream values) {
        assertThat(values.allMatch(Double::isNaN))
                .as("memory behind a row is as it was")
                .isTrue();
    }

    private static double[][] random(int rows, int columns, SplittableRandom random) {
        double[][] a = new double[rows][columns];
        for (double[] row : a) {
            // Floats, so that both precisions start from exact operands.
            Arrays.setAll(row, j -> (float) (2 * random.nextDouble() - 1));
        }
        return a;
    }

    /** The element, and the sum of magnitudes of its terms. */
    private static double[] expected(
            double[][] a, boolean transposeA, double[][] b, boolean transposeB, int depth, int i, int j) {
        double sum = 0;
        double magnitude = 0;
        for (int k = 0; k < depth; k++) {
            double term = (transposeA ? a[k][i] : a[i][k]) * (transposeB ? b[j][k] : b[k][j]);
            sum += term;
            magnitude += Math.abs(term);
        }
        return new double[] {sum, magnitude};
    }

    private static FloatMatrix guarded(double[][] a) {
        int stride = FloatMatrix.padded(a[0].length) + GUARD;
        FloatMatrix matrix =
                new FloatMatrix(nanFloats(GUARD + a.length * stride), GUARD, a.length, a[0].length, stride);
        fill(matrix, a);
        return matrix;
    }

    private static DoubleMatrix guardedDouble(double[][] a) {
        int stride = DoubleMatrix.padded(a[0].length) + GUARD;
        DoubleMatrix matrix =
                new DoubleMatrix(nanDoubles(GUARD + a.length * stride), GUARD, a.length, a[0].length, stride);
        fill(matrix, a);
        return matrix;
    }

    private static void fill(FloatMatrix matrix, double[][] values) {
        for (int i = 0; values != null && i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                matrix.data()[matrix.at(i) + j] = (float) values[i][j];
            }
        }
    }

    private static void fill(DoubleMatrix matrix, double[][] values) {
        for (int i = 0; values != null && i < values.length; i++) {
            System.arraycopy(values[i], 0, matrix.data(), matrix.at(i), values[i].length);
        }
    }

    private static float[] nanFloats(int length) {
        float[] memory = new float[length];
        Arrays.fill(memory, Float.NaN);
        return memory;
    }

    private static double[] nanDoubles(int length) {
        double[] memory = new double[length];
        Arrays.fill(memory, Double.NaN);
        return memory;
    }
}
