package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every quantity of the deep linear net, on every kind of batch. */
class DeepEvaluatorTest {

    record Setting(List<Integer> widths, int size, String batch, Precision precision, Loss loss) {

        DeepLinearNet net() {
            return new DeepLinearNet(widths, loss);
        }
    }

    /** Depths one to six; widths of one, and of more than a tile and more than a block of rows; samples more than a block of depth. */
    static Stream<Setting> settings() {
        return Stream.of(
                        List.of(1, 1),
                        List.of(3, 2),
                        List.of(1, 1, 1),
                        List.of(3, 1, 2),
                        List.of(7, 5, 4),
                        List.of(13, 11, 17),
                        List.of(5, 83, 4, 3),
                        List.of(2, 3, 67, 1, 3),
                        List.of(2, 3, 1, 4, 3),
                        List.of(4, 3, 5, 2, 3, 4),
                        List.of(3, 2, 4, 3, 2, 5, 3))
                .flatMap(widths -> Stream.of("samples", "moments", "population", "diagonal")
                        .flatMap(batch -> Stream.of(Precision.values())
                                .flatMap(precision -> Stream.of(Loss.values())
                                        .map(loss -> new Setting(
                                                widths, widths.getFirst() == 5 ? 131 : 7, batch, precision, loss)))));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void agreesWithPlainLoops(Setting setting) {
        DeepLinearNet net = setting.net();
        Batch batch = LinearModels.batch(net, setting.batch, setting.size, 101);
        LinearModels.requireAgreement(net, batch, setting.precision, 102);
    }

    /** l = (w3 w2 w1 x - y)^2 with w = 2, 3, 5 from the input on, x = 1, y = 1: r = 29. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void matchesTheHandComputedScalarNet(Precision precision) {
        DeepLinearNet net = new DeepLinearNet(List.of(1, 1, 1, 1), Loss.SUM);
        Parameters theta = Parameters.of(net, scalar(2), scalar(3), scalar(5));
        double r = 2 * 3 * 5 - 1;
        Set<Quantity> asked = EnumSet.of(
                Quantity.LOSS, Quantity.GRADIENT, Quantity.HESSIAN_TRACE, Quantity.BALANCE, Quantity.CHARGE_MATRICES);
        Result result = new Result(net, precision, asked);
        Parameters image = Parameters.allocate(net, precision);
        try (Evaluator evaluator = new SimdBackend().evaluator(net, precision)) {
            Evaluation point = evaluator.at(theta, new Batch.Samples(scalar(1), scalar(1)), 0);
            point.compute(asked, result);
            point.hessianVectorProduct(Parameters.of(net, scalar(1), scalar(0), scalar(0)), image);
        }
        assertThat(result.loss()).isEqualTo(r * r);
        assertThat(result.gradient().block(0).get(0, 0)).isEqualTo(2 * r * 3 * 5);
        assertThat(result.gradient().block(1).get(0, 0)).isEqualTo(2 * r * 2 * 5);
        assertThat(result.gradient().block(2).get(0, 0)).isEqualTo(2 * r * 2 * 3);
        assertThat(result.hessianTraceByBlock()).containsExactly(2.0 * 15 * 15, 2.0 * 10 * 10, 2.0 * 6 * 6);
        assertThat(result.balance(0)).containsExactly(r * r * (15.0 * 15 - 10 * 10));
        assertThat(result.balance(1)).containsExactly(r * r * (10.0 * 10 - 6 * 6));
        assertThat(result.chargeMatrix(0)).containsExactly(3 * 3 - 2 * 2);
        assertThat(result.chargeMatrix(1)).containsExactly(5 * 5 - 3 * 3);
        // d2 l / dw1 dw2 = 2 (w3 w1)(w3 w2) + 2 r w3
        assertThat(image.block(0).get(0, 0)).isEqualTo(2.0 * 15 * 15);
        assertThat(image.block(1).get(0, 0)).isEqualTo(2 * 10 * 15 + 2 * r * 5);
        assertThat(image.block(2).get(0, 0)).isEqualTo(2 * 6 * 15 + 2 * r * 3);
    }

    private static Matrix scalar(double value) {
        return Matrix.of(new double[][] {{value}});
    }

    static Stream<Setting> settingsOfDepthTwo() {
        return settings().filter(setting -> setting.net().depth() == 2);
    }

    @ParameterizedTest
    @MethodSource("settingsOfDepthTwo")
    void ofDepthTwoIsTheTwoLayerNet(Setting setting) {
        DeepLinearNet deep = setting.net();
        TwoLayerNet net = TwoLayerNet.linear(deep.inputs(), setting.widths.get(1), deep.outputs(), setting.loss);
        Batch batch = LinearModels.batch(deep, setting.batch, setting.size, 111);
        Parameters theta = Cases.parameters(deep, 112);
        Set<Quantity> asked = Quantity.definedOn(deep, batch);
        asked.retainAll(new SimdBackend().quantities(net));
        Result ofDeep = evaluate(theta, batch, setting.precision, asked);
        Result ofNet = evaluate(Parameters.of(net, theta.block(1), theta.block(0)), batch, setting.precision, asked);
        double tolerance = setting.precision == Precision.FLOAT ? 1e-5 : 1e-14;
        assertThat(ofDeep.loss()).isCloseTo(ofNet.loss(), within(tolerance * ofNet.loss()));
        assertThat(ofDeep.hessianTrace()).isCloseTo(ofNet.hessianTrace(), within(tolerance * ofNet.hessianTrace()));
        for (int b = 0; b < 2; b++) {
            near(
                    ofDeep.gradient().block(b).toRows(),
                    ofNet.gradient().block(1 - b).toRows(),
                    tolerance);
            near(
                    ofDeep.hessianDiagonal().block(b).toRows(),
                    ofNet.hessianDiagonal().block(1 - b).toRows(),
                    tolerance);
            double noise = ofNet.noiseTraceByBlock()[1 - b];
            assertThat(ofDeep.noiseTraceByBlock()[b]).isCloseTo(noise, within(tolerance * noise));
            double squares = ofNet.squaredNormByBlock()[1 - b];
            assertThat(ofDeep.squaredNormByBlock()[b]).isCloseTo(squares, within(1e-14 * squares));
        }
        near(ofDeep.charges(0), ofNet.charges(0), tolerance);
        near(ofDeep.chargeMatrix(0), ofNet.chargeMatrix(0), tolerance);
        near(ofDeep.balance(0), ofNet.balance(0), tolerance);
        near(ofDeep.gammaU(), ofNet.gammaU(), tolerance);
        near(ofDeep.gammaW(), ofNet.gammaW(), tolerance);
        if (batch instanceof Batch.Population) {
            near(ofDeep.taskBalance(0), ofNet.taskBalance(0), tolerance);
            near(ofDeep.taskBalanceNorms(0), ofNet.taskBalanceNorms(0), tolerance);
        }
    }

    private static void near(double[] actual, double[] expected, double tolerance) {
        near(new double[][] {actual}, new double[][] {expected}, tolerance);
    }

    private static void near(double[][] actual, double[][] expected, double tolerance) {
        Cases.requireNear("quantity", actual, expected, 10 * tolerance, Cases.largest(expected));
    }

    static Stream<Setting> settingsOnAPopulation() {
        return settings().filter(setting -> setting.batch.equals("population"));
    }

    @ParameterizedTest
    @MethodSource("settingsOnAPopulation")
    void onAPopulationIsThatOnItsMoments(Setting setting) {
        DeepLinearNet net = setting.net();
        GaussianTask task = Cases.task(net, true, 121);
        Batch moments = LinearModels.moments(task);
        Parameters theta = Cases.parameters(net, 122);
        Set<Quantity> asked = Quantity.definedOn(net, moments);
        Result onMoments = evaluate(theta, moments, setting.precision, asked);
        Result onPopulation = evaluate(theta, new Batch.Population(task), setting.precision, asked);
        double tolerance = setting.precision == Precision.FLOAT ? 1e-5 : 2e-14;
        assertThat(onMoments.loss()).isCloseTo(onPopulation.loss(), within(tolerance * onPopulation.loss()));
        near(onMoments.hessianTraceByBlock(), onPopulation.hessianTraceByBlock(), tolerance);
        near(onMoments.noiseTraceByBlock(), onPopulation.noiseTraceByBlock(), tolerance);
        for (int b = 0; b < net.depth(); b++) {
            near(
                    onMoments.gradient().block(b).toRows(),
                    onPopulation.gradient().block(b).toRows(),
                    tolerance);
        }
        for (int i = 0; i + 1 < net.depth(); i++) {
            near(onMoments.balance(i), onPopulation.balance(i), tolerance);
        }
    }

    /** {@code D = w2^2 Tr Sx Se - w1^2 Tr Se Sx}, terms of 1 that agree but for a few units in the last place. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void normOfANearlyVanishingBalanceDoesNotDrownInItsTerms(Precision precision) {
        DeepLinearNet net = new DeepLinearNet(List.of(1, 1, 1), Loss.SUM);
        double step = precision.epsilon() * 64;
        Parameters theta = Parameters.of(net, scalar(1), scalar(1 + step));
        GaussianTask task = new GaussianTask(Covariance.diagonal(1), Covariance.diagonal(1), scalar(1));
        Result result = evaluate(theta, new Batch.Population(task), precision, EnumSet.of(Quantity.TASK_BALANCE_NORMS));
        assertThat(result.taskBalanceNorms(0)[0]).isCloseTo(2 * step + step * step, within(2 * precision.epsilon()));
    }

    private static Result evaluate(Parameters theta, Batch batch, Precision precision, Set<Quantity> asked) {
        int size = batch instanceof Batch.Samples s ? s.size() : 0;
        Result result = new Result(theta.model(), precision, asked, size);
        try (Evaluator evaluator = new SimdBackend().evaluator(theta.model(), precision)) {
            evaluator.at(theta, batch, 0).compute(asked, result);
        }
        return result;
    }
}
