package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums over matrices against exact arithmetic; padding and memory around the matrices are NaN. */
class SumsTest {

    /** Rounding to double, and that of a few additions in double. */
    private static final double DOUBLE = 4 * Math.ulp(1.0);

    /** Rows and columns. */
    record Shape(int rows, int columns) {}

    static Stream<Shape> shapes() {
        int lanes = Lanes.FLOAT.length();
        return Stream.of(
                new Shape(1, 1),
                new Shape(3, 2),
                new Shape(29, lanes - 1),
                new Shape(1, lanes),
                new Shape(7, lanes + 1),
                new Shape(5, 2 * lanes),
                new Shape(13, 3 * lanes + 2),
                new Shape(31, 67),
                new Shape(101, 4 * lanes - 3),
                new Shape(3, 9 * lanes + 1));
    }

    /** Error of sums that carry their rounding along, relative to the sum of magnitudes: of second order in eps. */
    private static double secondOrder(Shape shape, double epsilon) {
        return shape.rows * shape.columns * epsilon * epsilon;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void sumsOfSquaresAreThoseOfTwiceThePrecision(Shape shape) {
        double[][] a = random(shape, new SplittableRandom(1));
        double exact = exactSum(a, a).doubleValue();
        assertThat(FloatSums.squares(floats(a)))
                .isCloseTo(exact, within(exact * (DOUBLE + secondOrder(shape, Math.ulp(1f)))));
        assertThat(DoubleSums.squares(doubles(a))).isCloseTo(exact, within(exact * Math.ulp(1.0)));
    }

    /** The products cancel to a millionth of their size (floats), or to 1e-13 of it (doubles). */
    @ParameterizedTest
    @MethodSource("shapes")
    void sumsOfProductsThatCancelAreThoseOfTwiceThePrecision(Shape shape) {
        for (boolean single : new boolean[] {true, false}) {
            double remaining = single ? 1e-6 : 1e-13;
            SplittableRandom random = new SplittableRandom(2);
            double[][] a = random(shape, random);
            double[][] b = random(shape, random);
            // Column by column a pair of rows: (x, x (1 + small)) times (y, -y).
            for (int i = 0; i + 1 < shape.rows; i += 2) {
                for (int j = 0; j < shape.columns; j++) {
                    double moved = a[i][j] * (1 + remaining);
                    a[i + 1][j] = single ? (float) moved : moved;
                    b[i + 1][j] = -b[i][j];
                }
            }
            if (shape.rows % 2 == 1 && shape.rows > 1) {
                Arrays.fill(b[shape.rows - 1], 0);
            }
            double exact = exactSum(a, b).doubleValue();
            double magnitude = magnitude(a, b);
            double epsilon = single ? Math.ulp(1f) : Math.ulp(1.0);
            double actual =
                    single ? FloatSums.products(floats(a), floats(b)) : DoubleSums.products(doubles(a), doubles(b));
            assertThat(actual)
                    .isCloseTo(exact, within(DOUBLE * Math.abs(exact) + magnitude * secondOrder(shape, epsilon)));
        }
    }

    @Test
    void squaresOutsideTheRangeOfFloatsAreExactForFloats() {
        for (double size : new double[] {0x1p100, 0x1p-70, 0x1p-100, 0x1p-140}) {
            double[][] a = new double[3][2 * Lanes.FLOAT.length() + 1];
            for (double[] row : a) {
                Arrays.fill(row, size);
            }
            assertThat(FloatSums.squares(floats(a))).isEqualTo(3 * a[0].length * size * size);
        }
    }

    @Test
    void infinitiesAndNotANumberAreResults() {
        for (double strange : new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
            double[][] a = random(new Shape(3, 19), new SplittableRandom(3));
            a[1][17] = strange;
            assertThat(FloatSums.squares(floats(a))).isEqualTo(Double.valueOf(strange * strange));
            assertThat(DoubleSums.squares(doubles(a))).isEqualTo(Double.valueOf(strange * strange));
        }
        double[][] huge = {{1e200, 1e200}};
        assertThat(DoubleSums.squares(doubles(huge))).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void sumsOfNothingButZerosAreZero() {
        assertThat(FloatSums.squares(floats(new double[3][19]))).isZero();
        assertThat(DoubleSums.squares(doubles(new double[3][19]))).isZero();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void sumsOverRowsAreThoseOfDoubles(Shape shape) {
        SplittableRandom random = new SplittableRandom(4);
        double[][] a = random(shape, random);
        double[][] b = random(shape, random);
        double[] weights = random(new Shape(1, shape.rows), random)[0];
        double[][] squares = new double[2][shape.rows];
        double[][] products = new double[2][shape.rows];
        FloatSums.rowSquares(floats(a), squares[0]);
        DoubleSums.rowSquares(doubles(a), squares[1]);
        FloatSums.rowProducts(floats(a), floats(b), products[0]);
        DoubleSums.rowProducts(doubles(a), doubles(b), products[1]);
        double bound = shape.columns * Math.ulp(1.0);
        double weighted = 0;
        double weightedMagnitude = 0;
        for (int i = 0; i < shape.rows; i++) {
            double[][] p = {a[i]};
            double[][] q = {b[i]};
            double square = exactSum(p, p).doubleValue();
            weighted += weights[i] * square;
            weightedMagnitude += Math.abs(weights[i]) * square;
            assertThat(FloatSums.rowSquares(floats(a), i)).isEqualTo(squares[0][i]);
            assertThat(DoubleSums.rowSquares(doubles(a), i)).isEqualTo(squares[1][i]);
            for (int precision = 0; precision < 2; precision++) {
                assertThat(squares[precision][i]).isCloseTo(square, within(bound * square));
                assertThat(products[precision][i])
                        .isCloseTo(exactSum(p, q).doubleValue(), within(bound * magnitude(p, q)));
            }
        }
        bound += shape.rows * Math.ulp(1.0);
        assertThat(FloatSums.weightedSquares(floats(a), weights))
                .isCloseTo(weighted, within(bound * weightedMagnitude));
        assertThat(DoubleSums.weightedSquares(doubles(a), weights))
                .isCloseTo(weighted, within(bound * weightedMagnitude));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void sumsOverColumnsAreThoseOfDoubles(Shape shape) {
        SplittableRandom random = new SplittableRandom(5);
        double[][] a = random(shape, random);
        double[][] b = random(new Shape(shape.rows + 2, shape.columns), random);
        double[] weights = random(new Shape(1, shape.rows), random)[0];
        double[][] added = new double[2][shape.columns];
        double[][] difference = new double[2][shape.columns];
        for (int precision = 0; precision < 2; precision++) {
            Arrays.fill(added[precision], 0.75);
            Arrays.fill(difference[precision], Double.NaN);
        }
        FloatSums.addWeightedColumnSquares(floats(a), weights, -1.5, added[0]);
        DoubleSums.addWeightedColumnSquares(doubles(a), weights, -1.5, added[1]);
        FloatSums.columnSquareDifferences(floats(a), floats(b), difference[0]);
        DoubleSums.columnSquareDifferences(doubles(a), doubles(b), difference[1]);
        double bound = 2 * (shape.rows + 3) * Math.ulp(1.0);
        for (int j = 0; j < shape.columns; j++) {
            double expected = 0.75;
            double magnitude = 0.75;
            double squares = 0;
            double others = 0;
            for (int i = 0; i < shape.rows; i++) {
                squares += a[i][j] * a[i][j];
                expected += -1.5 * weights[i] * a[i][j] * a[i][j];
                magnitude += Math.abs(1.5 * weights[i] * a[i][j] * a[i][j]);
            }
            for (double[] row : b) {
                others += row[j] * row[j];
            }
            for (int precision = 0; precision < 2; precision++) {
                assertThat(added[precision][j]).isCloseTo(expected, within(bound * magnitude));
                assertThat(difference[precision][j]).isCloseTo(squares - others, within(bound * (squares + others)));
            }
        }
    }

    @Test
    void traceIsTheSumOfTheDiagonal() {
        double[][] a = {{1, 20, 300}, {4000, 5, 60}, {700, 8000, 9}};
        assertThat(FloatSums.trace(floats(a))).isEqualTo(1 + 5 + 9);
        assertThat(DoubleSums.trace(doubles(a))).isEqualTo(1 + 5 + 9);
    }

    /** Values that are floats, so that both precisions have the same operands. */
    private static double[][] random(Shape shape, SplittableRandom random) {
        double[][] a = new double[shape.rows][shape.columns];
        for (double[] row : a) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        return a;
    }

    private static BigDecimal exactSum(double[][] a, double[][] b) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                sum = sum.add(new BigDecimal(a[i][j]).multiply(new BigDecimal(b[i][j])));
            }
        }
        return sum;
    }

    private static double magnitude(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                sum += Math.abs(a[i][j] * b[i][j]);
            }
        }
        return sum;
    }

    private static FloatMatrix floats(double[][] a) {
        int stride = FloatMatrix.padded(a[0].length) + Lanes.FLOAT.length();
        float[] data = new float[3 + a.length * stride];
        Arrays.fill(data, Float.NaN);
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                data[3 + i * stride + j] = (float) a[i][j];
            }
        }
        return new FloatMatrix(data, 3, a.length, a[0].length, stride);
    }

    private static DoubleMatrix doubles(double[][] a) {
        int stride = DoubleMatrix.padded(a[0].length) + Lanes.DOUBLE.length();
        double[] data = new double[3 + a.length * stride];
        Arrays.fill(data, Double.NaN);
        for (int i = 0; i < a.length; i++) {
            System.arraycopy(a[i], 0, data, 3 + i * stride, a[i].length);
        }
        return new DoubleMatrix(data, 3, a.length, a[0].length, stride);
    }
}
