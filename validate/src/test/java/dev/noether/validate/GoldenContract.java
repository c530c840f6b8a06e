package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Cases from an automatic-differentiation package, kept in {@code golden/} beside this class's jar. */
public abstract class GoldenContract extends BackendContract {

    @ParameterizedTest
    @ValueSource(strings = {"two-layer-identity-sum", "two-layer-identity-mean"})
    void agreesWithAutomaticDifferentiation(String name) {
        JsonNode golden = read(name);
        JsonNode expected = golden.get("expected");
        Batch batch = new Batch.Samples(
                matrix(golden.get("batch").get("x")), matrix(golden.get("batch").get("y")));
        Matrix u = matrix(golden.get("parameters").get("U"));
        Matrix w = matrix(golden.get("parameters").get("W"));
        Loss loss = Loss.valueOf(golden.get("model").get("loss").asString().toUpperCase(Locale.ROOT));
        TwoLayerNet net = TwoLayerNet.linear(batch.inputs(), u.columns(), batch.outputs(), loss);
        double weightDecay = golden.get("weightDecay").asDouble();
        for (Precision precision : precisions()) {
            double tolerance = tolerance(precision);
            Result result = compute(precision, Parameters.of(net, u, w), batch, weightDecay);
            assertClose(
                    new double[] {result.loss()},
                    new double[] {expected.get("loss").asDouble()},
                    tolerance);
            for (String block : new String[] {"U", "W"}) {
                int b = block.equals("U") ? TwoLayerNet.U : TwoLayerNet.W;
                assertClose(
                        flat(result.gradient().block(b)),
                        flat(matrix(expected.get("gradient").get(block))),
                        tolerance);
                double trace = expected.get("hessianTraceByBlock").get(block).asDouble();
                assertThat(result.hessianTraceByBlock()[b]).isCloseTo(trace, within(tolerance * trace));
            }
            assertClose(result.gammaW(), flat(matrix(expected.get("gammaW"))), tolerance);
            assertClose(result.gammaU(), flat(matrix(expected.get("gammaU"))), tolerance);
        }
    }

    /** Relative to the largest element: the cases have 17 digits, floats are rounded on the way in. */
    private static double tolerance(Precision precision) {
        return switch (precision) {
            case FLOAT -> 5e-5;
            case DOUBLE -> 1e-11;
        };
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual).containsExactly(expected, within(tolerance * largest));
    }

    private static double[] flat(Matrix matrix) {
        return Arrays.stream(matrix.toRows()).flatMapToDouble(Arrays::stream).toArray();
    }

    private static Matrix matrix(JsonNode node) {
        double[][] rows = new double[node.size()][];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new double[node.get(i).size()];
            for (int j = 0; j < rows[i].length; j++) {
                rows[i][j] = node.get(i).get(j).asDouble();
            }
        }
        return Matrix.of(rows);
    }

    private static JsonNode read(String name) {
        String path = "/golden/" + name + ".json";
        try (InputStream stream = GoldenContract.class.getResourceAsStream(path)) {
            assertThat(stream).as(path).isNotNull();
            return JsonMapper.shared().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
