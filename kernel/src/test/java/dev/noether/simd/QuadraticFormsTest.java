package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Quadratic forms of columns against plain loops in double; what is below the diagonal of G is not a number. */
class QuadraticFormsTest {

    private static final double FACTOR = -3;

    private final FloatQuadraticForms floats = new FloatQuadraticForms(new FloatGemm());
    private final DoubleQuadraticForms doubles = new DoubleQuadraticForms(new DoubleGemm());

    /** Order and columns: one tile and several, more than one block of the depth, and more columns than are done at a time. */
    static Stream<int[]> shapes() {
        return Stream.of(new int[][] {{1, 1}, {3, 17}, {17, 3}, {65, 131}, {131, 1103}, {257, 601}});
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithPlainLoops(int[] shape) {
        int order = shape[0];
        int columns = shape[1];
        SplittableRandom random = new SplittableRandom(order);
        float[][] g = random(random, order, order);
        float[][] b = random(random, order, columns);
        double[] start = random.doubles(columns + 1, -1, 1).toArray();
        double[] ofFloats = start.clone();
        double[] ofDoubles = start.clone();
        floats.add(FACTOR, floats(g, true), floats(b, false), ofFloats);
        doubles.add(FACTOR, doubles(g, true), doubles(b, false), ofDoubles);
        double total = 0;
        double totalSize = 0;
        for (int j = 0; j < columns; j++) {
            double form = 0;
            double size = 0;
            for (int i = 0; i < order; i++) {
                for (int k = 0; k < order; k++) {
                    double term = (double) g[Math.min(i, k)][Math.max(i, k)] * b[i][j] * b[k][j];
                    form += term;
                    size += Math.abs(term);
                }
            }
            total += form;
            totalSize += size;
            double expected = start[j] + FACTOR * form;
            double sizes = Math.abs(start[j]) + Math.abs(FACTOR) * size;
            assertThat(ofFloats[j]).as("column %d", j).isCloseTo(expected, within(bound(order, Math.ulp(1f)) * sizes));
            assertThat(ofDoubles[j])
                    .as("column %d", j)
                    .isCloseTo(expected, within(bound(order, Math.ulp(1.0)) * sizes));
        }
        assertThat(ofFloats[columns]).isEqualTo(start[columns]);
        assertThat(ofDoubles[columns]).isEqualTo(start[columns]);
        assertThat(floats.sum(floats(g, true), floats(b, false)))
                .isCloseTo(total, within(bound(order, Math.ulp(1f)) * totalSize));
        // The plain sum over columns rounds too.
        assertThat(doubles.sum(doubles(g, true), doubles(b, false)))
                .isCloseTo(total, within((bound(order, Math.ulp(1.0)) + columns * Math.ulp(1.0)) * totalSize));
    }

    /** Roundings of a row of T times a column and of 64 products in a lane; in double also those of the plain loops. */
    private static double bound(int order, double epsilon) {
        return (order + 64) * epsilon;
    }

    private static float[][] random(SplittableRandom random, int rows, int columns) {
        float[][] values = new float[rows][columns];
        for (float[] row : values) {
            for (int j = 0; j < columns; j++) {
                row[j] = (float) random.nextDouble(-1, 1);
            }
        }
        return values;
    }

    private static FloatMatrix floats(float[][] rows, boolean upper) {
        FloatMatrix matrix = new FloatMatrix(rows.length, rows[0].length);
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(rows[i], 0, matrix.data(), matrix.at(i), rows[i].length);
            if (upper) {
                Arrays.fill(matrix.data(), matrix.at(i), matrix.at(i) + i, Float.NaN);
            }
        }
        return matrix;
    }

    private static DoubleMatrix doubles(float[][] rows, boolean upper) {
        DoubleMatrix matrix = new DoubleMatrix(rows.length, rows[0].length);
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < rows[0].length; j++) {
                matrix.data()[matrix.at(i) + j] = upper && j < i ? Double.NaN : rows[i][j];
            }
        }
        return matrix;
    }
}
