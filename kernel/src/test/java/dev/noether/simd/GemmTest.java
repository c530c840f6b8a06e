package dev.noether.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The matrix product against plain loops in double; memory around all operands is NaN. */
class GemmTest {

    /** Elements before the first row and behind each row. */
    private static final int GUARD = 3;

    /** Error of a chain of k products relative to the sum of magnitudes: k eps at most, sqrt(k) eps by statistics. */
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
        Stream<Shape> drawn = IntStream.range(0, 20)
                .mapToObj(i -> new Shape(random.nextInt(1, 201), random.nextInt(1, 201), random.nextInt(1, 201)));
        return Stream.concat(chosen, drawn);
    }

    /** {@code C + alpha A B}; every element is a float, so that both precisions start from the same operands. */
    private record Product(double alpha, double[][] a, double[][] b, double[][] c) {

        static Product random(Shape shape, boolean accumulate, double alpha, SplittableRandom random) {
            return new Product(
                    alpha,
                    matrix(shape.m, shape.k, random),
                    matrix(shape.k, shape.n, random),
                    accumulate ? matrix(shape.m, shape.n, random) : null);
        }

        /** Checks every element; {@code actual} is asked row by row. */
        void check(double[][] actual, double epsilon) {
            double[][] columns = transpose(b);
            double tolerance = tolerance(b.length, epsilon);
            for (int i = 0; i < a.length; i++) {
                for (int j = 0; j < columns.length; j++) {
                    double value = c == null ? 0 : c[i][j];
                    double magnitude = Math.abs(value);
                    for (int k = 0; k < b.length; k++) {
                        double term = alpha * a[i][k] * columns[j][k];
                        value += term;
                        magnitude += Math.abs(term);
                    }
                    requireNear(actual[i][j], value, tolerance * magnitude);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithPlainLoopsForAllTransposes(Shape shape) {
        SplittableRandom random = new SplittableRandom(shape.hashCode());
        for (int variant = 0; variant < 8; variant++) {
            boolean transposeA = (variant & 1) != 0;
            boolean transposeB = (variant & 2) != 0;
            Product product = Product.random(shape, (variant & 4) != 0, variant == 0 ? 1 : -0.625, random);
            double[][] a = transposeA ? transpose(product.a) : product.a;
            double[][] b = transposeB ? transpose(product.b) : product.b;
            product.check(inFloat(shape, product, a, transposeA, b, transposeB), Math.ulp(1f));
            product.check(inDouble(shape, product, a, transposeA, b, transposeB), Math.ulp(1.0));
        }
    }

    private static double[][] inFloat(
            Shape shape, Product product, double[][] a, boolean transposeA, double[][] b, boolean transposeB) {
        double[][] empty = new double[shape.m][shape.n];
        FloatMatrix c = guardedFloat(product.c == null ? empty : product.c);
        new FloatGemm()
                .multiply(
                        (float) product.alpha,
                        guardedFloat(a),
                        transposeA,
                        guardedFloat(b),
                        transposeB,
                        product.c != null,
                        c);
        return rows(shape, FloatMatrix.padded(shape.n), c::at, i -> c.data()[i]);
    }

    private static double[][] inDouble(
            Shape shape, Product product, double[][] a, boolean transposeA, double[][] b, boolean transposeB) {
        double[][] empty = new double[shape.m][shape.n];
        DoubleMatrix c = guardedDouble(product.c == null ? empty : product.c);
        new DoubleGemm()
                .multiply(
                        product.alpha,
                        guardedDouble(a),
                        transposeA,
                        guardedDouble(b),
                        transposeB,
                        product.c != null,
                        c);
        return rows(shape, DoubleMatrix.padded(shape.n), c::at, i -> c.data()[i]);
    }

    /** The elements, after a check that what is behind the whole vectors of each row is NaN as before. */
    private static double[][] rows(Shape shape, int width, IntToInt at, IntToDoubleFunction data) {
        double[][] rows = new double[shape.m][shape.n];
        for (int i = 0; i < shape.m; i++) {
            int start = at.apply(i);
            Arrays.setAll(rows[i], j -> data.applyAsDouble(start + j));
            for (int j = 0; j < GUARD; j++) {
                assertThat(data.applyAsDouble(start + width + j)).isNaN();
            }
        }
        return rows;
    }

    @FunctionalInterface
    private interface IntToInt {
        int apply(int i);
    }

    @Test
    void readsTheColumnsOfAViewOnly() {
        SplittableRandom random = new SplittableRandom(7);
        Product product = Product.random(new Shape(23, 3, 9), false, 1, random);
        double[][] wide = matrix(9, 50, random);
        for (int k = 0; k < 9; k++) {
            for (int i = 0; i < 23; i++) {
                wide[k][11 + i] = product.a[i][k];
            }
        }
        FloatMatrix view = new FloatMatrix(1, 1);
        view.viewColumns(guardedFloat(wide), 11, 23);
        FloatMatrix c = new FloatMatrix(23, 3);
        new FloatGemm().multiply(1f, view, true, guardedFloat(product.b), false, false, c);
        double[][] rows = new double[23][3];
        for (int i = 0; i < 23; i++) {
            int start = c.at(i);
            Arrays.setAll(rows[i], j -> c.data()[start + j]);
        }
        product.check(rows, Math.ulp(1f));
    }

    /** A chain of products with the factors exchanged has the same bits, so the whole matrix must agree. */
    @ParameterizedTest
    @MethodSource("shapes")
    void symmetricProductsHaveTheBitsOfTheWholeProduct(Shape shape) {
        SplittableRandom random = new SplittableRandom(shape.hashCode());
        double[][] values = matrix(shape.m, shape.k, random);
        double[][] before = matrix(shape.m, shape.m, random);
        for (int i = 0; i < shape.m; i++) {
            for (int j = 0; j < i; j++) {
                before[i][j] = before[j][i];
            }
        }
        for (boolean transposeA : new boolean[] {false, true}) {
            for (boolean accumulate : new boolean[] {false, true}) {
                double[][] operand = transposeA ? transpose(values) : values;
                FloatMatrix floats = guardedFloat(operand);
                FloatMatrix expected = guardedFloat(before);
                FloatMatrix actual = guardedFloat(before);
                new FloatGemm().multiply(-0.625f, floats, transposeA, floats, !transposeA, accumulate, expected);
                new FloatGemm().multiplySymmetric(-0.625f, floats, transposeA, floats, !transposeA, accumulate, actual);
                DoubleMatrix doubles = guardedDouble(operand);
                DoubleMatrix expectedDouble = guardedDouble(before);
                DoubleMatrix actualDouble = guardedDouble(before);
                new DoubleGemm()
                        .multiply(-0.625, doubles, transposeA, doubles, !transposeA, accumulate, expectedDouble);
                new DoubleGemm()
                        .multiplySymmetric(-0.625, doubles, transposeA, doubles, !transposeA, accumulate, actualDouble);
                double[] whole = new double[shape.m * shape.m];
                double[] mirrored = new double[shape.m * shape.m];
                expected.copyTo(whole, 0);
                actual.copyTo(mirrored, 0);
                assertThat(Arrays.equals(mirrored, whole)).isTrue();
                expectedDouble.copyTo(whole, 0);
                actualDouble.copyTo(mirrored, 0);
                assertThat(Arrays.equals(mirrored, whole)).isTrue();
            }
        }
    }

    /** The whole product with explicit zeros; orders on both sides of tiles and of blocks of the depth. */
    @ParameterizedTest
    @MethodSource("shapes")
    void trianglesGiveTheProductWithTheirZeros(Shape shape) {
        Shape square = new Shape(shape.k, shape.n, shape.k);
        Product product = Product.random(square, false, -0.625, new SplittableRandom(shape.hashCode()));
        for (int i = 0; i < square.m; i++) {
            Arrays.fill(product.a[i], 0, i, 0);
        }
        double[][] empty = new double[square.m][square.n];
        FloatMatrix floats = guardedFloat(empty);
        new FloatGemm().multiplyTriangle(-0.625f, guardedFloat(product.a), guardedFloat(product.b), floats);
        product.check(rows(square, FloatMatrix.padded(square.n), floats::at, i -> floats.data()[i]), Math.ulp(1f));
        DoubleMatrix doubles = guardedDouble(empty);
        new DoubleGemm().multiplyTriangle(-0.625, guardedDouble(product.a), guardedDouble(product.b), doubles);
        product.check(rows(square, DoubleMatrix.padded(square.n), doubles::at, i -> doubles.data()[i]), Math.ulp(1.0));
    }

    @Test
    void refusesATriangleThatIsNotSquare() {
        FloatMatrix t = new FloatMatrix(2, 3);
        assertThatThrownBy(() -> new FloatGemm().multiplyTriangle(1f, t, new FloatMatrix(3, 5), new FloatMatrix(2, 5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a triangle of 2 x 3 is not square");
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

    /** False for NaN. Assertions of the library on every element would take longer than the products. */
    private static void requireNear(double actual, double expected, double tolerance) {
        if (!(Math.abs(actual - expected) <= tolerance)) {
            assertThat(actual).isCloseTo(expected, within(tolerance));
        }
    }

    private static double[][] matrix(int rows, int columns, SplittableRandom random) {
        double[][] a = new double[rows][columns];
        for (double[] row : a) {
            Arrays.setAll(row, j -> (float) (2 * random.nextDouble() - 1));
        }
        return a;
    }

    private static double[][] transpose(double[][] a) {
        double[][] transpose = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                transpose[j][i] = a[i][j];
            }
        }
        return transpose;
    }

    private static FloatMatrix guardedFloat(double[][] values) {
        int stride = FloatMatrix.padded(values[0].length) + GUARD;
        float[] memory = new float[GUARD + values.length * stride];
        Arrays.fill(memory, Float.NaN);
        FloatMatrix matrix = new FloatMatrix(memory, GUARD, values.length, values[0].length, stride);
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                memory[matrix.at(i) + j] = (float) values[i][j];
            }
        }
        return matrix;
    }

    private static DoubleMatrix guardedDouble(double[][] values) {
        int stride = DoubleMatrix.padded(values[0].length) + GUARD;
        double[] memory = new double[GUARD + values.length * stride];
        Arrays.fill(memory, Double.NaN);
        DoubleMatrix matrix = new DoubleMatrix(memory, GUARD, values.length, values[0].length, stride);
        for (int i = 0; i < values.length; i++) {
            System.arraycopy(values[i], 0, memory, matrix.at(i), values[i].length);
        }
        return matrix;
    }
}
