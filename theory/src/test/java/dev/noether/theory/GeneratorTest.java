package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GeneratorTest {

    /** Rounding of an eigendecomposition of a matrix of order 1. */
    private static final double ROUNDING = 1e-12;

    private static double[] gaussian(Random random, int n) {
        return random.doubles(n, -1, 1).toArray();
    }

    private static double[][] symmetric(Random random, int n) {
        double[][] a = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                a[i][j] = random.nextGaussian();
                a[j][i] = a[i][j];
            }
        }
        return a;
    }

    private static double[] times(double[][] a, double[] v) {
        return Arrays.stream(a).mapToDouble(row -> dot(row, v)).toArray();
    }

    private static double dot(double[] u, double[] v) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += u[i] * v[i];
        }
        return sum;
    }

    /** {@code exp(lambda A) v} by its series. */
    private static double[] exponential(double[][] a, double lambda, double[] v) {
        double[] sum = v.clone();
        double[] term = v.clone();
        for (int k = 1; k < 80; k++) {
            term = times(a, term);
            for (int i = 0; i < v.length; i++) {
                term[i] *= lambda / k;
                sum[i] += term[i];
            }
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 11})
    void aDenseGeneratorActsAsItsMatrix(int n) {
        Random random = new Random(n);
        double[][] a = symmetric(random, n);
        double[] v = gaussian(random, n);
        Generator generator = Generator.dense(Matrix.of(a));
        assertThat(generator.size()).isEqualTo(n);
        double[] image = new double[n];
        generator.apply(v, image);
        assertThat(image).containsExactly(times(a, v), within(n * ROUNDING));
        assertThat(generator.charge(v)).isCloseTo(dot(v, times(a, v)), within(n * n * ROUNDING));
        double[] moved = v.clone();
        generator.move(-0.7, moved);
        double[] expected = exponential(a, -0.7, v);
        double size = Math.sqrt(dot(expected, expected) + dot(v, v));
        assertThat(moved).containsExactly(expected, within(n * ROUNDING * size));
        // The variance of a covariance along every eigenvector, summed with the eigenvalues, is Tr[Sigma A].
        double[][] root = symmetric(random, n);
        double[][] sigma = Arrays.stream(root).map(row -> times(root, row)).toArray(double[][]::new);
        double trace = 0;
        for (int i = 0; i < n; i++) {
            trace += dot(sigma[i], a[i]);
        }
        double along = dot(generator.eigenvalues(), generator.diagonalOf(Matrix.of(sigma)));
        assertThat(along).isCloseTo(trace, within(n * n * ROUNDING));
    }

    @Test
    void aDiagonalMatrixIsADiagonalGenerator() {
        Generator generator = Generator.dense(Matrix.of(new double[][] {{2, 0}, {0, -0.5}}));
        assertThat(generator.eigenvalues()).containsExactly(2, -0.5);
        double[] theta = {3, 0};
        generator.move(1e6, theta);
        assertThat(theta).containsExactly(Double.POSITIVE_INFINITY, 0);
        assertThat(generator.diagonalOf(Matrix.of(new double[][] {{5, 1}, {1, 7}})))
                .containsExactly(5, 7);
    }

    @Test
    void aNamedSymmetryIsItsGenerator() {
        TwoLayerNet net = TwoLayerNet.linear(3, 2, 5, Loss.SUM);
        Parameters theta = Parameters.allocate(net, Precision.DOUBLE);
        ParameterVector.copy(gaussian(new Random(5), (int) net.parameterCount()), theta);
        for (Symmetry symmetry : net.symmetries()) {
            for (int k = 0; k < symmetry.generators(); k++) {
                Generator generator = Generator.of(net, symmetry, k);
                assertThat(generator.charge(ParameterVector.of(theta))).isEqualTo(symmetry.charge(k, theta));
                Parameters expected = theta.copy(Precision.DOUBLE);
                symmetry.transform(k, 0.3, expected);
                double[] moved = ParameterVector.of(theta);
                generator.move(0.3, moved);
                assertThat(moved).containsExactly(ParameterVector.of(expected), within(ROUNDING));
            }
        }
        Symmetry rescaling = net.symmetries().getLast();
        assertThatThrownBy(() -> Generator.of(net, rescaling, 2))
                .hasMessage("rescaling(U,W) has generators 0 to 1, there is no 2");
    }

    /** Blocks in the model's order, rows first. */
    @Test
    void parametersAsAVectorGoBlockByBlockAndRowByRow() {
        TwoLayerNet net = TwoLayerNet.linear(3, 2, 1, Loss.SUM);
        Parameters theta = Parameters.of(
                net,
                Matrix.of(new double[][] {{1, 2}}),
                new Matrix(
                        java.lang.foreign.MemorySegment.ofArray(new double[] {-1, 3, 4, 5, -1, 6, 7, 8}),
                        Precision.DOUBLE,
                        1,
                        2,
                        3,
                        4));
        assertThat(ParameterVector.of(theta)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(ParameterVector.offset(net, TwoLayerNet.W)).isEqualTo(2);
        Parameters copy = Parameters.allocate(net, Precision.DOUBLE);
        ParameterVector.copy(ParameterVector.of(theta), copy);
        assertThat(copy.block(1).toRows()).isDeepEqualTo(new double[][] {{3, 4, 5}, {6, 7, 8}});
        assertThatThrownBy(() -> ParameterVector.copy(new double[7], copy))
                .hasMessage("the vector has 7 entries, the model has 8 parameters");
    }

    @Test
    void refusesWhatIsNoSymmetricMatrix() {
        assertThatThrownBy(() -> Generator.dense(Matrix.of(new double[][] {{0, 1}, {2, 0}})))
                .hasMessageStartingWith("the generator must be symmetric and finite, but elements (2, 1) and (1, 2)");
        assertThatThrownBy(() -> Generator.dense(Matrix.of(new double[][] {{0, Double.NaN}, {Double.NaN, 0}})))
                .hasMessageStartingWith("the generator must be symmetric and finite");
        assertThatThrownBy(() -> Generator.dense(Matrix.allocate(Precision.DOUBLE, 2, 3)))
                .hasMessageStartingWith("the generator is 2 x 3");
        assertThatThrownBy(() -> Generator.diagonal(1, Double.POSITIVE_INFINITY))
                .hasMessage("entry 2 of the diagonal is Infinity, it must be finite");
        Matrix large = Matrix.identity(Generator.LARGEST_DENSE + 1);
        assertThat(Generator.dense(large).size()).isEqualTo(Generator.LARGEST_DENSE + 1);
        large.set(0, 1, 1);
        large.set(1, 0, 1);
        assertThatThrownBy(() -> Generator.dense(large))
                .hasMessage("a dense generator has at most 4096 parameters, this one has 4097; give a diagonal one");
        assertThatThrownBy(() -> Generator.diagonal(1, 2).charge(new double[3]))
                .hasMessage("theta has 3 entries, the generator is of 2 parameters");
    }
}
