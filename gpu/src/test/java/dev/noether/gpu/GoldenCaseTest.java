package dev.noether.gpu;

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
import java.io.InputStream;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Quantities agree with those of an automatic differentiation. */
final class GoldenCaseTest {

    /** Of the largest element. */
    private static final double DOUBLE_TOLERANCE = 1e-11;

    private static final double FLOAT_TOLERANCE = 5e-5;

    private static final Set<Quantity> QUANTITIES =
            Set.of(Quantity.LOSS, Quantity.GRADIENT, Quantity.HESSIAN_TRACE, Quantity.GAMMAS);

    @ParameterizedTest
    @CsvSource({"sum, DOUBLE", "sum, FLOAT", "mean, DOUBLE", "mean, FLOAT"})
    void agreesWithAutomaticDifferentiation(String loss, Precision precision) throws Exception {
        JsonNode golden;
        try (InputStream file = GoldenCaseTest.class.getResourceAsStream("two-layer-identity-" + loss + ".json")) {
            golden = JsonMapper.shared().readTree(file);
        }
        Matrix u = matrix(golden.at("/parameters/U"));
        Matrix w = matrix(golden.at("/parameters/W"));
        TwoLayerNet net =
                TwoLayerNet.linear(w.columns(), w.rows(), u.rows(), loss.equals("sum") ? Loss.SUM : Loss.MEAN);
        Batch batch = new Batch.Samples(matrix(golden.at("/batch/x")), matrix(golden.at("/batch/y")));
        Result result = new Result(net, precision, QUANTITIES);
        try (Evaluator evaluator = new OpenClBackend().evaluator(net, precision)) {
            evaluator
                    .at(
                            Parameters.of(net, u, w),
                            batch,
                            golden.at("/weightDecay").asDouble())
                    .compute(QUANTITIES, result);
        }
        double tolerance = precision == Precision.DOUBLE ? DOUBLE_TOLERANCE : FLOAT_TOLERANCE;
        JsonNode expected = golden.at("/expected");
        agrees(tolerance, expected.at("/loss"), result.loss());
        agrees(tolerance, expected.at("/gradient/U"), flat(result.gradient().block(TwoLayerNet.U)));
        agrees(tolerance, expected.at("/gradient/W"), flat(result.gradient().block(TwoLayerNet.W)));
        agrees(tolerance, expected.at("/hessianTrace"), result.hessianTrace());
        agrees(tolerance, expected.at("/hessianTraceByBlock/U"), result.hessianTraceByBlock()[TwoLayerNet.U]);
        agrees(tolerance, expected.at("/hessianTraceByBlock/W"), result.hessianTraceByBlock()[TwoLayerNet.W]);
        agrees(tolerance, expected.at("/gammaW"), result.gammaW());
        agrees(tolerance, expected.at("/gammaU"), result.gammaU());
    }

    private static void agrees(double tolerance, JsonNode expected, double... actual) {
        double[] exact = expected.isArray() ? flat(matrix(expected)) : new double[] {expected.asDouble()};
        assertThat(actual).hasSameSizeAs(exact);
        double largest = Arrays.stream(exact).map(Math::abs).max().orElseThrow();
        for (int i = 0; i < exact.length; i++) {
            assertThat(Math.abs(actual[i] - exact[i])).isLessThanOrEqualTo(tolerance * largest);
        }
    }

    private static double[] flat(Matrix matrix) {
        return Arrays.stream(matrix.toRows()).flatMapToDouble(Arrays::stream).toArray();
    }

    private static Matrix matrix(JsonNode rows) {
        double[][] values = new double[rows.size()][];
        for (int i = 0; i < values.length; i++) {
            values[i] = new double[rows.get(i).size()];
            for (int j = 0; j < values[i].length; j++) {
                values[i][j] = rows.get(i).get(j).asDouble();
            }
        }
        return Matrix.of(values);
    }
}
