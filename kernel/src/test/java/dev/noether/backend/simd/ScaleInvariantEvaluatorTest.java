package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.task.Batch;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every quantity of the scale-invariant model, on every kind of batch. */
class ScaleInvariantEvaluatorTest {

    record Setting(int inputs, int size, String batch, Precision precision, Loss loss) {

        ScaleInvariantModel model() {
            return new ScaleInvariantModel(inputs, loss);
        }
    }

    static Stream<Setting> settings() {
        int[][] shapes = {{2, 1}, {2, 3}, {7, 5}, {17, 131}, {97, 13}};
        return Stream.of(shapes)
                .flatMap(s -> Stream.of("samples", "moments", "population", "diagonal")
                        .flatMap(batch -> Stream.of(Precision.values())
                                .flatMap(precision -> Stream.of(Loss.values())
                                        .map(loss -> new Setting(s[0], s[1], batch, precision, loss)))));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void agreesWithPlainLoops(Setting setting) {
        ScaleInvariantModel model = setting.model();
        Batch batch = LinearModels.batch(model, setting.batch, setting.size, 201);
        LinearModels.requireAgreement(model, batch, setting.precision, 202);
    }

    /** Relative to {@code 2c |m| <= 2c sqrt(E r^2 E|x|^2)}, the gradient before its projection, times |theta| / |theta|. */
    @ParameterizedTest
    @MethodSource("settings")
    void theGradientIsOrthogonalToTheta(Setting setting) {
        ScaleInvariantModel model = setting.model();
        Batch batch = LinearModels.batch(model, setting.batch, setting.size, 211);
        Parameters theta = Cases.parameters(model, 212);
        Result result = evaluate(theta, batch, setting.precision);
        Matrix g = result.gradient().block(0);
        double product = 0;
        for (int k = 0; k < setting.inputs; k++) {
            product += g.get(0, k) * theta.block(0).get(0, k);
        }
        double scale = 2 * Math.sqrt(result.loss() * meanSquaredInput(batch));
        assertThat(product).isCloseTo(0, within(8 * setting.precision.epsilon() * scale));
    }

    private static double meanSquaredInput(Batch batch) {
        double[][] cx =
                switch (batch) {
                    case Batch.Population population ->
                        LinearModels.moments(population.task()).cx().toRows();
                    case Batch.Moments moments -> moments.cx().toRows();
                    case Batch.Samples samples -> {
                        double[][] x = samples.x().toRows();
                        yield Cases.scaled(1.0 / x.length, Cases.times(Cases.transpose(x), x));
                    }
                };
        double trace = 0;
        for (int i = 0; i < cx.length; i++) {
            trace += cx[i][i];
        }
        return trace;
    }

    /** With one input f(x) = x or -x, whatever theta: only weight decay has derivatives. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void hasNoDerivativesWithOneInput(Precision precision) {
        ScaleInvariantModel model = new ScaleInvariantModel(1, Loss.SUM);
        Parameters theta = Parameters.of(model, Matrix.of(new double[][] {{-3}}));
        Batch batch = new Batch.Samples(
                Matrix.of(new double[][] {{2}, {5}, {-1}}), Matrix.of(new double[][] {{1}, {-4}, {3}}));
        Set<Quantity> asked = Quantity.definedOn(model, batch);
        Result result = new Result(model, precision, asked, 3);
        Parameters image = Parameters.allocate(model, precision);
        try (Evaluator evaluator = new SimdBackend().evaluator(model, precision)) {
            Evaluation point = evaluator.at(theta, batch, 0.5);
            point.compute(asked, result);
            point.hessianVectorProduct(theta, image);
            assertThat(image.block(0).get(0, 0)).isEqualTo(2 * 0.5 * -3);
            point.noiseCovarianceVectorProduct(theta, image);
            assertThat(image.block(0).get(0, 0)).isEqualTo(0);
        }
        assertThat(result.lossPerSample())
                .containsExactly(
                        (-2 - 1) * (-2 - 1) + 0.5 * 9, (-5 + 4) * (-5 + 4) + 0.5 * 9, (1 - 3) * (1 - 3) + 0.5 * 9);
        assertThat(result.gradient().block(0).get(0, 0)).isEqualTo(2 * 0.5 * -3);
        assertThat(result.hessianTrace()).isEqualTo(2 * 0.5);
        assertThat(result.hessianDiagonal().block(0).get(0, 0)).isEqualTo(2 * 0.5);
        assertThat(result.noiseTraceByBlock()).containsExactly(0);
        assertThat(result.noiseCharges(0)).containsExactly(0);
        assertThat(result.charges(0)).containsExactly(9);
    }

    /** Doubling is exact in binary, so nothing but the powers of the length changes. */
    @ParameterizedTest
    @MethodSource("settings")
    void doublingThetaKeepsTheLossAndDividesDerivativesExactly(Setting setting) {
        ScaleInvariantModel model = setting.model();
        Batch batch = LinearModels.batch(model, setting.batch, setting.size, 221);
        Parameters theta = Cases.parameters(model, 222);
        Parameters doubled = theta.copy(Precision.DOUBLE);
        for (int k = 0; k < setting.inputs; k++) {
            doubled.block(0).set(0, k, 2 * theta.block(0).get(0, k));
        }
        Result before = evaluate(theta, batch, setting.precision);
        Result after = evaluate(doubled, batch, setting.precision);
        assertThat(after.loss()).isEqualTo(before.loss());
        assertThat(4 * after.hessianTrace()).isEqualTo(before.hessianTrace());
        for (int k = 0; k < setting.inputs; k++) {
            assertThat(2 * after.gradient().block(0).get(0, k))
                    .isEqualTo(before.gradient().block(0).get(0, k));
        }
    }

    private static Result evaluate(Parameters theta, Batch batch, Precision precision) {
        Set<Quantity> asked = EnumSet.of(Quantity.LOSS, Quantity.GRADIENT, Quantity.HESSIAN_TRACE);
        Result result = new Result(theta.model(), precision, asked);
        try (Evaluator evaluator = new SimdBackend().evaluator(theta.model(), precision)) {
            evaluator.at(theta, batch, 0).compute(asked, result);
        }
        return result;
    }
}
