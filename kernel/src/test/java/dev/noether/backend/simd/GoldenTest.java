package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Cases whose expected values come from automatic differentiation in another program. */
class GoldenTest {

    private static final Set<Quantity> CHECKED =
            EnumSet.of(Quantity.LOSS, Quantity.GRADIENT, Quantity.HESSIAN_TRACE, Quantity.GAMMAS);

    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT ? 2e-6 : 1e-14;
    }

    @ParameterizedTest
    @CsvSource({"sum, FLOAT", "sum, DOUBLE", "mean, FLOAT", "mean, DOUBLE"})
    void agreesWithAutomaticDifferentiation(String loss, Precision precision) throws IOException {
        JsonNode golden = read("/golden/two-layer-identity-" + loss + ".json");
        Matrix u = matrix(golden.at("/parameters/U"));
        Matrix w = matrix(golden.at("/parameters/W"));
        TwoLayerNet net =
                TwoLayerNet.linear(w.columns(), u.columns(), u.rows(), Loss.valueOf(loss.toUpperCase(Locale.ROOT)));
        Batch batch = new Batch.Samples(matrix(golden.at("/batch/x")), matrix(golden.at("/batch/y")));
        Result result = new Result(net, precision, CHECKED);
        try (Evaluator evaluator = new SimdBackend().evaluator(net, precision)) {
            evaluator
                    .at(
                            Parameters.of(net, u, w),
                            batch,
                            golden.get("weightDecay").asDouble())
                    .compute(CHECKED, result);
        }
        JsonNode expected = golden.get("expected");
        near(result.loss(), expected.get("loss").asDouble(), precision);
        near(result.hessianTrace(), expected.get("hessianTrace").asDouble(), precision);
        near(
                result.hessianTraceByBlock()[0],
                expected.at("/hessianTraceByBlock/U").asDouble(),
                precision);
        near(
                result.hessianTraceByBlock()[1],
                expected.at("/hessianTraceByBlock/W").asDouble(),
                precision);
        near(result.gradient().block(0), matrix(expected.at("/gradient/U")), precision);
        near(result.gradient().block(1), matrix(expected.at("/gradient/W")), precision);
        near(Matrix.view(result.gammaU(), u.rows(), u.rows()), matrix(expected.get("gammaU")), precision);
        near(Matrix.view(result.gammaW(), w.columns(), w.columns()), matrix(expected.get("gammaW")), precision);
    }

    private static JsonNode read(String resource) throws IOException {
        try (InputStream in = GoldenTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static Matrix matrix(JsonNode rows) {
        Matrix matrix =
                Matrix.allocate(Precision.DOUBLE, rows.size(), rows.get(0).size());
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                matrix.set(i, j, rows.get(i).get(j).asDouble());
            }
        }
        return matrix;
    }

    private static void near(double actual, double expected, Precision precision) {
        assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(tolerance(precision) * Math.abs(expected));
    }

    /** Relative to the largest element. */
    private static void near(Matrix actual, Matrix expected, Precision precision) {
        double largest = 0;
        for (double[] row : expected.toRows()) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        for (int i = 0; i < expected.rows(); i++) {
            for (int j = 0; j < expected.columns(); j++) {
                assertThat(Math.abs(actual.get(i, j) - expected.get(i, j)))
                        .as("element (%d, %d)", i, j)
                        .isLessThanOrEqualTo(tolerance(precision) * largest);
            }
        }
    }
}
