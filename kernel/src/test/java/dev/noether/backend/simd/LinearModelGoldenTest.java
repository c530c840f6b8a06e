package dev.noether.backend.simd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.task.Batch;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** Deep linear nets and the scale-invariant model against automatic differentiation in another program. */
class LinearModelGoldenTest {

    private static final Set<Quantity> CHECKED = EnumSet.of(
            Quantity.LOSS,
            Quantity.GRADIENT,
            Quantity.HESSIAN_TRACE,
            Quantity.HESSIAN_DIAGONAL,
            Quantity.NOISE_TRACE,
            Quantity.GAMMAS);

    /** Relative to the largest element of each matrix. */
    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT ? 4e-6 : 2e-14;
    }

    @ParameterizedTest
    @CsvSource({
        "deep-linear-2, FLOAT", "deep-linear-2, DOUBLE",
        "deep-linear-3, FLOAT", "deep-linear-3, DOUBLE",
        "deep-linear-5, FLOAT", "deep-linear-5, DOUBLE",
        "scale-invariant, FLOAT", "scale-invariant, DOUBLE"
    })
    void agreesWithAutomaticDifferentiation(String name, Precision precision) throws IOException {
        JsonNode golden = read("/golden/" + name + ".json");
        Batch batch = new Batch.Samples(matrix(golden.at("/batch/x")), matrix(golden.at("/batch/y")));
        Model model = model(golden, batch.inputs());
        Result result = new Result(model, precision, CHECKED);
        Parameters product = Parameters.allocate(model, precision);
        try (Evaluator evaluator = new SimdBackend().evaluator(model, precision)) {
            Evaluation point = evaluator.at(
                    parameters(model, golden.get("parameters")),
                    batch,
                    golden.get("weightDecay").asDouble());
            point.compute(CHECKED, result);
            point.hessianVectorProduct(parameters(model, golden.get("direction")), product);
        }
        JsonNode expected = golden.get("expected");
        near(result.loss(), expected.get("loss").asDouble(), precision);
        near(result.hessianTrace(), expected.get("hessianTrace").asDouble(), precision);
        Parameters gradient = parameters(model, expected.get("gradient"));
        Parameters diagonal = parameters(model, expected.get("hessianDiagonal"));
        Parameters image = parameters(model, expected.get("hessianVectorProduct"));
        for (int b = 0; b < model.blocks().size(); b++) {
            String block = "/" + model.blocks().get(b).name();
            near(
                    result.hessianTraceByBlock()[b],
                    expected.at("/hessianTraceByBlock" + block).asDouble(),
                    precision);
            near(
                    result.noiseTraceByBlock()[b],
                    expected.at("/noiseTrace" + block).asDouble(),
                    precision);
            near(result.gradient().block(b), gradient.block(b), precision);
            near(result.hessianDiagonal().block(b), diagonal.block(b), precision);
            near(product.block(b), image.block(b), precision);
        }
        near(Matrix.view(result.gammaU(), batch.outputs(), batch.outputs()), matrix(expected.get("gammaU")), precision);
        near(Matrix.view(result.gammaW(), batch.inputs(), batch.inputs()), matrix(expected.get("gammaW")), precision);
    }

    private static Model model(JsonNode golden, int inputs) {
        Loss loss = Loss.valueOf(golden.at("/model/loss").asString().toUpperCase(Locale.ROOT));
        if (golden.at("/model/kind").asString().equals("scale-invariant")) {
            return new ScaleInvariantModel(inputs, loss);
        }
        List<Integer> widths = new ArrayList<>(List.of(inputs));
        for (int i = 1; golden.get("parameters").has("W" + i); i++) {
            widths.add(golden.at("/parameters/W" + i).size());
        }
        return new DeepLinearNet(widths, loss);
    }

    private static Parameters parameters(Model model, JsonNode values) {
        return Parameters.of(
                model,
                model.blocks().stream()
                        .map(block -> matrix(values.get(block.name())))
                        .toArray(Matrix[]::new));
    }

    private static JsonNode read(String resource) throws IOException {
        try (InputStream in = LinearModelGoldenTest.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        }
    }

    /** A matrix from its rows, or from the entries of its only row. */
    private static Matrix matrix(JsonNode rows) {
        boolean vector = rows.get(0).isNumber();
        int columns = vector ? rows.size() : rows.get(0).size();
        Matrix matrix = Matrix.allocate(Precision.DOUBLE, vector ? 1 : rows.size(), columns);
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, (vector ? rows : rows.get(i)).get(j).asDouble());
            }
        }
        return matrix;
    }

    private static void near(double actual, double expected, Precision precision) {
        assertThat(Math.abs(actual - expected)).isLessThanOrEqualTo(tolerance(precision) * Math.abs(expected));
    }

    private static void near(Matrix actual, Matrix expected, Precision precision) {
        double[][] rows = expected.toRows();
        Cases.requireNear("matrix", actual.toRows(), rows, tolerance(precision), Cases.largest(rows));
    }
}
