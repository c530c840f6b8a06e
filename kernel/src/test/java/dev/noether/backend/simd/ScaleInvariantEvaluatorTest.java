package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.MethodSource;

/** Every quantity of the scale-invariant model, on every kind of batch. */
class ScaleInvariantEvaluatorTest {

    record Setting(int inputs, int size, String batch, Precision precision, Loss loss) {

        ScaleInvariantModel model() {
            return new ScaleInvariantModel(inputs, loss);
        }
    }

    static Stream<Setting> settings() {
        int[][] shapes = {{1, 3}, {2, 1}, {2, 3}, {7, 5}, {17, 131}, {97, 13}};
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

    @ParameterizedTest
    @MethodSource("settings")
    void theGradientIsOrthogonalToTheta(Setting setting) {
        ScaleInvariantModel model = setting.model();
        Batch batch = LinearModels.batch(model, setting.batch, setting.size, 211);
        Parameters theta = Cases.parameters(model, 212);
        Matrix g = evaluate(theta, batch, setting.precision).gradient().block(0);
        double product = 0;
        for (int k = 0; k < setting.inputs; k++) {
            product += g.get(0, k) * theta.block(0).get(0, k);
        }
        double scale = Math.sqrt(theta.squaredNorm()) * largestSlope(batch) / Math.sqrt(theta.squaredNorm());
        assertThat(product).isCloseTo(0, within(64 * setting.precision.epsilon() * scale));
    }

    /** Of {@code 2c |m|}: at most twice the product of the lengths of input and residual. */
    private static double largestSlope(Batch batch) {
        double[][] cx = batch instanceof Batch.Population population
                ? LinearModels.moments(population.task()).cx().toRows()
                : batch instanceof Batch.Moments moments
                        ? moments.cx().toRows()
                        : Cases.times(
                                Cases.transpose(((Batch.Samples) batch).x().toRows()),
                                ((Batch.Samples) batch).x().toRows());
        double trace = 0;
        for (int i = 0; i < cx.length; i++) {
            trace += cx[i][i];
        }
        return 4 * (1 + trace);
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
