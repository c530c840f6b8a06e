package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.SteadyAllocation;
import dev.noether.task.Batch;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every quantity of nets with one layer of hidden units, against hyper-dual numbers and hand-computed cases. */
class HiddenNetEvaluatorTest {

    private static final Set<Quantity> ASKED = EnumSet.of(
            Quantity.LOSS,
            Quantity.LOSS_PER_SAMPLE,
            Quantity.GRADIENT,
            Quantity.HESSIAN_TRACE,
            Quantity.HESSIAN_DIAGONAL,
            Quantity.SQUARED_NORM,
            Quantity.CHARGES,
            Quantity.NOISE_TRACE,
            Quantity.NOISE_CHARGES,
            Quantity.GAMMAS);

    private static final double WEIGHT_DECAY = 0.125;

    /** Relative to the largest element, or to the sum of what a number is the sum of; chains of a few hundred products. */
    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT ? 3e-5 : 1e-13;
    }

    /** dx, d, dy, S: ones, primes, more than a tile's columns, more than a block's depth in each of the sums. */
    private static final int[][] SHAPES = {
        {1, 1, 1, 2},
        {3, 5, 2, 7},
        {7, 17, 5, 3},
        {5, 83, 3, 6},
        {19, 6, 33, 13},
        {2, 3, 4, 131},
        {131, 3, 2, 3},
        {2, 137, 2, 3}
    };

    /** A block of one entry of Net-B has no gradient, so that nothing but rounding is there to compare. */
    static Stream<Model> models() {
        return Stream.of(SHAPES)
                .flatMap(HiddenNetEvaluatorTest::models)
                .filter(model -> !(model.kind().equals("net-b") && model.parameterCount() == 2));
    }

    private static Stream<Model> models(int[] s) {
        return Stream.concat(
                Stream.of(Activation.values())
                        .filter(activation -> activation != Activation.IDENTITY)
                        .map(activation -> new TwoLayerNet(
                                s[0],
                                s[1],
                                s[2],
                                activation,
                                0.2,
                                activation.ordinal() % 2 == 0 ? Loss.SUM : Loss.MEAN)),
                Stream.of(NormalizedNet.Variant.values())
                        .map(variant -> new NormalizedNet(
                                variant, s[0], s[1], s[2], variant == NormalizedNet.Variant.A ? Loss.MEAN : Loss.SUM)));
    }

    private static int size(Model model) {
        int hidden = model.blocks().get(0).columns();
        for (int[] s : SHAPES) {
            if (s[0] == model.inputs() && s[1] == hidden && s[2] == model.outputs()) {
                return s[3];
            }
        }
        throw new IllegalArgumentException(model.toString());
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreesWithHyperDualNumbers(Model model) {
        Parameters theta = Cases.parameters(model, 11);
        Parameters v = Cases.parameters(model, 12);
        Batch.Samples batch = Cases.samples(model, size(model), 13);
        HiddenNetOracle oracle = new HiddenNetOracle(theta, batch, v);
        for (Precision precision : Precision.values()) {
            requireAgreement(oracle, theta, v, batch, precision);
        }
    }

    private static void requireAgreement(
            HiddenNetOracle oracle, Parameters theta, Parameters v, Batch.Samples batch, Precision precision) {
        Model model = theta.model();
        Result result = new Result(model, precision, ASKED, oracle.samples);
        Parameters hessianProduct = Parameters.allocate(model, precision);
        Parameters noiseProduct = Parameters.allocate(model, precision);
        try (Evaluator evaluator = new SimdBackend().evaluator(model, precision)) {
            Evaluation evaluation = evaluator.at(theta, batch, WEIGHT_DECAY);
            evaluation.compute(ASKED, result);
            evaluation.hessianVectorProduct(v, hessianProduct);
            evaluation.noiseCovarianceVectorProduct(v, noiseProduct);
        }
        double tolerance = tolerance(precision);
        double[] point = HiddenNetOracle.flat(theta);
        double[] losses = new double[oracle.samples];
        double decay = WEIGHT_DECAY * dot(point, point);
        double loss = 0;
        for (int i = 0; i < losses.length; i++) {
            losses[i] = oracle.losses[i] + decay;
            loss += losses[i] / losses.length;
        }
        near("loss", loss, result.loss(), loss, tolerance);
        near("losses", losses, result.lossPerSample(), tolerance);
        near("gradient", model, plus(oracle.gradient, 2 * WEIGHT_DECAY, point), result.gradient(), tolerance);
        near("diagonal", model, plus(oracle.diagonal, 2 * WEIGHT_DECAY), result.hessianDiagonal(), tolerance);
        double[] direction = HiddenNetOracle.flat(v);
        near("Hv", model, plus(oracle.product, 2 * WEIGHT_DECAY, direction), hessianProduct, tolerance);
        double[] noise = oracle.noiseDiagonal();
        double[] squares = plus(noise, 1, product(oracle.gradient, oracle.gradient));
        near("Sigma v", model, oracle.noiseTimes(v), noiseProduct, tolerance);
        Parameters diagonal = HiddenNetOracle.shaped(model, plus(oracle.diagonal, 2 * WEIGHT_DECAY));
        Parameters ofNoise = HiddenNetOracle.shaped(model, noise);
        Parameters ofSquares = HiddenNetOracle.shaped(model, squares);
        for (int b = 0; b < theta.blocks(); b++) {
            double[][] rows = diagonal.block(b).toRows();
            near("trace", sum(rows), result.hessianTraceByBlock()[b], sumOfSizes(rows), tolerance);
            double scale = sum(ofSquares.block(b).toRows());
            near("noise", sum(ofNoise.block(b).toRows()), result.noiseTraceByBlock()[b], scale, tolerance);
        }
        requireNoiseOfSymmetries(result, ofNoise, ofSquares, tolerance);
        requireGammas(theta, batch, result, oracle, tolerance);
    }

    /** {@code Tr[Sigma A]} from the weights that define A. */
    private static void requireNoiseOfSymmetries(
            Result result, Parameters noise, Parameters squares, double tolerance) {
        List<Symmetry> symmetries = noise.model().symmetries();
        for (int s = 0; s < symmetries.size(); s++) {
            for (int generator = 0; generator < symmetries.get(s).generators(); generator++) {
                double expected = 0;
                double scale = 0;
                for (int b = 0; b < noise.blocks(); b++) {
                    for (int i = 0; i < noise.block(b).rows(); i++) {
                        for (int j = 0; j < noise.block(b).columns(); j++) {
                            int weight = symmetries.get(s).weight(generator, b, i, j);
                            expected += weight * noise.block(b).get(i, j);
                            scale += Math.abs(weight) * squares.block(b).get(i, j);
                        }
                    }
                }
                near(symmetries.get(s).name(), expected, result.noiseCharges(s)[generator], scale, tolerance);
            }
        }
    }

    private static void requireGammas(
            Parameters theta, Batch.Samples batch, Result result, HiddenNetOracle oracle, double tolerance) {
        double[][] x = batch.x().toRows();
        double[][] r = oracle.residuals;
        double[][] gammaU = new double[r[0].length][r[0].length];
        double[][] gammaW = new double[x[0].length][x[0].length];
        for (int i = 0; i < x.length; i++) {
            double ofInput = dot(x[i], x[i]) / x.length;
            double ofResidual = dot(r[i], r[i]) / x.length;
            addOuter(ofInput, r[i], gammaU);
            addOuter(ofResidual, x[i], gammaW);
        }
        int dy = theta.model().outputs();
        int dx = theta.model().inputs();
        Cases.requireNear("Gamma_U", Cases.rows(result.gammaU(), dy), gammaU, tolerance, Cases.largest(gammaU));
        Cases.requireNear("Gamma_W", Cases.rows(result.gammaW(), dx), gammaW, tolerance, Cases.largest(gammaW));
    }

    /** l = (u phi(w x) - y)^2 at w x = 0, where a relu's derivative is 0 and a leaky relu's its slope. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void takesTheDerivativeFromBelowAtTheKink(Precision precision) {
        for (Activation activation : new Activation[] {Activation.RELU, Activation.LEAKY_RELU}) {
            TwoLayerNet net = new TwoLayerNet(2, 1, 1, activation, 0.25, Loss.SUM);
            Parameters theta = Parameters.of(net, Matrix.of(new double[][] {{3}}), Matrix.of(new double[][] {{2, -2}}));
            Batch.Samples batch =
                    new Batch.Samples(Matrix.of(new double[][] {{1, 1}}), Matrix.of(new double[][] {{-5}}));
            Set<Quantity> asked = EnumSet.of(Quantity.GRADIENT, Quantity.HESSIAN_TRACE);
            Result result = evaluate(theta, batch, precision, asked);
            double slope = activation == Activation.RELU ? 0 : 0.25;
            double r = 0 - -5;
            assertThat(result.gradient().block(0).toRows()).isDeepEqualTo(new double[][] {{0}});
            assertThat(result.gradient().block(1).toRows())
                    .isDeepEqualTo(new double[][] {{2 * r * 3 * slope, 2 * r * 3 * slope}});
            assertThat(result.hessianTraceByBlock()).containsExactly(0, 2 * (1 + 1) * (3 * slope) * (3 * slope));
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void gradientsOfNormalizedNetsAreOrthogonalToWhatIsScaled(Precision precision) {
        for (int[] s : Arrays.copyOfRange(SHAPES, 1, SHAPES.length)) {
            for (NormalizedNet.Variant variant : NormalizedNet.Variant.values()) {
                NormalizedNet net = new NormalizedNet(variant, s[0], s[1], s[2], Loss.SUM);
                Parameters theta = Cases.parameters(net, 21);
                Result result = evaluate(theta, Cases.samples(net, s[3], 22), precision, EnumSet.of(Quantity.GRADIENT));
                for (Symmetry symmetry : net.symmetries()) {
                    Parameters moved = Parameters.allocate(net, Precision.DOUBLE);
                    symmetry.applyGenerator(0, theta, moved);
                    double[] along = product(HiddenNetOracle.flat(moved), HiddenNetOracle.flat(result.gradient()));
                    double scale = 0;
                    double sum = 0;
                    for (double term : along) {
                        sum += term;
                        scale += Math.abs(term);
                    }
                    near(symmetry.name(), 0, sum, scale, tolerance(precision));
                }
            }
        }
    }

    /** {@code u tanh(w x) / |u| = +-tanh(+-x)} whatever u and w are: all derivatives cancel, up to rounding of their terms. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void aNetOfSignsAloneIsFlat(Precision precision) {
        NormalizedNet net = new NormalizedNet(NormalizedNet.Variant.B, 1, 1, 1, Loss.SUM);
        Parameters theta = Parameters.of(net, Matrix.of(new double[][] {{-2}}), Matrix.of(new double[][] {{0.5}}));
        Result result = evaluate(theta, Cases.samples(net, 3, 61), precision, ASKED);
        for (int b = 0; b < 2; b++) {
            near("gradient", 0, result.gradient().block(b).get(0, 0), 1, tolerance(precision));
            near("trace", 0, result.hessianTraceByBlock()[b], 1, tolerance(precision));
            near("diagonal", 0, result.hessianDiagonal().block(b).get(0, 0), 1, tolerance(precision));
            near("noise", 0, result.noiseTraceByBlock()[b], 1, tolerance(precision));
        }
    }

    /** Multiplication by a power of two is exact, and a relu keeps it: the outputs keep their bits. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void keepsItsBitsWhenUIsDoubledAndWHalved(Precision precision) {
        TwoLayerNet net = new TwoLayerNet(7, 83, 5, Activation.RELU, Loss.MEAN);
        Parameters theta = Cases.parameters(net, 31);
        Parameters moved = theta.copy(Precision.DOUBLE);
        scale(moved.block(0), 2);
        scale(moved.block(1), 0.5);
        Set<Quantity> asked = EnumSet.of(Quantity.LOSS, Quantity.GAMMAS);
        Batch.Samples batch = Cases.samples(net, 9, 32);
        Result before = evaluate(theta, batch, precision, asked);
        Result after = evaluate(moved, batch, precision, asked);
        assertThat(after.loss()).isEqualTo(before.loss());
        assertThat(after.gammaU()).containsExactly(before.gammaU());
    }

    @Test
    void reusesAnEvaluatorForBatchesOfOtherSizes() {
        for (Model model : models(new int[] {7, 17, 5, 3}).toList()) {
            Parameters theta = Cases.parameters(model, 41);
            try (Evaluator evaluator = new SimdBackend().evaluator(model, Precision.FLOAT)) {
                for (int size : new int[] {19, 2, 37}) {
                    Batch.Samples batch = Cases.samples(model, size, size);
                    Result reused = new Result(model, Precision.FLOAT, ASKED, size);
                    evaluator.at(theta, batch, 0).compute(ASKED, reused);
                    Result fresh = evaluate(theta, batch, Precision.FLOAT, ASKED);
                    Cases.requireSameBits(reused.gradient(), fresh.gradient());
                    Cases.requireSameBits(reused.hessianDiagonal(), fresh.hessianDiagonal());
                    assertThat(reused.lossPerSample()).containsExactly(fresh.lossPerSample());
                    assertThat(reused.hessianTraceByBlock()).containsExactly(fresh.hessianTraceByBlock());
                    assertThat(reused.noiseTraceByBlock()).containsExactly(fresh.noiseTraceByBlock());
                }
            }
        }
    }

    @Test
    void allocatesNothingOnceItIsCompiled() throws IOException, InterruptedException {
        SteadyAllocation.requireNone(Evaluations.class);
    }

    /** Every quantity and product of nets whose activation is piecewise linear and smooth, and of one that is normalised. */
    public static final class Evaluations implements Supplier<List<SteadyAllocation.Work>> {

        @Override
        public List<SteadyAllocation.Work> get() {
            List<Model> models = List.of(
                    new TwoLayerNet(3, 19, 2, Activation.RELU, Loss.SUM),
                    new TwoLayerNet(3, 19, 2, Activation.TANH, Loss.SUM),
                    new NormalizedNet(NormalizedNet.Variant.A, 3, 19, 2, Loss.SUM));
            return Stream.of(Precision.values())
                    .flatMap(precision -> models.stream().map(model -> evaluation(model, precision)))
                    .toList();
        }

        private static SteadyAllocation.Work evaluation(Model model, Precision precision) {
            Parameters theta = Cases.parameters(model, 51);
            Parameters v = Cases.parameters(model, 52);
            Parameters out = Parameters.allocate(model, precision);
            Batch batch = Cases.samples(model, 5, 53);
            Result result = new Result(model, precision, ASKED, 5);
            Evaluator evaluator = new SimdBackend().evaluator(model, precision);
            return new SteadyAllocation.Work(precision + " " + model, () -> {
                Evaluation evaluation = evaluator.at(theta, batch, WEIGHT_DECAY);
                evaluation.compute(ASKED, result);
                evaluation.hessianVectorProduct(v, out);
                evaluation.noiseCovarianceVectorProduct(v, out);
            });
        }
    }

    private static Result evaluate(Parameters theta, Batch.Samples batch, Precision precision, Set<Quantity> asked) {
        Result result = new Result(theta.model(), precision, asked, batch.size());
        try (Evaluator evaluator = new SimdBackend().evaluator(theta.model(), precision)) {
            evaluator.at(theta, batch, 0).compute(asked, result);
        }
        return result;
    }

    private static void near(String what, double expected, double actual, double scale, double tolerance) {
        assertThat(Math.abs(actual - expected))
                .as("%s: %s, expected %s", what, actual, expected)
                .isLessThanOrEqualTo(tolerance * scale);
    }

    private static void near(String what, double[] expected, double[] actual, double tolerance) {
        double[][] rows = {expected};
        Cases.requireNear(what, new double[][] {actual}, rows, tolerance, Cases.largest(rows));
    }

    /** Relative to the largest element of each block. */
    private static void near(String what, Model model, double[] expected, Parameters actual, double tolerance) {
        Parameters shaped = HiddenNetOracle.shaped(model, expected);
        for (int b = 0; b < actual.blocks(); b++) {
            double[][] rows = shaped.block(b).toRows();
            String name = what + " " + model.blocks().get(b).name();
            Cases.requireNear(name, actual.block(b).toRows(), rows, tolerance, Cases.largest(rows));
        }
    }

    private static void scale(Matrix matrix, double factor) {
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                matrix.set(i, j, factor * matrix.get(i, j));
            }
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int k = 0; k < a.length; k++) {
            sum += a[k] * b[k];
        }
        return sum;
    }

    private static double[] product(double[] a, double[] b) {
        double[] out = new double[a.length];
        for (int k = 0; k < a.length; k++) {
            out[k] = a[k] * b[k];
        }
        return out;
    }

    private static double[] plus(double[] a, double constant) {
        double[] out = a.clone();
        for (int k = 0; k < a.length; k++) {
            out[k] += constant;
        }
        return out;
    }

    private static double[] plus(double[] a, double factor, double[] b) {
        double[] out = a.clone();
        for (int k = 0; k < a.length; k++) {
            out[k] += factor * b[k];
        }
        return out;
    }

    private static double sum(double[][] rows) {
        double sum = 0;
        for (double[] row : rows) {
            for (double value : row) {
                sum += value;
            }
        }
        return sum;
    }

    private static double sumOfSizes(double[][] rows) {
        double sum = 0;
        for (double[] row : rows) {
            for (double value : row) {
                sum += Math.abs(value);
            }
        }
        return sum;
    }

    private static void addOuter(double factor, double[] a, double[][] out) {
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a.length; j++) {
                out[i][j] += factor * a[i] * a[j];
            }
        }
    }
}
