package dev.noether.validate.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import dev.noether.validate.QuantityValues;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Populations and moments against a batch of samples that has exactly their moments. Six points a dimension, 0 four times
 * and the two roots of 3, have the moments 0, 1, 0, 3 of a normal number (they are the Gauss-Hermite rule of three nodes);
 * so all their combinations, put through the task, have its second and fourth moments, and every quantity on them is that
 * of the population to rounding.
 */
class ReferenceGaussianDataTest {

    private static final long SEED = 97;
    private static final double WEIGHT_DECAY = 0.0078125;
    private static final double[] NODES = {0, 0, 0, 0, Math.sqrt(3), -Math.sqrt(3)};

    /** Relative to the largest element, or to 1 where gradients vanish by symmetry; sums of up to 7776 samples. */
    private static final double TOLERANCE = 1e-11;

    static List<Model> models() {
        return ReferencePoints.linearModels();
    }

    @ParameterizedTest
    @MethodSource("models")
    void isWhatSamplesWithTheMomentsOfThePopulationSay(Model model) {
        Random random = new Random(SEED);
        Parameters theta = ReferencePoints.parameters(model, random);
        GaussianTask task = task(model, random);
        Batch samples = samples(task);
        assertSame(theta, new Batch.Population(task), samples, random);
        assertSame(theta, moments(task), samples, random);
    }

    /** Where the model is the target, the residual is the label noise. */
    @ParameterizedTest
    @MethodSource("models")
    void hasTheBalanceOfTheLabelNoiseAlone(Model model) {
        Random random = new Random(SEED);
        Parameters theta = ReferencePoints.parameters(model, random);
        GaussianTask task = task(model, random);
        if (model.doubleRotations().isEmpty()) {
            assertThat(Quantity.definedOn(model, new Batch.Population(task)))
                    .doesNotContain(Quantity.TASK_BALANCE, Quantity.TASK_BALANCE_NORMS, Quantity.BALANCE);
            return;
        }
        Set<Quantity> quantities = EnumSet.of(Quantity.TASK_BALANCE, Quantity.TASK_BALANCE_NORMS);
        Result result = compute(theta, new Batch.Population(task), quantities);
        GaussianTask ours = new GaussianTask(task.inputCovariance(), task.noiseCovariance(), product(theta));
        Batch.Samples samples = samples(ours);
        Result balance = compute(theta, samples, Set.of(Quantity.BALANCE));
        for (int s = 0; s < model.doubleRotations().size(); s++) {
            assertClose("task balance", result.taskBalance(s), balance.balance(s));
            assertClose(
                    "norms",
                    result.taskBalanceNorms(s),
                    norms(theta, samples, model.doubleRotations().get(s)));
        }
    }

    /** Norms of {@code E[gR gR^T - gL^T gL] / 4c^2} and of its terms, from the gradients of single samples. */
    private static double[] norms(Parameters theta, Batch.Samples samples, Symmetry.DoubleRotation pair) {
        double c = theta.model().lossScale();
        double[][] right = new double[pair.size()][pair.size()];
        double[][] left = new double[pair.size()][pair.size()];
        double scale = 1 / (4 * c * c * samples.size());
        for (int i = 0; i < samples.size(); i++) {
            Batch one = new Batch.Samples(
                    Matrix.of(new double[][] {samples.x().toRows()[i]}),
                    Matrix.of(new double[][] {samples.y().toRows()[i]}));
            Parameters gradient =
                    evaluate(theta, one, 0, Set.of(Quantity.GRADIENT)).gradient();
            double[][] gR = gradient.block(pair.right()).toRows();
            double[][] gL = gradient.block(pair.left()).toRows();
            right = Dense.sum(1, right, scale, Dense.product(gR, Dense.transpose(gR)));
            left = Dense.sum(1, left, scale, Dense.product(Dense.transpose(gL), gL));
        }
        double[][] difference = Dense.sum(1, right, -1, left);
        return new double[] {
            Math.sqrt(Dense.square(difference)), Math.sqrt(Dense.square(right)), Math.sqrt(Dense.square(left))
        };
    }

    /** Small whole numbers: the product is the target to the bit, so the gradient is zero, not a rounding error. */
    @Test
    void doesNotCancelAtTheMinimum() {
        DeepLinearNet net = new DeepLinearNet(List.of(2, 3, 2), Loss.SUM);
        Parameters theta =
                Parameters.of(net, Matrix.of(new double[][] {{1, -2}, {3, 1}, {-1, 4}}), Matrix.of(new double[][] {
                    {2, 1, -1}, {1, -3, 2}
                }));
        GaussianTask task = new GaussianTask(
                Covariance.full(Matrix.of(new double[][] {{0.7, 0.1}, {0.1, 0.3}})),
                Covariance.diagonal(1e-20, 3e-20),
                product(theta));
        Result result = evaluate(
                theta, new Batch.Population(task), 0, EnumSet.of(Quantity.LOSS, Quantity.GRADIENT, Quantity.GAMMAS));
        assertThat(result.loss()).isEqualTo(1e-20 + 3e-20);
        assertThat(QuantityValues.of(result.gradient())).containsOnly(0);
        assertThat(result.gammaU()).containsExactly(1e-20, 0, 0, 3e-20);
    }

    private static void assertSame(Parameters theta, Batch batch, Batch samples, Random random) {
        EnumSet<Quantity> quantities = EnumSet.noneOf(Quantity.class);
        quantities.addAll(Quantity.definedOn(theta.model(), batch));
        quantities.retainAll(Quantity.definedOn(theta.model(), samples));
        assertThat(quantities).contains(Quantity.NOISE_TRACE, Quantity.NOISE_CHARGES, Quantity.HESSIAN_DIAGONAL);
        Result actual = compute(theta, batch, quantities);
        Result expected = compute(theta, samples, quantities);
        for (Quantity quantity : quantities) {
            double[] ofSamples = QuantityValues.of(quantity, expected);
            // A net without hidden layer has no symmetry, so no charge.
            if (ofSamples.length > 0) {
                assertClose(quantity.name(), QuantityValues.of(quantity, actual), ofSamples);
            }
        }
        Parameters direction = ReferencePoints.parameters(theta.model(), random);
        Parameters ours = Parameters.allocate(theta.model(), Precision.DOUBLE);
        Parameters theirs = Parameters.allocate(theta.model(), Precision.DOUBLE);
        at(theta, batch, WEIGHT_DECAY).hessianVectorProduct(direction, ours);
        at(theta, samples, WEIGHT_DECAY).hessianVectorProduct(direction, theirs);
        assertClose("Hessian times a vector", QuantityValues.of(ours), QuantityValues.of(theirs));
        at(theta, batch, WEIGHT_DECAY).noiseCovarianceVectorProduct(direction, ours);
        at(theta, samples, WEIGHT_DECAY).noiseCovarianceVectorProduct(direction, theirs);
        assertClose("noise covariance times a vector", QuantityValues.of(ours), QuantityValues.of(theirs));
    }

    private static Evaluation at(Parameters theta, Batch batch, double weightDecay) {
        return new ReferenceEvaluator(theta.model()).at(theta, batch, weightDecay);
    }

    private static Result compute(Parameters theta, Batch batch, Set<Quantity> quantities) {
        return evaluate(theta, batch, WEIGHT_DECAY, quantities);
    }

    private static Result evaluate(Parameters theta, Batch batch, double weightDecay, Set<Quantity> quantities) {
        Result result = new Result(theta.model(), Precision.DOUBLE, quantities);
        QuantityValues.erase(result);
        at(theta, batch, weightDecay).compute(quantities, result);
        return result;
    }

    /** A task with full covariances. */
    private static GaussianTask task(Model model, Random random) {
        return new GaussianTask(
                covariance(model.inputs(), random),
                covariance(model.outputs(), random),
                ReferencePoints.matrix(model.outputs(), model.inputs(), random));
    }

    private static Covariance covariance(int n, Random random) {
        double[][] root = ReferencePoints.matrix(n, n, random).toRows();
        double[][] square = Dense.product(root, Dense.transpose(root));
        return Covariance.full(Matrix.of(Dense.sum(1, square, 0.25, Dense.identity(n))));
    }

    private static Batch.Moments moments(GaussianTask task) {
        double[][] v = task.target().toRows();
        double[][] sx = task.inputCovariance().toMatrix().toRows();
        double[][] se = task.noiseCovariance().toMatrix().toRows();
        double[][] cyx = Dense.product(v, sx);
        double[][] cyy = Dense.sum(1, Dense.product(cyx, Dense.transpose(v)), 1, se);
        return new Batch.Moments(Matrix.of(sx), Matrix.of(cyx), Matrix.of(cyy));
    }

    /** {@code x = F z}, {@code y = V* x + G z'} over all combinations of nodes z, z'. */
    private static Batch.Samples samples(GaussianTask task) {
        int dx = task.inputs();
        List<double[]> nodes = new ArrayList<>(List.of(new double[0]));
        for (int n = 0; n < dx + task.outputs(); n++) {
            List<double[]> longer = new ArrayList<>();
            for (double[] shorter : nodes) {
                for (double node : NODES) {
                    double[] z = Arrays.copyOf(shorter, shorter.length + 1);
                    z[shorter.length] = node;
                    longer.add(z);
                }
            }
            nodes = longer;
        }
        double[][] x = new double[nodes.size()][];
        double[][] y = new double[nodes.size()][];
        for (int i = 0; i < x.length; i++) {
            x[i] = correlated(task.inputCovariance(), nodes.get(i), 0);
            double[] noise = correlated(task.noiseCovariance(), nodes.get(i), dx);
            y[i] = Dense.sum(1, Dense.product(task.target().toRows(), x[i]), 1, noise);
        }
        return new Batch.Samples(Matrix.of(x), Matrix.of(y));
    }

    private static double[] correlated(Covariance covariance, double[] z, int from) {
        double[] result = new double[covariance.size()];
        for (int i = 0; i < result.length; i++) {
            for (int j = 0; j <= i; j++) {
                result[i] += covariance.factor(i, j) * z[from + j];
            }
        }
        return result;
    }

    /** P, column by column. */
    private static Matrix product(Parameters theta) {
        Model model = theta.model();
        Matrix product = Matrix.allocate(Precision.DOUBLE, model.outputs(), model.inputs());
        HyperDual[][][] blocks = new HyperDual[theta.blocks()][][];
        for (int b = 0; b < blocks.length; b++) {
            blocks[b] = Arrays.stream(theta.block(b).toRows())
                    .map(row -> Arrays.stream(row).mapToObj(HyperDual::of).toArray(HyperDual[]::new))
                    .toArray(HyperDual[][]::new);
        }
        for (int j = 0; j < model.inputs(); j++) {
            HyperDual[] column = HyperDualModel.output(model, blocks, Dense.identity(model.inputs())[j]);
            for (int i = 0; i < column.length; i++) {
                product.set(i, j, column[i].value());
            }
        }
        return product;
    }

    private static void assertClose(String what, double[] actual, double[] expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual).as(what).containsExactly(expected, within(TOLERANCE * Math.max(1, largest)));
    }
}
