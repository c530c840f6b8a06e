package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sums in lanes against plain loops in double; what is beside the elements is not a number. */
class LaneSumsTest {

    /** 64 roundings of terms of either sign, each half a unit in the last place of at most the sum of the sizes. */
    private static final double FLOAT = 64 * Math.ulp(1f) / 2;

    private static final double DOUBLE = 200 * Math.ulp(1.0) / 2;

    private final FloatLaneSums sums = new FloatLaneSums();
    private final DoubleLaneSums doubles = new DoubleLaneSums();

    /** Rows and columns on both sides of lane counts and of the terms of a lane. */
    static Stream<int[]> shapes() {
        return Stream.of(new int[][] {{1, 1}, {2, 15}, {3, 16}, {5, 17}, {64, 3}, {65, 47}, {131, 49}, {7, 131}});
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithPlainLoops(int[] shape) {
        double[][] a = random(shape, 1);
        double[][] b = random(shape, 2);
        double[] w = random(new int[] {1, shape[0]}, 3)[0];
        FloatMatrix fa = floats(a);
        FloatMatrix fb = floats(b);
        DoubleMatrix da = doubles(a);
        DoubleMatrix db = doubles(b);
        double[] floatRows = new double[shape[0]];
        double[] doubleRows = new double[shape[0]];
        sums.rowProducts(fa, fb, floatRows);
        doubles.rowProducts(da, db, doubleRows);
        double[] floatColumns = random(new int[] {1, shape[1]}, 4)[0];
        double[] doubleColumns = floatColumns.clone();
        double[] columns = floatColumns.clone();
        sums.addWeightedColumnSquares(fa, w, -3, floatColumns);
        doubles.addWeightedColumnSquares(da, w, -3, doubleColumns);
        sums.addColumnSquares(fa, 2, floatColumns);
        doubles.addColumnSquares(da, 2, doubleColumns);
        double products = 0;
        double sizes = 0;
        double weighted = 0;
        double weightedSizes = 0;
        double[] columnSizes = new double[shape[1]];
        for (int i = 0; i < shape[0]; i++) {
            double row = 0;
            double rowSizes = 0;
            for (int j = 0; j < shape[1]; j++) {
                row += a[i][j] * b[i][j];
                rowSizes += Math.abs(a[i][j] * b[i][j]);
                weighted += w[i] * a[i][j] * a[i][j];
                weightedSizes += Math.abs(w[i]) * a[i][j] * a[i][j];
                columns[j] += (2 - 3 * w[i]) * a[i][j] * a[i][j];
                columnSizes[j] += (2 + 3 * Math.abs(w[i])) * a[i][j] * a[i][j];
            }
            assertThat(floatRows[i]).isCloseTo(row, within(FLOAT * rowSizes));
            assertThat(doubleRows[i]).isCloseTo(row, within(DOUBLE * rowSizes));
            products += row;
            sizes += rowSizes;
        }
        assertThat(sums.products(fa, fb)).isCloseTo(products, within(FLOAT * sizes));
        assertThat(doubles.products(da, db)).isCloseTo(products, within(DOUBLE * sizes));
        assertThat(sums.weightedSquares(fa, w)).isCloseTo(weighted, within(FLOAT * weightedSizes));
        assertThat(doubles.weightedSquares(da, w)).isCloseTo(weighted, within(DOUBLE * weightedSizes));
        for (int j = 0; j < shape[1]; j++) {
            double one = Math.abs(columns[j]) + 1;
            assertThat(floatColumns[j]).isCloseTo(columns[j], within(FLOAT * columnSizes[j] + 1e-14 * one));
            assertThat(doubleColumns[j]).isCloseTo(columns[j], within(DOUBLE * (columnSizes[j] + one)));
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void columnsOfProductsAgreeWithPlainLoops(int[] shape) {
        double[][] a = random(shape, 6);
        double[][] b = random(shape, 7);
        double[] floatColumns = new double[shape[1]];
        double[] doubleColumns = new double[shape[1]];
        sums.addColumnProducts(floats(a), floats(b), -3, floatColumns);
        doubles.addColumnProducts(doubles(a), doubles(b), -3, doubleColumns);
        for (int j = 0; j < shape[1]; j++) {
            double sum = 0;
            double sizes = 0;
            for (int i = 0; i < shape[0]; i++) {
                sum += -3 * a[i][j] * b[i][j];
                sizes += Math.abs(3 * a[i][j] * b[i][j]);
            }
            assertThat(floatColumns[j]).isCloseTo(sum, within(FLOAT * sizes));
            assertThat(doubleColumns[j]).isCloseTo(sum, within(DOUBLE * sizes));
        }
    }

    private static Stream<int[]> curvatureShapes() {
        // Rows of more than four vectors are walked through in another order, those of more than 64 in pieces.
        return Stream.concat(shapes(), Stream.of(new int[][] {{67, 79}, {3, 1100}, {129, 65}}));
    }

    @ParameterizedTest
    @MethodSource("curvatureShapes")
    void curvatureAgreesWithPlainLoops(int[] shape) {
        double[][] h = random(shape, 1);
        double[][] phi = random(shape, 2);
        double[][] first = random(shape, 3);
        double[][] b = random(shape, 4);
        double[] w = random(new int[] {1, shape[0]}, 5)[0];
        double[][] units = random(new int[] {1, shape[1]}, 6);
        double[][] second = random(shape, 7);
        for (boolean tanh : new boolean[] {false, true}) {
            double squares = 0;
            double curvature = 0;
            double sizes = 0;
            double along = 0;
            double alongSizes = 0;
            for (int i = 0; i < shape[0]; i++) {
                for (int j = 0; j < shape[1]; j++) {
                    double square = h[i][j] * h[i][j];
                    double bent = tanh ? -2 * phi[i][j] * first[i][j] : second[i][j];
                    double slope = units[0][j] * first[i][j] * first[i][j];
                    double bend = b[i][j] * bent;
                    squares += phi[i][j] * phi[i][j];
                    curvature += w[i] * (slope + bend);
                    sizes += Math.abs(w[i]) * (Math.abs(slope) + Math.abs(bend));
                    along += bend * square;
                    alongSizes += Math.abs(bend) * square;
                }
            }
            FloatCurvatureSums inFloat = new FloatCurvatureSums();
            DoubleCurvatureSums inDouble = new DoubleCurvatureSums();
            FloatMatrix floatProducts = new FloatMatrix(1, 1);
            DoubleMatrix doubleProducts = new DoubleMatrix(1, 1);
            // Twice, the second time without h: what is left in the lanes would be counted again.
            for (int k = 0; k < 2; k++) {
                inFloat.add(
                        w,
                        floats(units),
                        k == 0 ? floats(h) : null,
                        floats(phi),
                        floats(first),
                        floats(b),
                        tanh ? null : floats(second),
                        floatProducts);
                inDouble.add(
                        w,
                        doubles(units),
                        k == 0 ? doubles(h) : null,
                        doubles(phi),
                        doubles(first),
                        doubles(b),
                        tanh ? null : doubles(second),
                        doubleProducts);
                assertThat(inFloat.squares()).isCloseTo(squares, within(FLOAT * squares));
                assertThat(inFloat.curvature()).isCloseTo(curvature, within(FLOAT * sizes));
                if (k == 0) {
                    assertThat(inFloat.along()).isCloseTo(along, within(FLOAT * alongSizes));
                    assertThat(inDouble.along()).isCloseTo(along, within(DOUBLE * alongSizes));
                }
                assertThat(inDouble.squares()).isCloseTo(squares, within(DOUBLE * squares));
                assertThat(inDouble.curvature()).isCloseTo(curvature, within(DOUBLE * sizes));
                for (int i = 0; i < shape[0]; i++) {
                    for (int j = 0; j < shape[1]; j++) {
                        float product = (float) b[i][j] * (float) first[i][j];
                        assertThat(floatProducts.data()[floatProducts.at(i) + j])
                                .isEqualTo(product);
                        double exact = b[i][j] * first[i][j];
                        assertThat(doubleProducts.data()[doubleProducts.at(i) + j])
                                .isEqualTo(exact);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void slopesAgreeWithPlainLoops(int[] shape) {
        double[][] first = random(shape, 1);
        double[] w = random(new int[] {1, shape[0]}, 4)[0];
        double[][] units = random(new int[] {1, shape[1]}, 5);
        double slopes = 0;
        double sizes = 0;
        for (int i = 0; i < shape[0]; i++) {
            for (int j = 0; j < shape[1]; j++) {
                double slope = w[i] * units[0][j] * first[i][j] * first[i][j];
                slopes += slope;
                sizes += Math.abs(slope);
            }
        }
        assertThat(new FloatCurvatureSums().slopes(w, floats(units), floats(first)))
                .isCloseTo(slopes, within(FLOAT * sizes));
        assertThat(new DoubleCurvatureSums().slopes(w, doubles(units), doubles(first)))
                .isCloseTo(slopes, within(DOUBLE * sizes));
    }

    /** Squares of floats that neither overflow nor underflow in double. */
    @Test
    void sumsSquaresThatFloatsCannotHold() {
        for (double size : new double[] {1e-30, 1e30}) {
            double[][] a = new double[3][67];
            for (double[] row : a) {
                Arrays.fill(row, (float) size);
            }
            double square = (double) (float) size * (float) size;
            double[] w = {1, 2, 3};
            double[] rows = new double[3];
            double[] columns = new double[67];
            sums.rowSquares(floats(a), rows);
            sums.addWeightedColumnSquares(floats(a), w, 1, columns);
            assertThat(sums.squares(floats(a))).isCloseTo(3 * 67 * square, within(1e-13 * 3 * 67 * square));
            assertThat(sums.weightedSquares(floats(a), w)).isCloseTo(6 * 67 * square, within(1e-13 * 6 * 67 * square));
            assertThat(rows[2]).isCloseTo(67 * square, within(1e-13 * 67 * square));
            assertThat(columns[66]).isCloseTo(6 * square, within(1e-13 * 6 * square));
            FloatCurvatureSums curvature = new FloatCurvatureSums();
            FloatMatrix zeros = new FloatMatrix(3, 67);
            curvature.add(w, new FloatMatrix(1, 67), null, floats(a), zeros, zeros, zeros, new FloatMatrix(1, 1));
            assertThat(curvature.squares()).isCloseTo(3 * 67 * square, within(1e-13 * 3 * 67 * square));
        }
    }

    private static double[][] random(int[] shape, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] out = new double[shape[0]][shape[1]];
        for (double[] row : out) {
            for (int j = 0; j < row.length; j++) {
                row[j] = (float) random.nextGaussian();
            }
        }
        return out;
    }

    private static FloatMatrix floats(double[][] rows) {
        FloatMatrix matrix = new FloatMatrix(rows.length, rows[0].length);
        Arrays.fill(matrix.data(), Float.NaN);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[i].length; j++) {
                matrix.data()[matrix.at(i) + j] = (float) rows[i][j];
            }
        }
        return matrix;
    }

    private static DoubleMatrix doubles(double[][] rows) {
        DoubleMatrix matrix = new DoubleMatrix(rows.length, rows[0].length);
        Arrays.fill(matrix.data(), Double.NaN);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, matrix.data(), matrix.at(i), rows[i].length);
        }
        return matrix;
    }
}
