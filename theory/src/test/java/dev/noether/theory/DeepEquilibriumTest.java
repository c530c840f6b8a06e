package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.MatrixStore;

class DeepEquilibriumTest {

    /** Rounding of a few decompositions, relative to the sum of magnitudes. */
    private static final double ROUNDING = 1e-11;

    private static final SgdSettings PLAIN = new SgdSettings(0.01, 0, 10, Loss.SUM);

    private static DeepLinearNet net(Loss loss, Integer... widths) {
        return new DeepLinearNet(List.of(widths), loss);
    }

    private static BalancedDeepNet balanced(DeepEquilibrium equilibrium) {
        assertThat(equilibrium).isInstanceOf(BalancedDeepNet.class);
        return (BalancedDeepNet) equilibrium;
    }

    private static MatrixStore<Double> random(Random random, int rows, int columns) {
        double[][] values = new double[rows][columns];
        for (double[] row : values) {
            Arrays.setAll(row, j -> random.nextGaussian());
        }
        return Dense.of(Matrix.of(values));
    }

    private static Covariance covariance(Random random, int n) {
        MatrixStore<Double> a = random(random, n, n);
        double[] shift = new double[n];
        Arrays.fill(shift, 0.1);
        return Covariance.full(Dense.toMatrix(a.multiply(a.transpose()).add(Dense.diagonal(shift))));
    }

    private static GaussianTask task(Random random, int inputs, int outputs) {
        return new GaussianTask(
                covariance(random, inputs),
                covariance(random, outputs),
                Dense.toMatrix(random(random, outputs, inputs)));
    }

    private static double size(MatrixStore<Double> a) {
        return Math.sqrt(Dense.inner(a, a));
    }

    private static MatrixStore<Double> identity(int n) {
        return Dense.of(Matrix.identity(n));
    }

    /** {@code A_i = W_i ... W_1}, i = 0 ... D. */
    private static List<MatrixStore<Double>> forward(Parameters theta) {
        List<MatrixStore<Double>> products =
                new ArrayList<>(List.of(identity(theta.model().inputs())));
        for (int i = 0; i < theta.blocks(); i++) {
            products.add(Dense.of(theta.block(i)).multiply(products.getLast()));
        }
        return products;
    }

    /** {@code B_i = (W_D ... W_{i+1})^T}, i = 0 ... D. */
    private static List<MatrixStore<Double>> backward(Parameters theta) {
        List<MatrixStore<Double>> products =
                new ArrayList<>(List.of(identity(theta.model().outputs())));
        for (int i = theta.blocks() - 1; i >= 0; i--) {
            products.addFirst(Dense.of(theta.block(i)).transpose().multiply(products.getFirst()));
        }
        return products;
    }

    /**
     * The exact expected balance of Gaussian data, with {@code M = E[r x^T]} (Isserlis):
     * {@code E[|A x|^2 (B r)(B r)^T] = Tr(A Sx A^T) B Sr B^T + 2 (B M A^T)(B M A^T)^T}, and the same with A and B exchanged.
     */
    private static void balances(BalancedDeepNet net, GaussianTask task) {
        Parameters theta = net.parameters();
        List<MatrixStore<Double>> a = forward(theta);
        List<MatrixStore<Double>> b = backward(theta);
        assertThat(size(a.getLast().subtract(Dense.of(net.product())))).isLessThan(ROUNDING * size(a.getLast()));
        MatrixStore<Double> sx = Dense.of(task.inputCovariance().toMatrix());
        MatrixStore<Double> error = a.getLast().subtract(Dense.of(task.target()));
        MatrixStore<Double> sr = Dense.of(task.noiseCovariance().toMatrix())
                .add(error.multiply(sx).multiply(error.transpose()));
        MatrixStore<Double> cross = error.multiply(sx);
        for (int i = 1; i < theta.blocks(); i++) {
            MatrixStore<Double> rows =
                    b.get(i).multiply(cross).multiply(a.get(i - 1).transpose());
            MatrixStore<Double> columns =
                    a.get(i).multiply(cross.transpose()).multiply(b.get(i + 1).transpose());
            MatrixStore<Double> right = b.get(i)
                    .multiply(sr)
                    .multiply(b.get(i).transpose())
                    .multiply(Dense.inner(a.get(i - 1).multiply(sx), a.get(i - 1)))
                    .add(rows.multiply(rows.transpose()).multiply(2.0));
            MatrixStore<Double> left = a.get(i)
                    .multiply(sx)
                    .multiply(a.get(i).transpose())
                    .multiply(Dense.inner(b.get(i + 1).multiply(sr), b.get(i + 1)))
                    .add(columns.multiply(columns.transpose()).multiply(2.0));
            assertThat(size(left.subtract(right))).isLessThan(ROUNDING * (size(left) + size(right)));
        }
    }

    private static final List<DeepLinearNet> NETS = List.of(
            net(Loss.SUM, 3, 5, 4),
            net(Loss.SUM, 3, 5, 7, 4),
            net(Loss.MEAN, 6, 6, 6, 6, 6),
            net(Loss.MEAN, 5, 4, 3, 7, 4, 4),
            net(Loss.SUM, 7, 2, 9, 5),
            net(Loss.SUM, 4, 1, 3, 1, 5),
            net(Loss.SUM, 1, 1, 1, 1));

    /** Wide and narrow hidden layers, full covariances. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void everyPairOfLayersIsBalanced(int index) {
        DeepLinearNet model = NETS.get(index);
        GaussianTask task = task(new Random(index), model.inputs(), model.outputs());
        BalancedDeepNet net = balanced(DeepEquilibrium.of(model, task, PLAIN));
        assertThat(net.rank())
                .isEqualTo(model.widths().stream().min(Integer::compare).orElseThrow());
        balances(net, task);
    }

    /** {@code Tr(W_1 Sx W_1^T) / Tr Sx = |W_i|^2 / r = Tr(W_D^T Sr W_D) / Tr Sr = s^2}: one number for all layers. */
    @Test
    void allLayersHaveOneScale() {
        DeepLinearNet model = net(Loss.SUM, 4, 6, 6, 7, 5);
        GaussianTask task = task(new Random(11), 4, 5);
        BalancedDeepNet net = balanced(DeepEquilibrium.of(model, task, PLAIN));
        Parameters theta = net.parameters();
        double s = net.scale().orElseThrow();
        MatrixStore<Double> first = Dense.of(theta.block(0));
        MatrixStore<Double> last = Dense.of(theta.block(3));
        double traceX = task.inputCovariance().trace();
        double traceE = task.noiseCovariance().trace();
        MatrixStore<Double> sx = Dense.of(task.inputCovariance().toMatrix());
        MatrixStore<Double> se = Dense.of(task.noiseCovariance().toMatrix());
        assertThat(Dense.inner(first.multiply(sx), first) / traceX).isCloseTo(s * s, within(ROUNDING * s * s));
        assertThat(Dense.inner(se.multiply(last), last) / traceE).isCloseTo(s * s, within(ROUNDING * s * s));
        assertThat(net.squaredNorms()[1] / 4).isCloseTo(s * s, within(ROUNDING * s * s));
        assertThat(net.squaredNorms()[2] / 4).isCloseTo(s * s, within(ROUNDING * s * s));
        assertThat(net.singularValues(1)).containsExactly(new double[] {s, s, s, s, 0, 0}, within(ROUNDING * s));
        assertThat(net.singularValues(0)).hasSize(4);
    }

    /** Theorem 5.2, which has another derivation and other code. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 9})
    void twoLayersAreTheTwoLayerEquilibrium(int hidden) {
        GaussianTask task = task(new Random(hidden), 4, 3);
        BalancedDeepNet deep = balanced(DeepEquilibrium.of(net(Loss.MEAN, 4, hidden, 3), task, PLAIN));
        BalancedNet two = (BalancedNet) TwoLayerEquilibrium.of(task, hidden, new SgdSettings(0.01, 0, 10, Loss.MEAN));
        assertThat(deep.squaredNorms())
                .containsExactly(
                        new double[] {two.squaredNormW(), two.squaredNormU()}, within(ROUNDING * two.squaredNormW()));
        assertThat(deep.hessianTrace()).isCloseTo(two.hessianTrace(), within(ROUNDING * two.hessianTrace()));
        assertThat(deep.singularValues(0)).containsExactly(two.singularValuesW(), within(ROUNDING * 10));
        assertThat(deep.singularValues(1)).containsExactly(two.singularValuesU(), within(ROUNDING * 10));
        assertThat(deep.rank()).isEqualTo(two.rank());
    }

    /** {@code 2 c sum_i |W_D ... W_{i+1}|^2 Tr(A_{i-1} Sx A_{i-1}^T)} at the parameters themselves. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void theHessianTraceIsThatOfItsParameters(int index) {
        DeepLinearNet model = NETS.get(index);
        GaussianTask task = task(new Random(100 + index), model.inputs(), model.outputs());
        BalancedDeepNet net = balanced(DeepEquilibrium.of(model, task, PLAIN));
        List<MatrixStore<Double>> a = forward(net.parameters());
        List<MatrixStore<Double>> b = backward(net.parameters());
        MatrixStore<Double> sx = Dense.of(task.inputCovariance().toMatrix());
        double c = model.loss() == Loss.SUM ? 1 : 1.0 / model.outputs();
        double sum = 0;
        for (int i = 1; i <= model.depth(); i++) {
            double expected = 2
                    * c
                    * Dense.inner(b.get(i), b.get(i))
                    * Dense.inner(a.get(i - 1).multiply(sx), a.get(i - 1));
            assertThat(net.hessianTraceByLayer()[i - 1]).isCloseTo(expected, within(ROUNDING * expected));
            sum += expected;
        }
        assertThat(net.hessianTrace()).isCloseTo(sum, within(ROUNDING * sum));
    }

    /** Unit variances, V* = I: the paper's {@code s = (Tr S' / r)^(1/D)} = 1, where all singular values are 1. */
    @Test
    void anIsotropicTaskHasOrthogonalLayers() {
        GaussianTask task =
                new GaussianTask(Covariance.isotropic(5, 1), Covariance.isotropic(5, 1), Matrix.identity(5));
        BalancedDeepNet net = balanced(DeepEquilibrium.of(net(Loss.SUM, 5, 8, 8, 5), task, PLAIN));
        assertThat(net.scale().orElseThrow()).isCloseTo(1, within(ROUNDING));
        assertThat(net.squaredNorms()).containsExactly(new double[] {5, 5, 5}, within(ROUNDING * 5));
        // Three layers, each 2 * 5 * 5.
        assertThat(net.hessianTrace()).isCloseTo(150, within(ROUNDING * 150));
    }

    /** By hand: D = 3, target diag(1, 3, 1/2), rank 2 reached; the mode that is missing adds (1/2)^2 to the residual. */
    @Test
    void theRankThatWasReachedCounts() {
        GaussianTask task =
                new GaussianTask(Covariance.isotropic(3, 1), Covariance.isotropic(3, 0.25), Matrix.of(new double[][] {
                    {1, 0, 0}, {0, 3, 0}, {0, 0, 0.5}
                }));
        BalancedDeepNet net = balanced(DeepEquilibrium.ofRank(net(Loss.SUM, 3, 4, 5, 3), task, 2, PLAIN));
        assertThat(net.rank()).isEqualTo(2);
        double residual = 0.75 + 0.25;
        double s = Math.cbrt(0.5 * (1 + 3) / Math.sqrt(residual * 3));
        assertThat(net.scale().orElseThrow()).isCloseTo(s, within(ROUNDING));
        double first = 0.5 * 4 / s * Math.sqrt(3 / residual);
        double last = 0.5 * 4 / s * Math.sqrt(residual / 3) / 0.25;
        assertThat(net.squaredNorms()).containsExactly(new double[] {first, 2 * s * s, last}, within(ROUNDING * 20));
        balances(net, task);
        DeepEquilibrium narrow = DeepEquilibrium.of(net(Loss.SUM, 3, 4, 2, 3), task, PLAIN);
        assertThat(balanced(narrow).squaredNorms()).containsExactly(net.squaredNorms(), within(ROUNDING * 20));
    }

    /** A measured product stands for the best map, with its own excess loss. */
    @Test
    void aMeasuredProductIsTakenAsItIs() {
        GaussianTask task =
                new GaussianTask(Covariance.isotropic(2, 2), Covariance.isotropic(2, 0.5), Matrix.identity(2));
        Matrix measured = Matrix.of(new double[][] {{0.9, 0}, {0, 0.8}});
        BalancedDeepNet net = balanced(DeepEquilibrium.ofProduct(net(Loss.SUM, 2, 2, 2, 2), task, measured, PLAIN));
        double residual = 1 + 2 * (0.01 + 0.04);
        assertThat(net.scale().orElseThrow()).isCloseTo(Math.cbrt(1.7 / Math.sqrt(residual * 4)), within(ROUNDING));
        assertThat(net.product().toRows()).isDeepEqualTo(measured.toRows());
        assertThatThrownBy(() -> DeepEquilibrium.ofProduct(net(Loss.SUM, 2, 1, 2), task, measured, PLAIN))
                .hasMessage("the product of the layers has rank 2, which a width of 1 cannot give");
    }

    @Test
    void aSingleLayerIsTheTarget() {
        GaussianTask task = new GaussianTask(
                Covariance.diagonal(2, 1), Covariance.isotropic(1, 0), Matrix.of(new double[][] {{3, 4}}));
        BalancedDeepNet net = balanced(DeepEquilibrium.of(net(Loss.SUM, 2, 1), task, PLAIN));
        assertThat(net.squaredNorms()).containsExactly(new double[] {25}, within(ROUNDING * 25));
        assertThat(net.scale()).isEmpty();
        assertThat(net.rank()).isEqualTo(1);
        assertThat(net.hessianTrace()).isCloseTo(2 * 1 * 3, within(ROUNDING * 6));
        assertThat(net.parameters().block(0).toRows()).isDeepEqualTo(new double[][] {{3, 4}});
    }

    @Test
    void aZeroTargetIsBalancedAtZero() {
        GaussianTask task = new GaussianTask(
                Covariance.isotropic(2, 1), Covariance.isotropic(3, 1), Matrix.allocate(Precision.DOUBLE, 3, 2));
        BalancedDeepNet net = balanced(DeepEquilibrium.of(net(Loss.SUM, 2, 4, 4, 3), task, PLAIN));
        assertThat(net.rank()).isZero();
        assertThat(net.squaredNorms()).containsExactly(0, 0, 0);
        assertThat(net.hessianTrace()).isZero();
    }

    @Test
    void saysWhereThereIsNoClosedForm() {
        DeepLinearNet model = net(Loss.SUM, 2, 3, 3, 2);
        GaussianTask plain =
                new GaussianTask(Covariance.isotropic(2, 1), Covariance.isotropic(2, 1), Matrix.identity(2));
        assertThat(DeepEquilibrium.of(model, plain, new SgdSettings(0.01, 1e-3, 10, Loss.SUM)))
                .isEqualTo(
                        new DeepEquilibrium.Degenerate("the closed form of deep linear nets is for weight decay 0, not"
                                + " 0.001; leave it out, or take a two-layer net"));
        GaussianTask silent =
                new GaussianTask(Covariance.isotropic(2, 1), Covariance.diagonal(1, 0), Matrix.identity(2));
        assertThat(DeepEquilibrium.of(model, silent, PLAIN))
                .isInstanceOfSatisfying(
                        DeepEquilibrium.Degenerate.class,
                        answer -> assertThat(answer.reason()).startsWith("an output has no label noise"));
        GaussianTask flat = new GaussianTask(Covariance.diagonal(0, 1), Covariance.isotropic(2, 1), Matrix.identity(2));
        assertThat(DeepEquilibrium.of(model, flat, PLAIN))
                .isInstanceOfSatisfying(
                        DeepEquilibrium.Degenerate.class,
                        answer -> assertThat(answer.reason()).startsWith("an input does not vary"));
    }

    @Test
    void refusesATaskOfAnotherShape() {
        GaussianTask task =
                new GaussianTask(Covariance.isotropic(2, 1), Covariance.isotropic(2, 1), Matrix.identity(2));
        assertThatThrownBy(() -> DeepEquilibrium.of(net(Loss.SUM, 3, 3, 2), task, PLAIN))
                .hasMessage("the task has 2 inputs and 2 outputs, the model has 3 and 2");
        assertThatThrownBy(() -> DeepEquilibrium.ofRank(net(Loss.SUM, 2, 3, 2), task, 0, PLAIN))
                .hasMessage("rank 0, it must be at least 1");
    }
}
