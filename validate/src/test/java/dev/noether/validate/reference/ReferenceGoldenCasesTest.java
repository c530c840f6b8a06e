package dev.noether.validate.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.validate.QuantityValues;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** All that the golden cases tell of every model. */
class ReferenceGoldenCasesTest {

    /** Relative to the largest number of a quantity: both sides are double, of sums of up to some hundred terms. */
    private static final double TOLERANCE = 1e-12;

    private static final EnumSet<Quantity> QUANTITIES = EnumSet.of(
            Quantity.LOSS,
            Quantity.GRADIENT,
            Quantity.HESSIAN_TRACE,
            Quantity.HESSIAN_DIAGONAL,
            Quantity.NOISE_TRACE,
            Quantity.GAMMAS);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "deep-linear-2",
                "deep-linear-3",
                "deep-linear-5",
                "net-a-mean",
                "net-a-sum",
                "net-b-mean",
                "net-b-sum",
                "rank-one",
                "scale-invariant",
                "two-layer-gelu-mean",
                "two-layer-gelu-sum",
                "two-layer-identity-mean",
                "two-layer-identity-sum",
                "two-layer-leaky-relu-mean",
                "two-layer-leaky-relu-slope",
                "two-layer-leaky-relu-sum",
                "two-layer-relu-mean",
                "two-layer-relu-sum",
                "two-layer-softplus-mean",
                "two-layer-softplus-sum",
                "two-layer-swish-mean",
                "two-layer-swish-sum",
                "two-layer-tanh-mean",
                "two-layer-tanh-sum"
            })
    void agreesWithAutomaticDifferentiation(String name) {
        GoldenCase golden = GoldenCase.read(name);
        JsonNode expected = golden.expected();
        Model model = golden.theta().model();
        Evaluation point = new ReferenceEvaluator(model).at(golden.theta(), golden.batch(), golden.weightDecay());
        Result result = new Result(model, Precision.DOUBLE, QUANTITIES);
        point.compute(QUANTITIES, result);
        Parameters product = Parameters.allocate(model, Precision.DOUBLE);
        point.hessianVectorProduct(golden.direction(), product);

        assertClose(result.loss(), expected.get("loss"));
        assertClose(result.gradient(), expected.get("gradient"));
        assertClose(result.hessianTraceByBlock(), GoldenCase.numbers(model, expected.get("hessianTraceByBlock")));
        assertClose(result.hessianTrace(), expected.get("hessianTrace"));
        assertClose(result.hessianDiagonal(), expected.get("hessianDiagonal"));
        assertClose(product, expected.get("hessianVectorProduct"));
        assertClose(result.noiseTraceByBlock(), GoldenCase.numbers(model, expected.get("noiseTrace")));
        assertClose(result.gammaW(), flat(GoldenCase.matrix(expected.get("gammaW"))));
        assertClose(result.gammaU(), flat(GoldenCase.matrix(expected.get("gammaU"))));
    }

    private static void assertClose(double actual, JsonNode expected) {
        assertClose(new double[] {actual}, new double[] {expected.asDouble()});
    }

    private static void assertClose(Parameters actual, JsonNode expected) {
        Parameters matrices = GoldenCase.parameters(actual.model(), expected);
        assertClose(QuantityValues.of(actual), QuantityValues.of(matrices));
    }

    private static void assertClose(double[] actual, double[] expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual).containsExactly(expected, within(TOLERANCE * largest));
    }

    private static double[] flat(Matrix matrix) {
        return Arrays.stream(matrix.toRows()).flatMapToDouble(Arrays::stream).toArray();
    }
}
