package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.MatrixStore;

class TwoLayerEquilibriumTest {

    /** Rounding of a few decompositions, relative to the sum of magnitudes. */
    private static final double ROUNDING = 1e-12;

    private static final SgdSettings PLAIN = new SgdSettings(0.01, 0, 10, Loss.SUM);

    private static BalancedNet balanced(TwoLayerEquilibrium equilibrium) {
        assertThat(equilibrium).isInstanceOf(BalancedNet.class);
        return (BalancedNet) equilibrium;
    }

    /** phi for one half of the directions, 2 - phi for the other. */
    private static double[] halves(int n, double phi) {
        return IntStream.range(0, n).mapToDouble(i -> i < n / 2 ? phi : 2 - phi).toArray();
    }

    private static double sum(double[] values, java.util.function.DoubleUnaryOperator f) {
        return Arrays.stream(values).map(f).sum();
    }

    private static double maximum(MatrixStore<Double> a) {
        double largest = 0;
        for (double[] row : a.toRawCopy2D()) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    private static Matrix random(Random random, int rows, int columns) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, j -> random.nextGaussian());
        }
        return Matrix.of(values);
    }

    private static Covariance covariance(Random random, int n) {
        MatrixStore<Double> a = Dense.of(random(random, n, n));
        return Covariance.full(Dense.toMatrix(shifted(a.multiply(a.transpose()), 0.1)));
    }

    private static void balances(BalancedNet net, GradientNoise noise, double shift) {
        Parameters theta = net.parameters();
        MatrixStore<Double> u = Dense.of(theta.block(TwoLayerNet.U));
        MatrixStore<Double> w = Dense.of(theta.block(TwoLayerNet.W));
        MatrixStore<Double> ofU =
                u.transpose().multiply(shifted(Dense.of(noise.gammaU()), shift)).multiply(u);
        MatrixStore<Double> ofW =
                w.multiply(shifted(Dense.of(noise.gammaW()), shift)).multiply(w.transpose());
        assertThat(maximum(ofU.subtract(ofW))).isLessThan(ROUNDING * (maximum(ofU) + maximum(ofW)));
    }

    @ParameterizedTest(name = "seed {0}: {1} inputs, {2} hidden, {3} outputs, weight decay {4}, {5}")
    @CsvSource({
        "1,  5,  7,  3, 0,    SUM",
        "2,  7, 11, 13, 0.02, SUM",
        "3,  1,  1,  1, 0.1,  SUM",
        "4, 17, 17, 17, 0,    MEAN",
        "5,  3,  2,  2, 0.01, MEAN",
        "6, 31, 40, 29, 1e-3, MEAN"
    })
    void balancesFullCovariances(long seed, int inputs, int hidden, int outputs, double weightDecay, Loss loss) {
        Random random = new Random(seed);
        GaussianTask task = new GaussianTask(
                covariance(random, inputs), covariance(random, outputs), random(random, outputs, inputs));
        SgdSettings settings = new SgdSettings(0.03, weightDecay, 7, loss);
        BalancedNet net = balanced(TwoLayerEquilibrium.of(task, hidden, settings));

        // The mean loss with (eta, gamma) is the sum loss with (eta / dy, gamma dy).
        double scale = loss == Loss.MEAN ? outputs : 1;
        double shift = weightDecay * scale * (1 - 0.03 * weightDecay) * 7 / (0.03 / scale);
        balances(net, GradientNoise.of(task), shift);
        MatrixStore<Double> u = Dense.of(net.parameters().block(TwoLayerNet.U));
        MatrixStore<Double> w = Dense.of(net.parameters().block(TwoLayerNet.W));
        MatrixStore<Double> target = Dense.of(task.target());
        assertThat(maximum(u.multiply(w).subtract(target))).isLessThan(ROUNDING * maximum(target));
        assertThat(maximum(u.multiply(u.transpose()).subtract(Dense.of(net.gramU()))))
                .isLessThan(ROUNDING * net.squaredNormU());
        assertThat(maximum(w.transpose().multiply(w).subtract(Dense.of(net.gramW()))))
                .isLessThan(ROUNDING * net.squaredNormW());
        assertThat(sum(net.singularValuesU(), x -> x * x))
                .isCloseTo(net.squaredNormU(), within(ROUNDING * net.squaredNormU()));
        assertThat(sum(net.singularValuesW(), x -> x * x))
                .isCloseTo(net.squaredNormW(), within(ROUNDING * net.squaredNormW()));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.7, 1})
    void hasTheNormsOfAnisotropicInputs(double phi) {
        int n = 10;
        double[] l = halves(n, phi);
        GaussianTask task = new GaussianTask(Covariance.diagonal(l), Covariance.isotropic(n, 1), Matrix.identity(n));
        BalancedNet net = balanced(TwoLayerEquilibrium.of(task, 2 * n, PLAIN));

        assertThat(net.squaredNormU()).isCloseTo(sum(l, Math::sqrt), within(ROUNDING * n));
        assertThat(net.squaredNormW()).isCloseTo(sum(l, x -> 1 / Math.sqrt(x)), within(ROUNDING * 4 * n));
        assertThat(net.squaredNormU() / net.squaredNormW()).isCloseTo(Math.sqrt(phi * (2 - phi)), within(ROUNDING));
        assertThat(net.hessianTrace()).isCloseTo(2 * n * 2 * sum(l, Math::sqrt), within(ROUNDING * 4 * n * n));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.3, 0.7, 1})
    void isSharperThanBalancedUnderAnisotropicLabelNoise(double phi) {
        int n = 6;
        double[] l = halves(n, phi);
        GaussianTask task = new GaussianTask(Covariance.isotropic(n, 1), Covariance.diagonal(l), Matrix.identity(n));
        BalancedNet net = balanced(TwoLayerEquilibrium.of(task, n, PLAIN));

        double expected = 2 * n * sum(l, x -> Math.sqrt(x) + 1 / Math.sqrt(x));
        assertThat(net.hessianTrace()).isCloseTo(expected, within(ROUNDING * expected));
    }

    /** Values that were found by hand and confirmed by simulation: dx = dy = 10, phi 0.3, Tr Se = 2, g = 0.5. */
    @Test
    void countsWeightDecayOnce() {
        double[] inputs = halves(10, 0.3);
        GaussianTask task =
                new GaussianTask(Covariance.diagonal(inputs), Covariance.isotropic(10, 0.2), Matrix.identity(10));
        double eta = 1e-6;
        SgdSettings settings = new SgdSettings(eta, eta / 20, 10, Loss.SUM);
        BalancedNet net = balanced(TwoLayerEquilibrium.of(task, 10, settings));

        double g = 0.5;
        double expected =
                sum(inputs, x -> Math.sqrt((2 * x + g) / (2 + g))) / sum(inputs, x -> Math.sqrt((2 + g) / (2 * x + g)));
        assertThat(net.squaredNormU() / net.squaredNormW()).isCloseTo(expected, within(1e-9));
        assertThat(expected).isCloseTo(0.8285, within(5e-5));
        assertThat(net.hessianTrace() - net.dataHessianTrace()).isCloseTo(2 * eta / 20 * 200, within(1e-12));
    }

    /** With V and Sx diagonal, data of weight Sx_k pull each singular value back by gamma / Sx_k (Sx_k = 1: soft threshold). */
    @Test
    void tellsHowMuchWeightDecayShrinksTheProduct() {
        for (Loss loss : Loss.values()) {
            double gamma = 0.01;
            GaussianTask task =
                    new GaussianTask(Covariance.isotropic(3, 2), Covariance.isotropic(3, 1), Matrix.of(new double[][] {
                        {3, 0, 0}, {0, 2, 0}, {0, 0, 1}
                    }));
            BalancedNet net = balanced(TwoLayerEquilibrium.of(task, 5, new SgdSettings(0.01, gamma, 10, loss)));
            // Isotropic gammas, Tr Se Sx = 6 and Tr Sx Se = 6, so u = w, and each singular value shrinks by gamma / (c
            // Sx).
            double scale = loss == Loss.SUM ? 1 : 1.0 / 3;
            double expected = gamma / scale / 2 * Math.sqrt(3 / 14.0);
            assertThat(net.shrinkage()).as(loss.name()).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void nothingShrinksWithoutWeightDecay() {
        GaussianTask task =
                new GaussianTask(Covariance.isotropic(3, 2), Covariance.isotropic(3, 1), Matrix.of(new double[][] {
                    {3, 0, 0}, {0, 2, 0}, {0, 0, 1}
                }));
        assertThat(balanced(TwoLayerEquilibrium.of(task, 5, PLAIN)).shrinkage()).isZero();
    }

    @Test
    void gradientDescentWithWeightDecayBalancesTheNorms() {
        Random random = new Random(11);
        GaussianTask task = new GaussianTask(covariance(random, 5), covariance(random, 4), random(random, 4, 5));
        BalancedNet net =
                balanced(TwoLayerEquilibrium.ofGradientDescent(task, 6, new SgdSettings(0.1, 1e-4, 1, Loss.SUM)));

        double nuclear = sum(net.singularValuesProduct(), x -> x);
        assertThat(net.squaredNormU()).isCloseTo(nuclear, within(ROUNDING * nuclear));
        assertThat(net.squaredNormW()).isCloseTo(nuclear, within(ROUNDING * nuclear));
        // A charge loses the factor (1 - 2 eta gamma)^2 a step.
        double decay = 1 - Math.pow(1 - 2 * 0.1 * 1e-4, 2);
        for (double rate : net.rates()) {
            assertThat(rate).isCloseTo(decay, within(ROUNDING * decay));
        }
    }

    @Test
    void strongWeightDecayMeetsTheLimitOfGradientDescent() {
        Random random = new Random(12);
        GaussianTask task = new GaussianTask(covariance(random, 4), covariance(random, 4), random(random, 4, 4));
        // g = gamma (1 - eta gamma) S / eta is 1e12 times the gammas.
        BalancedNet net = balanced(TwoLayerEquilibrium.of(task, 4, new SgdSettings(1e-9, 1e3, 1_000_000, Loss.SUM)));
        double nuclear = sum(net.singularValuesProduct(), x -> x);
        assertThat(net.squaredNormU()).isCloseTo(nuclear, within(1e-9 * nuclear));
        assertThat(net.squaredNormW()).isCloseTo(nuclear, within(1e-9 * nuclear));
    }

    @Test
    void ratesOfAnAlignedTaskAreThoseOfItsEigenvalues() {
        double[] noise = {0.1, 0.4, 0.9};
        double[] inputs = {2, 1, 0.5};
        GaussianTask task =
                new GaussianTask(Covariance.diagonal(inputs), Covariance.diagonal(noise), Matrix.identity(3));
        double[] expected = IntStream.range(0, 3)
                .mapToDouble(i -> {
                    double gu = 3.5 * noise[i];
                    double gw = 1.4 * inputs[i];
                    return 8 * (0.02 * 0.02 / 5) * gu * gw / (gu + gw);
                })
                .sorted()
                .toArray();
        double[] rates = balanced(TwoLayerEquilibrium.of(task, 4, new SgdSettings(0.02, 0, 5, Loss.SUM)))
                .rates();
        assertThat(rates).hasSize(3);
        for (int i = 0; i < 3; i++) {
            assertThat(rates[i]).isCloseTo(expected[i], within(ROUNDING * expected[i]));
        }
        double[] mean = balanced(TwoLayerEquilibrium.of(task, 4, new SgdSettings(0.06, 0, 5, Loss.MEAN)))
                .rates();
        assertThat(mean[0]).isCloseTo(expected[0], within(ROUNDING * expected[0]));
    }

    /** The slowest mode of the linearised flow along UW = V, by the flow itself: full covariances, a small deviation. */
    @Test
    void ratesOfFullCovariancesAreThoseOfTheFlow() {
        Random random = new Random(14);
        GaussianTask task = new GaussianTask(covariance(random, 3), covariance(random, 3), random(random, 3, 3));
        SgdSettings settings = new SgdSettings(0.02, 0, 5, Loss.SUM);
        BalancedNet net = balanced(TwoLayerEquilibrium.of(task, 3, settings));
        MatrixStore<Double> gammaU = Dense.of(GradientNoise.of(task).gammaU());
        MatrixStore<Double> u = Dense.of(net.parameters().block(TwoLayerNet.U));
        MatrixStore<Double> w = Dense.of(net.parameters().block(TwoLayerNet.W));
        MatrixStore<Double> stiffness = u.transpose().multiply(u).add(w.multiply(w.transpose()));
        MatrixStore<Double> balance = u.transpose().multiply(gammaU).multiply(u);

        // T = v v^T with B v = beta N v is an eigenvector of T -> -(N T + T N) = D, dD = 2 (T B + B T) tau.
        Dense.Eigen root = Dense.Eigen.of(stiffness);
        MatrixStore<Double> whiten = root.apply(x -> 1 / Math.sqrt(x));
        double beta = Dense.Eigen.of(whiten.multiply(balance).multiply(whiten)).smallest();
        double expected = 2 * beta * 4 * (0.02 * 0.02 / 5);
        assertThat(net.rates()[0]).isCloseTo(expected, within(1e-10 * expected));
    }

    @Test
    void takesTheBestMapOfTheRankThatTheWidthAllows() {
        double[] inputs = {4, 1, 1};
        double[][] target = {{1, 0, 0}, {0, 1.5, 0}, {0, 0, 0.5}};
        GaussianTask task =
                new GaussianTask(Covariance.diagonal(inputs), Covariance.isotropic(3, 0.2), Matrix.of(target));
        BalancedNet net = balanced(TwoLayerEquilibrium.of(task, 2, PLAIN));

        // In the metric of the loss the maps weigh 1 * 2, 1.5 and 0.5: the last one goes, and its 0.25 is residual.
        assertThat(net.rank()).isEqualTo(2);
        assertThat(net.product().get(0, 0)).isCloseTo(1, within(ROUNDING));
        assertThat(net.product().get(1, 1)).isCloseTo(1.5, within(ROUNDING));
        assertThat(net.product().get(2, 2)).isCloseTo(0, within(ROUNDING));
        double gammaU = 6 * 0.2;
        double residual = 0.6 + 0.5 * 0.5;
        double expected = Math.sqrt(4 * residual / gammaU) + 1.5 * Math.sqrt(residual / gammaU);
        assertThat(net.squaredNormU()).isCloseTo(expected, within(ROUNDING * expected));
    }

    @Test
    void inputsThatDoNotVaryAreClearedByWeightDecay() {
        GaussianTask task = new GaussianTask(
                Covariance.diagonal(1, 0), Covariance.isotropic(2, 1), Matrix.of(new double[][] {{1, 2}, {3, 4}}));
        BalancedNet net = balanced(TwoLayerEquilibrium.of(task, 3, new SgdSettings(0.01, 1e-3, 10, Loss.SUM)));
        assertThat(net.product().get(1, 0)).isCloseTo(3, within(ROUNDING));
        assertThat(net.product().get(0, 1)).isZero();
        assertThat(net.gramW().get(1, 1)).isZero();
    }

    @Test
    void isDegenerateWithoutLabelNoise() {
        GaussianTask task =
                new GaussianTask(Covariance.isotropic(3, 1), Covariance.isotropic(3, 0), Matrix.identity(3));
        assertThat(TwoLayerEquilibrium.of(task, 4, PLAIN))
                .isInstanceOfSatisfying(
                        TwoLayerEquilibrium.Degenerate.class,
                        answer -> assertThat(answer.reason()).startsWith("Gamma_U has rank 0 of 3"));
        assertThat(TwoLayerEquilibrium.ofGradientDescent(task, 4, PLAIN))
                .isInstanceOf(TwoLayerEquilibrium.Degenerate.class);
    }

    @Test
    void isDegenerateWhereOneDirectionHasNoNoise() {
        GaussianTask noLabelNoise =
                new GaussianTask(Covariance.isotropic(3, 1), Covariance.diagonal(1, 0, 2), Matrix.identity(3));
        assertThat(TwoLayerEquilibrium.of(noLabelNoise, 4, PLAIN))
                .isInstanceOfSatisfying(
                        TwoLayerEquilibrium.Degenerate.class,
                        answer -> assertThat(answer.reason()).startsWith("Gamma_U has rank 2 of 3"));
        GaussianTask noInput =
                new GaussianTask(Covariance.diagonal(1, 1, 0), Covariance.isotropic(3, 1), Matrix.identity(3));
        assertThat(TwoLayerEquilibrium.of(noInput, 4, PLAIN))
                .isInstanceOfSatisfying(
                        TwoLayerEquilibrium.Degenerate.class,
                        answer -> assertThat(answer.reason()).startsWith("Gamma_W has rank 2 of 3"));
    }

    @Test
    void aZeroTargetIsBalancedAtZero() {
        GaussianTask task = new GaussianTask(
                Covariance.isotropic(2, 1), Covariance.isotropic(3, 1), Matrix.allocate(Precision.DOUBLE, 3, 2));
        BalancedNet net = balanced(TwoLayerEquilibrium.of(task, 2, PLAIN));
        assertThat(net.rank()).isZero();
        assertThat(net.squaredNormU()).isZero();
        assertThat(net.hessianTrace()).isZero();
        assertThat(net.singularValuesU()).containsExactly(0, 0);
        assertThat(net.gramW().toRows()).isDeepEqualTo(new double[2][2]);
        assertThat(net.rates()).isEmpty();
        assertThat(net.parameters().squaredNorm()).isZero();
    }

    @Test
    void takesGammasAndProductAsGiven() {
        Random random = new Random(21);
        GradientNoise noise = new GradientNoise(
                covariance(random, 4).toMatrix(), covariance(random, 6).toMatrix());
        BalancedNet net = balanced(TwoLayerEquilibrium.of(noise, Matrix.identity(6), random(random, 4, 6), 5, PLAIN));
        balances(net, noise, 0);
    }

    @Test
    void refusesAProductThatTheWidthCannotGive() {
        GradientNoise noise = new GradientNoise(Matrix.identity(3), Matrix.identity(3));
        assertThatThrownBy(() -> TwoLayerEquilibrium.of(noise, Matrix.identity(3), Matrix.identity(3), 2, PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the product U W has rank 3, which a hidden width of 2 cannot give");
    }

    @Test
    void refusesGammasThatAreNoCovariances() {
        Matrix indefinite = Matrix.of(new double[][] {{1, 2}, {2, 1}});
        GradientNoise noise = new GradientNoise(indefinite, Matrix.identity(2));
        assertThatThrownBy(() -> TwoLayerEquilibrium.of(noise, Matrix.identity(2), Matrix.identity(2), 2, PLAIN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Gamma_U has the eigenvalue -");
        assertThatThrownBy(() -> new GradientNoise(Matrix.of(new double[][] {{1, 2}, {3, 1}}), Matrix.identity(2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Gamma_U must be symmetric");
        assertThatThrownBy(() -> new GradientNoise(Matrix.identity(1), Matrix.of(new double[][] {{Double.NaN}})))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** {@code a + shift I}. */
    private static MatrixStore<Double> shifted(MatrixStore<Double> a, double shift) {
        double[] values = new double[a.getRowDim()];
        Arrays.fill(values, shift);
        return a.add(Dense.diagonal(values));
    }
}
