package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jocl.Pointer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Matrix products have the bits of plain loops, on matrices that lie by rows, by columns and with gaps, of any size. */
final class ProductsTest {

    private record Shape(int rows, int columns, int depth) {}

    private static final List<Shape> SHAPES = List.of(
            new Shape(1, 1, 1),
            new Shape(3, 17, 5),
            new Shape(8, 32, 16),
            new Shape(33, 7, 40),
            new Shape(97, 131, 32),
            new Shape(129, 260, 65),
            new Shape(64, 128, 33));

    /** Several items, each with two blocks. */
    private static final Tuning SEVERAL_BLOCKS = new Tuning(4, 128, 2, 1, new Tuning.Product(32, 64, 64, 8, 2, 16));

    static Stream<Arguments> works() {
        DeviceHandle device = Devices.found().list().getFirst();
        return Stream.of(Precision.values())
                .flatMap(precision -> Stream.of(
                                Tuning.cpu(4, precision),
                                Tuning.cpu(8, precision),
                                Tuning.GPU,
                                SEVERAL_BLOCKS,
                                Tuning.of(device, precision))
                        .distinct()
                        .map(tuning -> Arguments.of(precision, tuning)));
    }

    @ParameterizedTest
    @MethodSource("works")
    void haveTheBitsOfPlainLoops(Precision precision, Tuning tuning) {
        Random random = new Random(4);
        try (Session session = new Session(Devices.found().list().getFirst(), precision)) {
            Toolbox tools = new Toolbox(session, tuning);
            DeviceBuffer flag = session.buffer(Integer.BYTES);
            for (Shape shape : SHAPES) {
                for (int layout = 0; layout < 8; layout++) {
                    View a = view(session, shape.rows, shape.depth, layout & 1, random);
                    View b = view(session, shape.depth, shape.columns, layout >> 1 & 1, random);
                    View d = view(session, shape.rows, shape.columns, layout >> 2 & 1, random);
                    double[][] left = upload(tools, a, precision, random);
                    double[][] right = upload(tools, b, precision, random);
                    double[][] before = upload(tools, d, precision, random);
                    Products products = tools.products();
                    View c = view(session, shape.rows, shape.columns, layout & 1, random);
                    double alpha = 0.75;
                    double beta = -1.375;
                    String name = shape + ", layout " + layout;

                    products.plain(alpha, a, b, c);
                    requireEach(tools, c, precision, name, (i, j) -> alpha * sum(precision, left, right, i, j, 0));
                    products.subtract(a, b, d, c);
                    requireEach(
                            tools, c, precision, name, (i, j) -> sum(precision, left, right, i, j, 0) - before[i][j]);
                    products.combine(alpha, a, b, beta, d, c);
                    requireEach(
                            tools,
                            c,
                            precision,
                            name,
                            (i, j) -> fma(
                                    precision,
                                    alpha,
                                    sum(precision, left, right, i, j, 0),
                                    round(precision, beta * before[i][j])));
                    Products.Rates rates = new Products.Rates(0.125, 0.5);
                    session.write(flag, 0, Integer.BYTES, Pointer.to(new int[] {1}));
                    products.step(a, b, d, c, rates, alpha, flag, 0);
                    requireEach(tools, c, precision, name, (i, j) -> before[i][j]);
                    session.write(flag, 0, Integer.BYTES, Pointer.to(new int[] {0}));
                    products.step(a, b, d, c, rates, alpha, flag, 0);
                    requireEach(tools, c, precision, name, (i, j) -> {
                        double gradient = round(precision, alpha * sum(precision, left, right, i, j, 0));
                        double pull = fma(precision, rates.decay(), before[i][j], gradient);
                        return fma(precision, -rates.eta(), pull, before[i][j]);
                    });
                    products.addTo(a, b, d);
                    requireEach(tools, d, precision, name, (i, j) -> sum(precision, left, right, i, j, before[i][j]));
                }
            }
        }
    }

    @FunctionalInterface
    private interface Element {
        double at(int i, int j);
    }

    private static void requireEach(Toolbox tools, View view, Precision precision, String name, Element expected) {
        boolean byColumns = view.columnStride() != 1;
        View stored = byColumns ? view.transposed() : view;
        Matrix actual = Matrix.allocate(precision, stored.rows(), stored.columns());
        tools.transfer().download(stored, actual);
        for (int i = 0; i < view.rows(); i++) {
            for (int j = 0; j < view.columns(); j++) {
                assertThat(byColumns ? actual.get(j, i) : actual.get(i, j))
                        .as("%s, element (%d, %d)", name, i, j)
                        .isEqualTo(round(precision, expected.at(i, j)));
            }
        }
    }

    /** A matrix that lies by rows with a gap after each, or by columns without. */
    private static View view(Session session, int rows, int columns, int byColumns, Random random) {
        if (byColumns == 1) {
            return new View(session.reals((long) rows * columns), 0, rows, columns, 1, rows);
        }
        int stride = columns + random.nextInt(4);
        return View.of(session.reals((long) rows * stride + 2), 2, rows, columns, stride);
    }

    private static double[][] upload(Toolbox tools, View view, Precision precision, Random random) {
        Matrix matrix = Matrix.allocate(precision, view.rows(), view.columns());
        for (int i = 0; i < view.rows(); i++) {
            for (int j = 0; j < view.columns(); j++) {
                matrix.set(i, j, random.nextGaussian());
            }
        }
        tools.transfer().upload(matrix, view);
        return matrix.toRows();
    }

    private static double sum(Precision precision, double[][] a, double[][] b, int i, int j, double start) {
        double sum = start;
        for (int k = 0; k < b.length; k++) {
            sum = fma(precision, a[i][k], b[k][j], sum);
        }
        return sum;
    }

    private static double fma(Precision precision, double a, double b, double c) {
        return precision == Precision.FLOAT ? Math.fma((float) a, (float) b, (float) c) : Math.fma(a, b, c);
    }

    private static double round(Precision precision, double value) {
        return precision == Precision.FLOAT ? (float) value : value;
    }
}
