package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.simd.ChildProcess;
import dev.noether.simd.Lanes;
import dev.noether.task.Batch.Samples;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Minibatches in lanes are those of the scalar sampler, to the bit. */
final class GaussianBatchesTest {

    private static final long SEED = 0x1234_5678_9ABC_DEF0L;
    private static final long LATE_STEP = (1L << 40) + 12_345;

    /** Covariance of inputs and of noise, target, dx, dy, batch size. */
    record Case(String input, String noise, String target, int dx, int dy, int batch) {

        GaussianTask task() {
            SplittableRandom random = new SplittableRandom(31L * dx + dy);
            return new GaussianTask(covariance(input, dx, random), covariance(noise, dy, random), map(random));
        }

        private Matrix map(SplittableRandom random) {
            double[][] rows = new double[dy][dx];
            for (int i = 0; i < dy; i++) {
                for (int j = 0; j < dx; j++) {
                    rows[i][j] = target.equals("full") || i == j ? random.nextDouble(-1, 1) : 0;
                }
            }
            return Matrix.of(rows);
        }
    }

    private static Covariance covariance(String kind, int n, SplittableRandom random) {
        return switch (kind) {
            case "zero" -> Covariance.isotropic(n, 0);
            case "diagonal" ->
                Covariance.diagonal(
                        random.doubles(n, 0, 3).map(v -> v < 0.5 ? 0 : v).toArray());
            case "full" -> Covariance.full(Matrix.of(gram(n, n, random)));
            case "singular" -> Covariance.full(Matrix.of(gram(n, (n + 1) / 2, random)));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** B B^T / rank of an n x rank matrix B. */
    private static double[][] gram(int n, int rank, SplittableRandom random) {
        double[][] b = new double[n][rank];
        for (double[] row : b) {
            Arrays.setAll(row, j -> random.nextDouble(-1, 1));
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

    static Stream<Case> cases() {
        return Stream.of(
                new Case("diagonal", "diagonal", "diagonal", 1, 1, 1),
                new Case("diagonal", "zero", "full", 1, 5, 3),
                new Case("diagonal", "diagonal", "diagonal", 40, 40, 10),
                new Case("diagonal", "diagonal", "full", 40, 30, 10),
                new Case("diagonal", "diagonal", "diagonal", 40, 30, 10),
                new Case("diagonal", "full", "diagonal", 5, 21, 3),
                new Case("full", "full", "full", 7, 3, 5),
                new Case("full", "diagonal", "full", 17, 33, 4),
                new Case("full", "full", "diagonal", 31, 31, 9),
                new Case("singular", "zero", "full", 13, 1, 6),
                new Case("diagonal", "singular", "full", 97, 64, 2),
                new Case("full", "full", "full", 64, 32, 8),
                new Case("full", "full", "full", 101, 67, 103),
                new Case("diagonal", "diagonal", "full", 5003, 2, 3));
    }

    /** The comparisons as a program. */
    public static void main(String[] args) {
        GaussianBatchesTest test = new GaussianBatchesTest();
        cases().forEach(test::floatsAreThoseOfTheScalarSampler);
        cases().forEach(test::doublesAreThoseOfTheScalarSampler);
        System.out.println(Lanes.BITS + " bits: batches agree");
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 256, 512})
    void sameBitsInEveryWidth(int bits) throws IOException, InterruptedException {
        assertThat(ChildProcess.output(GaussianBatchesTest.class, bits)).contains(bits + " bits: batches agree");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void floatsAreThoseOfTheScalarSampler(Case c) {
        FloatGaussianBatches batches = new FloatGaussianBatches(c.task(), SEED, c.batch());
        int xStride = c.dx() + 3;
        int yStride = c.dy() + 1;
        for (long step : new long[] {0, 1, LATE_STEP}) {
            Samples expected = GaussianSampler.minibatch(c.task(), Precision.FLOAT, SEED, step, c.batch());
            float[] x = nans(c.batch() * xStride + 5);
            float[] y = nans(c.batch() * yStride + 7);
            batches.draw(step, x, 4, xStride, y, 6, yStride);
            assertRows(x, 4, xStride, expected.x());
            assertRows(y, 6, yStride, expected.y());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void doublesAreThoseOfTheScalarSampler(Case c) {
        DoubleGaussianBatches batches = new DoubleGaussianBatches(c.task(), SEED, c.batch());
        int xStride = c.dx() + 3;
        int yStride = c.dy() + 1;
        for (long step : new long[] {0, 1, LATE_STEP}) {
            Samples expected = GaussianSampler.minibatch(c.task(), Precision.DOUBLE, SEED, step, c.batch());
            double[] x = new double[c.batch() * xStride + 5];
            double[] y = new double[c.batch() * yStride + 7];
            Arrays.fill(x, Double.NaN);
            Arrays.fill(y, Double.NaN);
            batches.draw(step, x, 4, xStride, y, 6, yStride);
            assertRows(x, 4, xStride, expected.x());
            assertRows(y, 6, yStride, expected.y());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void partOfAMinibatchIsThatPartOfTheWhole(Case c) {
        Samples whole = GaussianSampler.minibatch(c.task(), Precision.FLOAT, SEED, 5, c.batch());
        int first = c.batch() / 3;
        int samples = c.batch() - first;
        float[] x = new float[samples * c.dx()];
        float[] y = new float[samples * c.dy()];
        new FloatGaussianBatches(c.task(), SEED, 1).draw(5, first, samples, x, 0, c.dx(), y, 0, c.dy());
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < c.dy(); j++) {
                assertThat(y[i * c.dy() + j]).isEqualTo((float) whole.y().get(first + i, j));
            }
        }
    }

    /** One sample on its own, one component on its own: nothing but the address matters. */
    @ParameterizedTest
    @MethodSource("cases")
    void inputsDependNeitherOnBatchSizeNorOnLaterComponents(Case c) {
        GaussianTask standard = new GaussianTask(
                Covariance.isotropic(c.dx(), 1),
                Covariance.isotropic(c.dy(), 0),
                Matrix.of(new double[c.dy()][c.dx()]));
        float[] x = new float[c.batch() * c.dx()];
        float[] y = new float[c.batch() * c.dy()];
        new FloatGaussianBatches(standard, SEED, c.batch()).draw(9, x, 0, c.dx(), y, 0, c.dy());
        int last = c.batch() - 1;
        float[] alone = new float[1];
        new RandomStream(SEED).normals(Purpose.INPUTS, 9, last, 1, alone, 0);
        assertThat(x[last * c.dx()]).isEqualTo(alone[0]);
        assertThat(y).containsOnly(0f);
    }

    private static float[] nans(int length) {
        float[] array = new float[length];
        Arrays.fill(array, Float.NaN);
        return array;
    }

    /** The rows to the bit, and NaN left between them. */
    private static void assertRows(float[] array, int at, int stride, Matrix expected) {
        float[] whole = nans(array.length);
        for (int i = 0; i < expected.rows(); i++) {
            expected.copyRow(i, whole, at + i * stride);
        }
        // Arrays.mismatch tells -0 from 0.
        assertThat(Arrays.mismatch(array, whole))
                .as("first element that differs")
                .isEqualTo(-1);
    }

    private static void assertRows(double[] array, int at, int stride, Matrix expected) {
        double[] whole = new double[array.length];
        Arrays.fill(whole, Double.NaN);
        for (int i = 0; i < expected.rows(); i++) {
            expected.copyRow(i, whole, at + i * stride);
        }
        assertThat(Arrays.mismatch(array, whole))
                .as("first element that differs")
                .isEqualTo(-1);
    }
}
