package dev.noether.backend.simd;

import static dev.noether.backend.simd.Cases.largest;
import static dev.noether.backend.simd.Cases.plus;
import static dev.noether.backend.simd.Cases.requireNear;
import static dev.noether.backend.simd.Cases.rows;
import static dev.noether.backend.simd.Cases.scaled;
import static dev.noether.backend.simd.Cases.squares;
import static dev.noether.backend.simd.Cases.times;
import static dev.noether.backend.simd.Cases.transpose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.GaussianTask;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every quantity of the two-layer linear net, against hand-computed cases, plain loops in double, and each other. */
class TwoLayerEvaluatorTest {

    private static final Set<Quantity> ON_ANY_BATCH = EnumSet.complementOf(EnumSet.of(
            Quantity.TASK_BALANCE,
            Quantity.TASK_BALANCE_NORMS,
            Quantity.LOSS_PER_SAMPLE,
            Quantity.HESSIAN_DIAGONAL,
            Quantity.NOISE_TRACE,
            Quantity.NOISE_CHARGES));

    /** Relative to the largest element; chains of a few hundred products. */
    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT ? 3e-5 : 1e-13;
    }

    /** Net, batch size, precision and loss; the sizes lie on both sides of the switch between orders of products. */
    record Setting(int inputs, int hidden, int outputs, int size, Precision precision, Loss loss) {

        TwoLayerNet net() {
            return TwoLayerNet.linear(inputs, hidden, outputs, loss);
        }
    }

    static Stream<Setting> settings() {
        int[][] shapes = {
            {1, 1, 1, 1},
            {3, 2, 5, 7},
            {7, 31, 3, 2},
            {30, 40, 30, 10},
            {17, 13, 33, 101},
            {4, 131, 5, 61},
            {67, 5, 1, 3}
        };
        return Arrays.stream(shapes)
                .flatMap(s -> Stream.of(Precision.values())
                        .flatMap(p ->
                                Stream.of(Loss.values()).map(loss -> new Setting(s[0], s[1], s[2], s[3], p, loss))));
    }

    @Test
    void bothOrdersOfProductsAreAmongTheSettings() {
        assertThat(settings().map(s -> FloatLinearSamples.byProduct(s.size, s.inputs, s.hidden, s.outputs)))
                .contains(true, false);
    }

    /** l = (u w x - y)^2 with u = 5, w = 3, x = 2, y = 1: r = 29. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void matchesTheHandComputedScalarNet(Precision precision) {
        TwoLayerNet net = Cases.net(1, 1, 1);
        Parameters theta = Parameters.of(net, Matrix.of(new double[][] {{5}}), Matrix.of(new double[][] {{3}}));
        Batch batch = new Batch.Samples(Matrix.of(new double[][] {{2}}), Matrix.of(new double[][] {{1}}));
        double r = 5 * 3 * 2 - 1;
        double gamma = 0.25;
        Result result = evaluate(theta, batch, gamma, precision, ON_ANY_BATCH);
        assertThat(result.loss()).isEqualTo(r * r + gamma * (5 * 5 + 3 * 3));
        assertThat(result.gradient().block(0).get(0, 0)).isEqualTo(2 * r * 3 * 2 + 2 * gamma * 5);
        assertThat(result.gradient().block(1).get(0, 0)).isEqualTo(2 * r * 5 * 2 + 2 * gamma * 3);
        assertThat(result.hessianTraceByBlock())
                .containsExactly(2 * (3.0 * 2) * (3 * 2) + 2 * gamma, 2 * (5.0 * 2) * (5 * 2) + 2 * gamma);
        assertThat(result.squaredNormByBlock()).containsExactly(25, 9);
        assertThat(result.charges(0)).containsExactly(25 - 9);
        assertThat(result.chargeMatrix(0)).containsExactly(25 - 9);
        assertThat(result.gammaU()).containsExactly(2 * 2 * r * r);
        assertThat(result.gammaW()).containsExactly(r * r * 2 * 2);
        assertThat(result.balance(0)).containsExactly(4 * r * r * (25 - 9));
        assertThat(result.gramU()).containsExactly(25);
        assertThat(result.gramW()).containsExactly(9);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void agreesWithPlainLoopsOnSamples(Setting setting) {
        TwoLayerNet net = setting.net();
        Parameters theta = Cases.parameters(net, 11);
        Batch.Samples batch = Cases.samples(net, setting.size, 12);
        double gamma = 0.125;
        Result result = evaluate(theta, batch, gamma, setting.precision, ON_ANY_BATCH);

        double[][] u = theta.block(0).toRows();
        double[][] w = theta.block(1).toRows();
        double[][] x = batch.x().toRows();
        double[][] h = times(x, transpose(w));
        double[][] r = plus(times(h, transpose(u)), -1, batch.y().toRows());
        double c = net.lossScale();
        double s = setting.size;
        double tolerance = tolerance(setting.precision);
        near(result.loss(), c * squares(r) / s + gamma * (squares(u) + squares(w)), tolerance);
        double[][] gu = plus(scaled(2 * c / s, times(transpose(r), h)), 2 * gamma, u);
        double[][] gw = plus(scaled(2 * c / s, times(transpose(times(r, u)), x)), 2 * gamma, w);
        near("gU", result.gradient().block(0).toRows(), gu, tolerance);
        near("gW", result.gradient().block(1).toRows(), gw, tolerance);
        int dy = setting.outputs;
        int d = setting.hidden;
        near(result.hessianTraceByBlock()[0], 2 * c * dy * squares(h) / s + 2 * gamma * d * dy, tolerance);
        near(
                result.hessianTraceByBlock()[1],
                2 * c * squares(u) * squares(x) / s + 2 * gamma * d * setting.inputs,
                tolerance);
        double[][] gammaU = scaled(1 / s, weighted(x, r));
        double[][] gammaW = scaled(1 / s, weighted(r, x));
        near("GammaU", rows(result.gammaU(), dy), gammaU, tolerance);
        near("GammaW", rows(result.gammaW(), setting.inputs), gammaW, tolerance);
        double[][] ofU = times(transpose(u), times(gammaU, u));
        double[][] ofW = times(w, times(gammaW, transpose(w)));
        requireNear("D", rows(result.balance(0), d), plus(ofU, -1, ofW), tolerance, largest(ofU) + largest(ofW));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void agreesWithPlainLoopsOnWhatNeedsNoBatch(Setting setting) {
        TwoLayerNet net = setting.net();
        Parameters theta = Cases.parameters(net, 21);
        Result result = evaluate(theta, Cases.samples(net, 1, 22), 0, setting.precision, ON_ANY_BATCH);
        double[][] u = theta.block(0).toRows();
        double[][] w = theta.block(1).toRows();
        double[][] utu = times(transpose(u), u);
        double[][] wwt = times(w, transpose(w));
        double tolerance = tolerance(setting.precision);
        requireNear(
                "Q",
                rows(result.chargeMatrix(0), setting.hidden),
                plus(utu, -1, wwt),
                tolerance,
                largest(utu) + largest(wwt));
        near("KU", rows(result.gramU(), setting.outputs), times(u, transpose(u)), tolerance);
        near("KW", rows(result.gramW(), setting.inputs), times(transpose(w), w), tolerance);
        // The sums carry their rounding along: in floats its square is left, in doubles that of the result.
        double rounding = setting.precision == Precision.FLOAT ? 16 * Math.ulp(1f) * Math.ulp(1f) : 1e-14;
        assertThat(result.charges(0)[0])
                .isCloseTo(squares(u) - squares(w), within(rounding * (squares(u) + squares(w))));
        near(result.squaredNormByBlock()[0], squares(u), rounding);
        near(result.squaredNormByBlock()[1], squares(w), rounding);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void momentsOfSamplesGiveWhatTheSamplesGive(Setting setting) {
        TwoLayerNet net = setting.net();
        Parameters theta = Cases.parameters(net, 31);
        Batch.Samples samples = Cases.samples(net, setting.size, 32);
        double[][] x = samples.x().toRows();
        double[][] y = samples.y().toRows();
        double s = setting.size;
        Batch moments = new Batch.Moments(
                Matrix.of(scaled(1 / s, times(transpose(x), x))),
                Matrix.of(scaled(1 / s, times(transpose(y), x))),
                Matrix.of(scaled(1 / s, times(transpose(y), y))));
        Set<Quantity> shared = EnumSet.of(Quantity.LOSS, Quantity.GRADIENT, Quantity.HESSIAN_TRACE);
        Result expected = evaluate(theta, samples, 0.5, Precision.DOUBLE, shared);
        Result actual = evaluate(theta, moments, 0.5, setting.precision, shared);
        double tolerance = tolerance(setting.precision);
        near(actual.loss(), expected.loss(), tolerance);
        near(
                "gU",
                actual.gradient().block(0).toRows(),
                expected.gradient().block(0).toRows(),
                tolerance);
        near(
                "gW",
                actual.gradient().block(1).toRows(),
                expected.gradient().block(1).toRows(),
                tolerance);
        near(actual.hessianTraceByBlock()[0], expected.hessianTraceByBlock()[0], tolerance);
        near(actual.hessianTraceByBlock()[1], expected.hessianTraceByBlock()[1], tolerance);
    }

    @ParameterizedTest
    @MethodSource("settings")
    void populationAgreesWithItsMomentsAndItsFormulas(Setting setting) {
        TwoLayerNet net = setting.net();
        Parameters theta = Cases.parameters(net, 41);
        GaussianTask task = Cases.task(net, setting.size % 2 == 0, 42);
        double[][] sx = task.inputCovariance().toMatrix().toRows();
        double[][] se = task.noiseCovariance().toMatrix().toRows();
        double[][] target = task.target().toRows();
        double[][] u = theta.block(0).toRows();
        double[][] w = theta.block(1).toRows();
        double[][] error = plus(times(u, w), -1, target);
        double[][] m = times(error, sx);
        double[][] crr = plus(times(m, transpose(error)), 1, se);
        double c = net.lossScale();
        double tolerance = tolerance(setting.precision);
        double[][] yx = times(target, sx);
        Batch moments =
                new Batch.Moments(Matrix.of(sx), Matrix.of(yx), Matrix.of(plus(times(yx, transpose(target)), 1, se)));
        for (Batch batch : new Batch[] {new Batch.Population(task), moments}) {
            Result result = evaluate(theta, batch, 0, setting.precision, ON_ANY_BATCH);
            near(result.loss(), c * trace(crr), tolerance);
            near("gU", result.gradient().block(0).toRows(), scaled(2 * c, times(m, transpose(w))), tolerance);
            near("gW", result.gradient().block(1).toRows(), scaled(2 * c, times(transpose(u), m)), tolerance);
            near(
                    result.hessianTraceByBlock()[0],
                    2 * c * setting.outputs * trace(times(w, times(sx, transpose(w)))),
                    tolerance);
            near(result.hessianTraceByBlock()[1], 2 * c * squares(u) * trace(sx), tolerance);
            near(
                    "GammaU",
                    rows(result.gammaU(), setting.outputs),
                    plus(scaled(trace(sx), crr), 2, times(m, transpose(m))),
                    tolerance);
            near(
                    "GammaW",
                    rows(result.gammaW(), setting.inputs),
                    plus(scaled(trace(crr), sx), 2, times(transpose(m), m)),
                    tolerance);
        }
    }

    @ParameterizedTest
    @MethodSource("settings")
    void balancesWithTheGammasOfTheTask(Setting setting) {
        TwoLayerNet net = setting.net();
        Parameters theta = Cases.parameters(net, 51);
        GaussianTask task = Cases.task(net, setting.size % 2 == 0, 52);
        double[][] sx = task.inputCovariance().toMatrix().toRows();
        double[][] se = task.noiseCovariance().toMatrix().toRows();
        double[][] u = theta.block(0).toRows();
        double[][] w = theta.block(1).toRows();
        double[][] ofU = scaled(trace(sx), times(transpose(u), times(se, u)));
        double[][] ofW = scaled(trace(se), times(w, times(sx, transpose(w))));
        double[][] d = plus(ofU, -1, ofW);
        Result result = evaluate(
                theta,
                new Batch.Population(task),
                0,
                setting.precision,
                EnumSet.of(Quantity.TASK_BALANCE, Quantity.TASK_BALANCE_NORMS));
        double tolerance = tolerance(setting.precision);
        requireNear("D", rows(result.taskBalance(0), setting.hidden), d, tolerance, largest(ofU) + largest(ofW));
        double scale = Math.sqrt(squares(ofU)) + Math.sqrt(squares(ofW));
        requireNear(
                "norms",
                new double[][] {result.taskBalanceNorms(0)},
                new double[][] {{Math.sqrt(squares(d)), Math.sqrt(squares(ofU)), Math.sqrt(squares(ofW))}},
                tolerance,
                scale);
    }

    /** Multiplication by a power of two is exact, so P, and with it the loss, keeps its bits. */
    @ParameterizedTest
    @MethodSource("settings")
    void keepsItsBitsWhenUIsDoubledAndWHalved(Setting setting) {
        TwoLayerNet net = setting.net();
        Parameters theta = Cases.parameters(net, 61);
        Parameters moved = theta.copy(Precision.DOUBLE);
        scaleExactly(theta.block(0), 2, moved.block(0));
        scaleExactly(theta.block(1), 0.5, moved.block(1));
        Batch batch = Cases.samples(net, setting.size, 62);
        Set<Quantity> asked = EnumSet.of(Quantity.LOSS, Quantity.GRADIENT, Quantity.GAMMAS);
        Result before = evaluate(theta, batch, 0, setting.precision, asked);
        Result after = evaluate(moved, batch, 0, setting.precision, asked);
        assertThat(after.loss()).isEqualTo(before.loss());
        assertThat(after.gammaU()).containsExactly(before.gammaU());
        assertThat(after.gammaW()).containsExactly(before.gammaW());
        Matrix gu = before.gradient().block(0);
        Matrix gw = before.gradient().block(1);
        scaleExactly(gu.copy(setting.precision), 0.5, gu);
        scaleExactly(gw.copy(setting.precision), 2, gw);
        Cases.requireSameBits(after.gradient(), before.gradient());
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void readsStridedParametersOfAnyPrecision(Precision precision) {
        TwoLayerNet net = Cases.net(5, 7, 3);
        Parameters theta = Cases.parameters(net, 71);
        Batch batch = Cases.samples(net, 4, 72);
        double expected =
                evaluate(theta, batch, 0, precision, EnumSet.of(Quantity.LOSS)).loss();
        for (Precision stored : Precision.values()) {
            Parameters strided = Parameters.of(net, strided(theta.block(0), stored), strided(theta.block(1), stored));
            assertThat(evaluate(strided, batch, 0, precision, EnumSet.of(Quantity.LOSS))
                            .loss())
                    .isEqualTo(expected);
        }
    }

    @Test
    void computesOnlyWhatIsAskedForAndIsBoundUntilTheNextPoint() {
        TwoLayerNet net = Cases.net(5, 7, 3);
        Parameters theta = Cases.parameters(net, 81);
        Batch.Samples batch = Cases.samples(net, 4, 82);
        Result result = new Result(net, Precision.DOUBLE, EnumSet.of(Quantity.LOSS, Quantity.SQUARED_NORM));
        result.setLoss(-1);
        try (Evaluator evaluator = new SimdBackend().evaluator(net, Precision.DOUBLE)) {
            var evaluation = evaluator.at(theta, batch, 0);
            double before = theta.squaredNorm();
            theta.block(0).set(0, 0, 1e6);
            batch.x().set(0, 0, 1e6);
            evaluation.compute(EnumSet.of(Quantity.SQUARED_NORM), result);
            assertThat(result.loss()).isEqualTo(-1);
            assertThat(result.squaredNormByBlock()[0] + result.squaredNormByBlock()[1])
                    .isCloseTo(before, within(1e-14 * before));
            evaluation.compute(EnumSet.of(Quantity.LOSS), result);
            assertThat(result.loss()).isLessThan(1e6);
        }
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void overflowIsAResult(Precision precision) {
        TwoLayerNet net = Cases.net(1, 1, 1);
        double huge = precision == Precision.FLOAT ? 1e30 : 1e200;
        Parameters theta = Parameters.of(net, Matrix.of(new double[][] {{huge}}), Matrix.of(new double[][] {{huge}}));
        Result result = evaluate(theta, Cases.samples(net, 3, 1), 0, precision, EnumSet.of(Quantity.LOSS));
        assertThat(result.loss()).isEqualTo(Double.POSITIVE_INFINITY);
    }

    @Test
    void refusesTheBalanceOfATaskOnSamples() {
        TwoLayerNet net = Cases.net(2, 2, 2);
        assertThatThrownBy(() -> evaluate(
                        Cases.parameters(net, 1),
                        Cases.samples(net, 3, 2),
                        0,
                        Precision.DOUBLE,
                        EnumSet.of(Quantity.TASK_BALANCE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("population");
    }

    @Test
    void refusesABatchOfOtherShapes() {
        TwoLayerNet net = Cases.net(2, 2, 2);
        assertThatThrownBy(() -> evaluate(
                        Cases.parameters(net, 1),
                        Cases.samples(Cases.net(3, 2, 4), 3, 2),
                        0,
                        Precision.DOUBLE,
                        EnumSet.of(Quantity.LOSS)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the batch has 3 inputs and 4 outputs, the model has 2 and 2");
    }

    private static Result evaluate(
            Parameters theta, Batch batch, double gamma, Precision precision, Set<Quantity> quantities) {
        Result result = new Result(theta.model(), precision, quantities);
        try (Evaluator evaluator = new SimdBackend().evaluator(theta.model(), precision)) {
            evaluator.at(theta, batch, gamma).compute(quantities, result);
        }
        return result;
    }

    private static void near(double actual, double expected, double tolerance) {
        assertThat(actual).isCloseTo(expected, within(tolerance * Math.abs(expected)));
    }

    private static void near(String what, double[][] actual, double[][] expected, double tolerance) {
        requireNear(what, actual, expected, tolerance, largest(expected));
    }

    /** Sum over rows i of {@code |a_i|^2 b_i b_i^T}. */
    private static double[][] weighted(double[][] a, double[][] b) {
        double[][] sum = new double[b[0].length][b[0].length];
        for (int i = 0; i < a.length; i++) {
            double[][] row = {b[i]};
            sum = plus(sum, squares(new double[][] {a[i]}), times(transpose(row), row));
        }
        return sum;
    }

    private static double trace(double[][] a) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i][i];
        }
        return sum;
    }

    private static void scaleExactly(Matrix source, double powerOfTwo, Matrix out) {
        for (int i = 0; i < source.rows(); i++) {
            for (int j = 0; j < source.columns(); j++) {
                out.set(i, j, powerOfTwo * source.get(i, j));
            }
        }
    }

    /** The same elements in memory that is NaN elsewhere, with an offset and rows apart. */
    private static Matrix strided(Matrix source, Precision precision) {
        int stride = source.columns() + 3;
        int length = 2 + source.rows() * stride;
        MemorySegment segment;
        if (precision == Precision.FLOAT) {
            float[] memory = new float[length];
            Arrays.fill(memory, Float.NaN);
            segment = MemorySegment.ofArray(memory);
        } else {
            double[] memory = new double[length];
            Arrays.fill(memory, Double.NaN);
            segment = MemorySegment.ofArray(memory);
        }
        Matrix matrix = new Matrix(segment, precision, 2, source.rows(), source.columns(), stride);
        matrix.copyFrom(source);
        return matrix;
    }

    @Test
    void takesTheOrderOfProductsWithFewerOperations() {
        // Five products: 2 S d (2 dx + 3 dy). By P = U W: 6 dx dy d + 4 S dx dy.
        assertThat(FloatLinearSamples.byProduct(10, 30, 40, 30)).isFalse();
        assertThat(FloatLinearSamples.byProduct(100, 100, 2000, 100)).isTrue();
        assertThat(DoubleLinearSamples.byProduct(1000, 20, 30, 20)).isTrue();
    }
}
