package dev.noether.study.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.model.Loss;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.console.InputException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseReaderTest {

    /** A valid case, one member a line; tests replace one piece of it. */
    private static final String VALID = """
            {"model": {"kind": "two-layer", "activation": "identity", "loss": "mean"},
             "weightDecay": 0.5,
             "parameters": {"U": [[1, 2]],
                            "W": [[3, 4, 5],
                                  [6, 7, 8]]},
             "batch": {"x": [[1, 1, 1], [2, 2, 2]],
                       "y": [[0], [1e-3]]},
             "direction": {"U": [[1, 0]], "W": [[0, 0, 0], [0, 0, 0]]},
             "expected": {"loss": 3}}
            """;

    private static CaseFile parse(String text) {
        return CaseReader.parse(text.getBytes(StandardCharsets.UTF_8), "c.json", true);
    }

    @Test
    void readsEveryMember() {
        CaseFile point = parse(VALID);
        assertThat(point.model()).isEqualTo(TwoLayerNet.linear(3, 2, 1, Loss.MEAN));
        assertThat(point.weightDecay()).isEqualTo(0.5);
        assertThat(point.parameters().block(TwoLayerNet.W).toRows())
                .isDeepEqualTo(new double[][] {{3, 4, 5}, {6, 7, 8}});
        assertThat(point.batch().orElseThrow().x().toRows()).isDeepEqualTo(new double[][] {{1, 1, 1}, {2, 2, 2}});
        assertThat(point.batch().orElseThrow().y().toRows()).isDeepEqualTo(new double[][] {{0}, {1e-3}});
        assertThat(point.direction().orElseThrow().block(TwoLayerNet.U).toRows())
                .isDeepEqualTo(new double[][] {{1, 0}});
        assertThat(point.warnings()).isEmpty();
    }

    @Test
    void lossWeightDecayAndDirectionMayBeLeftOut() {
        CaseFile point = parse("{\"model\": {\"kind\": \"two-layer\"}, \"parameters\": {\"U\": [[1]], \"W\": [[2]]},"
                + " \"batch\": {\"x\": [[1]], \"y\": [[1]]}}");
        assertThat(point.model().loss()).isEqualTo(Loss.SUM);
        assertThat(point.weightDecay()).isZero();
        assertThat(point.direction()).isEmpty();
    }

    @Test
    void theBatchMayBeMissingOnlyWhereItIsNotWanted() {
        String text = "{\"model\": {\"kind\": \"two-layer\"}, \"parameters\": {\"U\": [[1]], \"W\": [[2]]}}";
        CaseFile start = CaseReader.parse(text.getBytes(StandardCharsets.UTF_8), "c.json", false);
        assertThat(start.batch()).isEmpty();
        assertThatThrownBy(() -> parse(text)).hasMessage("c.json, line 1: batch is missing, it must be an object");
    }

    @Test
    void unknownMembersAreWarnedOfAndIgnored() {
        CaseFile point = parse(VALID.replace("\"weightDecay\": 0.5", "\"wieghtDecay\": 0.5")
                .replace("\"activation\": \"identity\"", "\"depth\": 2"));
        assertThat(point.warnings())
                .containsExactlyInAnyOrder(
                        "c.json, line 2: wieghtDecay is unknown and ignored, did you mean 'weightDecay'?",
                        "c.json, line 1: model.depth is unknown and ignored");
        assertThat(point.weightDecay()).isZero();
    }

    @Test
    void refusesWhatPassesTheLimitsOfTheParser() {
        assertThatThrownBy(() -> parse("[".repeat(200_000)))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("c.json: not JSON: ")
                .hasMessageNotContaining("Constraints");
        assertThatThrownBy(() -> parse(VALID.replace("[[1, 2]]", "[[" + "9".repeat(2000) + ", 2]]")))
                .isInstanceOf(InputException.class)
                .hasMessageNotContaining("Constraints");
    }

    /** Each line replaces the first text by the second and expects the sentence. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"kind\": \"two-layer\" | \"kind\": \"two-laier\" | line 1: model.kind is 'two-laier', it must be two-layer, deep-linear, net-a, net-b or scale-invariant, did you mean 'two-layer'?",
                "\"kind\": \"two-layer\" | \"kind\": 2 | line 1: model.kind is the number 2, it must be a string",
                "\"kind\": \"two-layer\", | '' | line 1: model.kind is missing, it must be two-layer, deep-linear, net-a, net-b or scale-invariant",
                "\"identity\" | \"thanh\" | line 1: model.activation is 'thanh', it must be identity, tanh, relu, leaky-relu, swish, gelu or softplus, did you mean 'tanh'?",
                "\"mean\" | \"meen\" | line 1: model.loss is 'meen', it must be sum or mean, did you mean 'mean'?",
                "\"mean\" | null | line 1: model.loss is null, it must be a string",
                "\"model\": | \"modle\": | line 1: model is missing, it must be an object (there is 'modle')",
                "0.5 | -0.5 | line 2: weightDecay is -0.5, it must be finite and at least 0",
                "0.5 | 1e999 | line 2: weightDecay is Infinity, it must be finite and at least 0",
                "0.5 | \"0.5\" | line 2: weightDecay is the string '0.5', it must be a number of at least 0",
                "\"U\": [[1, 2]] | \"u\": [[1, 2]] | line 3: parameters.U is missing, it must be an array of rows (there is 'u')",
                "[6, 7, 8] | [6, 7] | line 5: parameters.W, row 2 has 2 entries, row 1 has 3; the rows of a matrix are equally long",
                "[6, 7, 8] | [6] | line 5: parameters.W, row 2 has 1 entry, row 1 has 3; the rows of a matrix are equally long",
                "[6, 7, 8] | [6, \"NaN\", 8] | line 5: parameters.W, row 2, entry 2 is the string 'NaN', it must be a finite number",
                "[6, 7, 8] | [6, 7, null] | line 5: parameters.W, row 2, entry 3 is null, it must be a finite number",
                "[6, 7, 8] | [6, [7], 8] | line 5: parameters.W, row 2, entry 2 is an array of numbers, it must be a finite number",
                "[6, 7, 8] | [6, 7, 1e999] | line 5: parameters.W, row 2, entry 3 is infinite, or beyond the range of a double, it must be a finite number",
                "[6, 7, 8] | [6, NaN, 8] | line 5: parameters.W, row 2, entry 2 is NaN, it must be a finite number",
                "[6, 7, 8] | [-Infinity, 7, 8] | line 5: parameters.W, row 2, entry 1 is infinite, or beyond the range of a double, it must be a finite number",
                "[[1, 1, 1], [2, 2, 2]] | [] | line 6: batch.x is empty, it must be an array of rows",
                "[[1, 1, 1], [2, 2, 2]] | [[]] | line 6: batch.x, row 1 is an empty array, it must be an array of finite numbers",
                "[6, 7, 8] | 6 | line 5: parameters.W, row 2 is the number 6, it must be an array of finite numbers",
                "[6, 7, 8] | [] | line 5: parameters.W, row 2 is an empty array, it must be an array of finite numbers",
                "[[1, 2]] | [1, 2] | line 3: parameters.U is an array of numbers, it must be an array of rows",
                "[[1, 2]] | [] | line 3: parameters.U is empty, it must be an array of rows",
                "[[1, 2]] | {} | line 3: parameters.U is an object, it must be an array of rows",
                "[[1, 2]] | [[1, 2, 3]] | line 4: parameters.W has 2 rows, parameters.U has 3 columns; both must be the number of hidden units",
                "[[1, 1, 1], [2, 2, 2]] | [[1, 1], [2, 2]] | line 6: batch.x is 2 x 2, it must have the model's inputs: 2 x 3",
                "[[0], [1e-3]] | [[0]] | line 7: batch.y is 1 x 1, it must have the samples of x and the model's outputs: 2 x 1",
                "\"y\": [[0], [1e-3]] | \"z\": 1 | line 6: batch.y is missing, it must be an array of rows",
                "[[1, 0]] | [[1], [0]] | line 8: direction.U is 2 x 1, it must have the parameters' 1 x 2",
                "\"weightDecay\": 0.5 | \"weightDecay\": NaN | line 2: weightDecay is NaN, it must be finite and at least 0",
                "\"weightDecay\": 0.5, | \"model\": 1, | line 2, column 9: not JSON: Duplicate Object property \"model\"",
            })
    void everyMistakeIsOneSentenceWithItsPlace(String piece, String replacement, String sentence) {
        assertThat(VALID).contains(piece);
        assertThatThrownBy(() -> parse(VALID.replace(piece, replacement == null ? "" : replacement)))
                .isInstanceOf(InputException.class)
                .hasMessage("c.json, " + sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | c.json is empty, it must be a JSON object",
                "[1] | c.json, line 1: the case is an array of numbers, it must be an object",
                "{ | c.json, line 1, column 2: not JSON: Unexpected end-of-input: expected close marker for Object",
                "{} {} | c.json, line 1: text after the end of the JSON object",
            })
    void whatIsNoObjectIsRefused(String text, String sentence) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(InputException.class).hasMessage(sentence);
    }
}
