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
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Nets with one layer of hidden units, against values from automatic differentiation in another program. */
class HiddenNetGoldenTest {

    private static final Set<Quantity> CHECKED = EnumSet.of(
            Quantity.LOSS,
            Quantity.GRADIENT,
            Quantity.HESSIAN_TRACE,
            Quantity.HESSIAN_DIAGONAL,
            Quantity.NOISE_TRACE,
            Quantity.GAMMAS);

    private static final String[] BLOCKS = {"U", "W"};

    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT ? 4e-6 : 4e-14;
    }

    record Setting(String name, Precision precision) {}

    static Stream<Setting> settings() {
        Stream<String> activated = Stream.of("tanh", "relu", "leaky-relu", "swish", "gelu", "softplus")
                .map(activation -> "two-layer-" + activation);
        Stream<String> pairs = Stream.concat(activated, Stream.of("net-a", "net-b"))
                .flatMap(name -> Stream.of(name + "-sum", name + "-mean"));
        return Stream.concat(pairs, Stream.of("two-layer-leaky-relu-slope"))
                .flatMap(name -> Stream.of(Precision.values()).map(precision -> new Setting(name, precision)));
    }

    @ParameterizedTest
    @MethodSource("settings")
    void agreesWithAutomaticDifferentiation(Setting setting) throws IOException {
        JsonNode golden = read("/golden/" + setting.name + ".json");
        Matrix u = matrix(golden.at("/parameters/U"));
        Matrix w = matrix(golden.at("/parameters/W"));
        Model model = model(golden.get("model"), w.columns(), w.rows(), u.rows());
        Parameters theta = Parameters.of(model, u, w);
        Parameters v = Parameters.of(model, matrix(golden.at("/direction/U")), matrix(golden.at("/direction/W")));
        Batch batch = new Batch.Samples(matrix(golden.at("/batch/x")), matrix(golden.at("/batch/y")));
        double weightDecay = golden.get("weightDecay").asDouble();
        Result result = new Result(model, setting.precision, CHECKED);
        Parameters product = Parameters.allocate(model, setting.precision);
        try (Evaluator evaluator = new SimdBackend().evaluator(model, setting.precision)) {
            Evaluation evaluation = evaluator.at(theta, batch, weightDecay);
            evaluation.compute(CHECKED, result);
            evaluation.hessianVectorProduct(v, product);
        }
        JsonNode expected = golden.get("expected");
        Precision precision = setting.precision;
        near("loss", result.loss(), expected.get("loss"), precision);
        near("trace", result.hessianTrace(), expected.get("hessianTrace"), precision);
        for (int b = 0; b < BLOCKS.length; b++) {
            String block = BLOCKS[b];
            near(
                    "trace " + block,
                    result.hessianTraceByBlock()[b],
                    expected.at("/hessianTraceByBlock/" + block),
                    precision);
            near("noise " + block, result.noiseTraceByBlock()[b], expected.at("/noiseTrace/" + block), precision);
            near("g" + block, result.gradient().block(b), expected.at("/gradient/" + block), precision);
            near(
                    "diagonal " + block,
                    result.hessianDiagonal().block(b),
                    expected.at("/hessianDiagonal/" + block),
                    precision);
            near("Hv " + block, product.block(b), expected.at("/hessianVectorProduct/" + block), precision);
        }
        near("Gamma_U", Matrix.view(result.gammaU(), u.rows(), u.rows()), expected.get("gammaU"), precision);
        near("Gamma_W", Matrix.view(result.gammaW(), w.columns(), w.columns()), expected.get("gammaW"), precision);
    }

    private static Model model(JsonNode node, int inputs, int hidden, int outputs) {
        Loss loss = Loss.valueOf(node.get("loss").asString().toUpperCase(Locale.ROOT));
        return switch (node.get("kind").asString()) {
            case "net-a" -> new NormalizedNet(NormalizedNet.Variant.A, inputs, hidden, outputs, loss);
            case "net-b" -> new NormalizedNet(NormalizedNet.Variant.B, inputs, hidden, outputs, loss);
            case "two-layer" -> {
                Activation activation = Activation.valueOf(node.get("activation")
                        .asString()
                        .toUpperCase(Locale.ROOT)
                        .replace('-', '_'));
                double slope = node.has("slope") ? node.get("slope").asDouble() : Activation.DEFAULT_SLOPE;
                yield new TwoLayerNet(inputs, hidden, outputs, activation, slope, loss);
            }
            default -> throw new IllegalArgumentException(node.toString());
        };
    }

    private static JsonNode read(String resource) throws IOException {
        try (InputStream in = HiddenNetGoldenTest.class.getResourceAsStream(resource)) {
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

    private static void near(String what, double actual, JsonNode expected, Precision precision) {
        double value = expected.asDouble();
        assertThat(Math.abs(actual - value))
                .as("%s: %s, expected %s", what, actual, value)
                .isLessThanOrEqualTo(tolerance(precision) * Math.abs(value));
    }

    /** Relative to the largest element. */
    private static void near(String what, Matrix actual, JsonNode expected, Precision precision) {
        double[][] rows = matrix(expected).toRows();
        Cases.requireNear(what, actual.toRows(), rows, tolerance(precision), Cases.largest(rows));
    }
}
