package dev.noether.study.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonTest {

    private static Map<String, Object> members(Object... namesAndValues) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return members;
    }

    @Test
    void writesEveryKindOfValueOnOneLine() {
        assertThat(Json.text(members(
                        "text",
                        "a\n\"b\"",
                        "flag",
                        true,
                        "none",
                        null,
                        "count",
                        3,
                        "long",
                        1L << 60,
                        "word",
                        Loss.MEAN,
                        "list",
                        List.of(1, "x"),
                        "row",
                        new double[] {1, 2.5},
                        "map",
                        members("inner", 0.1))))
                .isEqualTo(
                        "{\"text\":\"a\\n\\\"b\\\"\",\"flag\":true,\"none\":null,\"count\":3,\"long\":1152921504606846976,"
                                + "\"word\":\"mean\",\"list\":[1,\"x\"],\"row\":[1.0,2.5],\"map\":{\"inner\":0.1}}");
    }

    @Test
    void numbersReadBackAsTheSameBits() {
        Random random = new Random(20240207);
        List<Double> doubles = new ArrayList<>(List.of(0.1, -0.0, Double.MIN_VALUE, Double.MAX_VALUE, 1 / 3.0));
        for (int i = 0; i < 1000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                doubles.add(value);
            }
        }
        JsonNode read = JsonMapper.builder()
                .build()
                .readTree(Json.text(members("v", doubles)))
                .get("v");
        for (int i = 0; i < doubles.size(); i++) {
            assertThat(Double.doubleToRawLongBits(read.get(i).asDouble()))
                    .isEqualTo(Double.doubleToRawLongBits(doubles.get(i)));
        }
    }

    @Test
    void floatsHaveTheFewestDigitsOfAFloat() {
        Matrix matrix = Matrix.allocate(Precision.FLOAT, 1, 2);
        matrix.set(0, 0, 0.1);
        matrix.set(0, 1, 16777216);
        assertThat(Json.text(members("m", matrix, "f", 0.1f))).isEqualTo("{\"m\":[[0.1,1.6777216E7]],\"f\":0.1}");
    }

    @Test
    void numbersThatAreNotFiniteAreNullAndNamedOnce() {
        Parameters theta = Parameters.allocate(TwoLayerNet.linear(2, 1, 1, Loss.SUM), Precision.DOUBLE);
        theta.block(TwoLayerNet.W).set(0, 0, Double.NaN);
        theta.block(TwoLayerNet.W).set(0, 1, Double.NEGATIVE_INFINITY);
        assertThat(Json.text(members(
                        "loss",
                        Double.POSITIVE_INFINITY,
                        "gradient",
                        theta,
                        "final",
                        members("loss", Float.NaN),
                        "fine",
                        1.0)))
                .isEqualTo("{\"loss\":null,\"gradient\":{\"U\":[[0.0]],\"W\":[[null,null]]},\"final\":{\"loss\":null},"
                        + "\"fine\":1.0,\"nonFinite\":[\"loss\",\"gradient.W\",\"final.loss\"]}");
    }
}
