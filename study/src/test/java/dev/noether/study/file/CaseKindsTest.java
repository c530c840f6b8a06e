package dev.noether.study.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.model.Activation;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.NormalizedNet;
import dev.noether.model.Parameters;
import dev.noether.model.ScaleInvariantModel;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import dev.noether.study.console.Names;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Case files of every kind of model. */
class CaseKindsTest {

    private static final String NET =
            ", \"weightDecay\": 0.1, \"parameters\": {\"U\": [[1, -0.0], [0.1, 4e-310], [5, 6]],"
                    + " \"W\": [[7, 8, 9, 1], [1, 2, 3, 4]]}, \"batch\": {\"x\": [[1, 2, 3, 4]], \"y\": [[5, 6, 7]]},"
                    + " \"direction\": {\"U\": [[1, 0], [0, 1], [1, 1]], \"W\": [[1, 0, 0, 0], [0, 0, 0.3333333333333333, 0]]}}";

    private static final String DEEP = """
            {"model": {"kind": "deep-linear", "loss": "mean"},
             "parameters": {"W1": [[1, 2, 3, 4], [5, 6, 7, 8]],
                            "W2": [[1, 2], [3, 4], [5, 6]],
                            "W3": [[1, 2, 3]]},
             "batch": {"x": [[1, 2, 3, 4]],
                       "y": [[5]]}}
            """;

    private static final String VECTOR = """
            {"model": {"kind": "scale-invariant"},
             "parameters": {"theta": [1, 2, 3]},
             "batch": {"x": [[1, 2, 3]], "y": [[4]]},
             "direction": {"theta": [4, 5, 6]}}
            """;

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of(
                        net("\"two-layer\", \"activation\": \"leaky-relu\", \"slope\": -0.25"),
                        new TwoLayerNet(4, 2, 3, Activation.LEAKY_RELU, -0.25, Loss.SUM)),
                Arguments.of(
                        net("\"two-layer\", \"activation\": \"leaky-relu\""),
                        new TwoLayerNet(4, 2, 3, Activation.LEAKY_RELU, 0.01, Loss.SUM)),
                Arguments.of(
                        net("\"two-layer\", \"activation\": \"gelu\", \"loss\": \"mean\""),
                        new TwoLayerNet(4, 2, 3, Activation.GELU, Loss.MEAN)),
                Arguments.of(net("\"net-a\""), new NormalizedNet(NormalizedNet.Variant.A, 4, 2, 3, Loss.SUM)),
                Arguments.of(
                        net("\"net-b\", \"loss\": \"mean\""),
                        new NormalizedNet(NormalizedNet.Variant.B, 4, 2, 3, Loss.MEAN)),
                Arguments.of(DEEP, new DeepLinearNet(List.of(4, 2, 3, 1), Loss.MEAN)),
                Arguments.of(VECTOR, new ScaleInvariantModel(3, Loss.SUM)));
    }

    private static String net(String kind) {
        return "{\"model\": {\"kind\": " + kind + "}" + NET;
    }

    private static CaseFile parse(String text) {
        return CaseReader.parse(text.getBytes(StandardCharsets.UTF_8), "c.json", true);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void isReadWithItsShapesAndARewrittenCaseReadsTheSame(String text, Model model) {
        CaseFile point = parse(text);
        assertThat(point.model()).isEqualTo(model);
        assertThat(Names.of(ModelKind.of(model))).isEqualTo(model.kind());
        assertThat(point.warnings()).isEmpty();
        CaseFile again = parse(CaseWriter.text(point, point.parameters()));
        assertThat(again.model()).isEqualTo(model);
        assertThat(again.weightDecay()).isEqualTo(point.weightDecay());
        assertThat(again.warnings()).isEmpty();
        assertSame(again.parameters(), point.parameters());
        assertThat(again.direction().isPresent()).isEqualTo(point.direction().isPresent());
        point.direction().ifPresent(direction -> assertSame(again.direction().orElseThrow(), direction));
        assertThat(again.batch().orElseThrow().x().toRows())
                .isDeepEqualTo(point.batch().orElseThrow().x().toRows());
        assertThat(again.batch().orElseThrow().y().toRows())
                .isDeepEqualTo(point.batch().orElseThrow().y().toRows());
    }

    private static void assertSame(Parameters actual, Parameters expected) {
        for (int b = 0; b < expected.blocks(); b++) {
            double[][] rows = expected.block(b).toRows();
            assertThat(actual.block(b).toRows()).hasDimensions(rows.length, rows[0].length);
            for (int i = 0; i < rows.length; i++) {
                // Bit by bit: a zero keeps its sign.
                assertThat(bits(actual.block(b).toRows()[i])).containsExactly(bits(rows[i]));
            }
        }
    }

    private static long[] bits(double[] row) {
        return Arrays.stream(row).mapToLong(Double::doubleToLongBits).toArray();
    }

    @Test
    void layersMayStandInAnyOrder() {
        CaseFile point =
                parse("{\"model\": {\"kind\": \"deep-linear\"}, \"parameters\": {\"W2\": [[1, 2]], \"W1\": [[3], [4]]},"
                        + " \"batch\": {\"x\": [[1]], \"y\": [[1]]}}");
        assertThat(point.parameters().block(0).toRows()).isDeepEqualTo(new double[][] {{3}, {4}});
        assertThat(point.parameters().block(1).toRows()).isDeepEqualTo(new double[][] {{1, 2}});
    }

    @Test
    void aDeepNetMayHaveOneLayer() {
        CaseFile point = parse("{\"model\": {\"kind\": \"deep-linear\"}, \"parameters\": {\"W1\": [[1, 2]]},"
                + " \"batch\": {\"x\": [[1, 1]], \"y\": [[1]]}}");
        assertThat(point.model()).isEqualTo(new DeepLinearNet(List.of(2, 1), Loss.SUM));
    }

    @Test
    void aVectorMayBeOneRowAndIsWrittenAsNumbers() {
        CaseFile point = parse(VECTOR.replace("[1, 2, 3]},", "[[1, 2, 3]]},"));
        assertSame(point.parameters(), parse(VECTOR).parameters());
        assertThat(CaseWriter.text(point, point.parameters())).contains("{\"theta\":[1.0,2.0,3.0]}");
    }

    @Test
    void whatBelongsToAnotherModelIsIgnoredWithAWarning() {
        assertThat(parse(net("\"net-a\", \"activation\": \"tanh\", \"slope\": 1"))
                        .warnings())
                .containsExactly(
                        "c.json, line 1: model.activation is ignored, only two-layer models have one, not net-a",
                        "c.json, line 1: model.slope is ignored, only two-layer models have one, not net-a");
        CaseFile relu = parse(net("\"two-layer\", \"activation\": \"relu\", \"slope\": 0.1"));
        assertThat(relu.warnings())
                .containsExactly("c.json, line 1: model.slope is ignored, only the activation leaky-relu has one");
        assertThat(relu.model()).isEqualTo(new TwoLayerNet(4, 2, 3, Activation.RELU, Loss.SUM));
        assertThat(parse(DEEP.replace("\"W3\"", "\"V\": [[1]], \"W3\"")).warnings())
                .containsExactly("c.json, line 4: parameters.V is unknown and ignored");
        assertThat(parse(VECTOR.replace("{\"theta\": [4, 5, 6]}", "{\"theta\": [4, 5, 6], \"U\": [[1]]}"))
                        .warnings())
                .containsExactly("c.json, line 4: direction.U is unknown and ignored");
    }

    /** Each line: which case, what is replaced by what, the sentence. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deep | \"W2\": | \"W4\": | line 2: parameters.W2 is missing, it must be an array of rows",
                "deep | \"W1\": | \"w1\": | line 2: parameters.W1 is missing, it must be an array of rows (there is 'w1')",
                "deep | [[1, 2], [3, 4], [5, 6]] | [[1, 2, 3]] | line 3: parameters.W2 has 3 columns, parameters.W1 has 2 rows; both must be the width between these layers",
                "deep | [[1, 2, 3]] | [[1, 2]] | line 4: parameters.W3 has 2 columns, parameters.W2 has 3 rows; both must be the width between these layers",
                "deep | [[5]] | [[5, 6]] | line 6: batch.y is 1 x 2, it must have the samples of x and the model's outputs: 1 x 1",
                "deep | [[1, 2, 3]] | [1, 2, 3] | line 4: parameters.W3 is an array of numbers, it must be an array of rows",
                "vector | \"theta\": [1, 2, 3] | \"Theta\": [1, 2, 3] | line 2: parameters.theta is missing, it must be an array of numbers (there is 'Theta')",
                "vector | [1, 2, 3]} | [[1, 2, 3], [4, 5, 6]]} | line 2: parameters.theta has 2 rows, it must be a vector: an array of numbers, or one row of them",
                "vector | [1, 2, 3]} | [1, \"2\", 3]} | line 2: parameters.theta, entry 2 is the string '2', it must be a finite number",
                "vector | [1, 2, 3]} | []} | line 2: parameters.theta is an empty array, it must be an array of finite numbers",
                "vector | [1, 2, 3]} | [1, 2, NaN]} | line 2: parameters.theta, entry 3 is NaN, it must be a finite number",
                "vector | [1, 2, 3]} | [1, 2]} | line 3: batch.x is 1 x 3, it must have the model's inputs: 1 x 2",
                "vector | [[4]] | [[4, 4]] | line 3: batch.y is 1 x 2, it must have the samples of x and the model's outputs: 1 x 1",
                "vector | [4, 5, 6] | [4, 5] | line 4: direction.theta is 1 x 2, it must have the parameters' 1 x 3",
                "vector | {\"theta\": [4, 5, 6]} | {\"U\": [[4]]} | line 4: direction.theta is missing, it must be an array of numbers",
                "vector | {\"theta\": [4, 5, 6]} | null | line 4: direction is null, it must be an object",
                "leaky | 0.25 | \"0.25\" | line 1: model.slope is the string '0.25', it must be a finite number",
                "leaky | 0.25 | NaN | line 1: model.slope is the number NaN, it must be a finite number",
                "leaky | 0.25 | 1e999 | line 1: model.slope is infinite, or beyond the range of a double, it must be a finite number",
                "leaky | leaky-relu | leaky-rely | line 1: model.activation is 'leaky-rely', it must be identity, tanh, relu, leaky-relu, swish, gelu or softplus, did you mean 'leaky-relu'?",
                "net-b | \"W\": | \"V\": | line 1: parameters.W is missing, it must be an array of rows",
                "net-b | [1, -0.0], [0.1, 4e-310], | [1], [0.1], | line 1: parameters.U, row 3 has 2 entries, row 1 has 1; the rows of a matrix are equally long",
                "net-b | net-b | net-c | line 1: model.kind is 'net-c', it must be two-layer, deep-linear, net-a, net-b or scale-invariant, did you mean 'net-a'?",
            })
    void everyMistakeIsOneSentenceWithItsPlace(String which, String piece, String replacement, String sentence) {
        String valid =
                switch (which) {
                    case "deep" -> DEEP;
                    case "vector" -> VECTOR;
                    case "leaky" -> net("\"two-layer\", \"activation\": \"leaky-relu\", \"slope\": 0.25");
                    default -> net("\"net-b\"");
                };
        assertThat(valid).contains(piece);
        assertThatThrownBy(() -> parse(valid.replace(piece, replacement)))
                .isInstanceOf(InputException.class)
                .hasMessage("c.json, " + sentence);
    }
}
