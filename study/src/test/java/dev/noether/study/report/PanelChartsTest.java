package dev.noether.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PanelChartsTest {

    private static JsonNode data(Chart chart) {
        return JsonMapper.builder().build().readTree(chart.json());
    }

    private static Curve over(String series, String quantity, long seed, double... values) {
        double[] steps = new double[values.length];
        for (int k = 0; k < steps.length; k++) {
            steps[k] = 10.0 * k;
        }
        return new Curve(series, quantity, seed, steps, values);
    }

    private static Curve at(String series, String quantity, double value) {
        return new Curve(series, quantity, 1, new double[] {700}, new double[] {value});
    }

    @Test
    void seedsOfARunAreOneGroupAndAClosedFormIsALevel() {
        List<Chart> charts = PanelCharts.of(
                "a",
                List.of(
                        over("SGD", "loss", 1, 4, 2, 1),
                        over("SGD", "loss", 2, 5, 3, 1),
                        at("closed form", "loss", 0.5)));
        assertThat(charts).hasSize(1);
        JsonNode data = data(charts.getFirst());
        assertThat(charts.getFirst().title()).isEqualTo("(a) loss");
        assertThat(data.get("groups")).hasSize(2);
        assertThat(data.at("/groups/0/name").stringValue()).isEqualTo("SGD");
        assertThat(data.at("/groups/0/curves")).hasSize(2);
        assertThat(data.at("/groups/1/predicted").booleanValue()).isTrue();
        assertThat(data.at("/groups/1/curves/0/values").toString()).isEqualTo("[0.5,0.5]");
        // Both seeds share their steps; the level goes from the first step to the last.
        assertThat(data.get("grids").toString()).isEqualTo("[[0,10,20],[0,700]]");
    }

    @Test
    void whatSpansDecadesIsLogarithmicAtFirst() {
        assertThat(PanelCharts.of("a", List.of(over("SGD", "loss", 1, 100, 1)))
                        .getFirst()
                        .switches())
                .contains(new Chart.Switch("y", true));
        assertThat(PanelCharts.of("a", List.of(over("SGD", "loss", 1, 2, 1)))
                        .getFirst()
                        .switches())
                .contains(new Chart.Switch("y", false));
        assertThat(PanelCharts.of("a", List.of(over("SGD", "loss", 1, -2, -1)))
                        .getFirst()
                        .switches())
                .noneMatch(axis -> axis.scale().equals("y"));
    }

    @Test
    void valuesThatAreNotFiniteAreGaps() {
        JsonNode data =
                data(PanelCharts.of("a", List.of(over("SGD", "loss", 1, 1, Double.NaN, Double.POSITIVE_INFINITY)))
                        .getFirst());
        assertThat(data.at("/groups/0/curves/0/values").toString()).isEqualTo("[1,null,null]");
    }

    @Test
    void elementsOfAMatrixAtOneStepAreAMap() {
        List<Curve> elements = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            for (int j = 1; j <= 5; j++) {
                elements.add(at("SGD", "A[" + i + "," + j + "]", 10 * i + j));
            }
        }
        elements.remove(7);
        List<Chart> charts = PanelCharts.of("b", elements);
        assertThat(charts).hasSize(1);
        JsonNode data = data(charts.getFirst());
        assertThat(charts.getFirst().title()).isEqualTo("(b) SGD: A, 4 × 5");
        assertThat(data.get("columns").intValue()).isEqualTo(5);
        assertThat(data.get("firstRow").intValue()).isEqualTo(1);
        assertThat(data.get("values").toString())
                .isEqualTo("[11,12,13,14,15,21,22,null,24,25,31,32,33,34,35,41,42,43,44,45]");
    }

    @Test
    void aMatrixLargerThanAWindowIsAveragedInBlocks() {
        List<Curve> elements = new ArrayList<>();
        for (int i = 0; i < 401; i++) {
            elements.add(at("SGD", "A[" + i + ",0]", i));
        }
        Chart chart = PanelCharts.of("b", elements).getFirst();
        JsonNode values = data(chart).get("values");
        assertThat(values).hasSize(134);
        assertThat(values.get(0).doubleValue()).isEqualTo((0 + 1 + 2) / 3.0);
        assertThat(values.get(133).doubleValue()).isEqualTo((399 + 400) / 2.0);
        assertThat(chart.note()).contains("3 × 3");
    }

    private static List<Curve> upperTriangle(int size) {
        List<Curve> elements = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            for (int j = i; j < size; j++) {
                elements.add(at("SGD", "A[" + i + "," + j + "]", i == j ? 7 : 1));
            }
        }
        return elements;
    }

    @Test
    void elementsOnAndAboveTheDiagonalAreASymmetricMatrix() {
        Chart chart = PanelCharts.of("b", upperTriangle(6)).getFirst();
        assertThat(data(chart).get("symmetric").booleanValue()).isTrue();
        assertThat(chart.note()).startsWith("Symmetric");
        List<Curve> less = upperTriangle(6);
        less.removeLast();
        assertThat(data(PanelCharts.of("b", less).getFirst()).get("symmetric").booleanValue())
                .isFalse();
    }

    @Test
    void aBlockOnTheDiagonalOfASymmetricMatrixCountsBothHalves() {
        JsonNode values =
                data(PanelCharts.of("b", upperTriangle(202)).getFirst()).get("values");
        assertThat(values).hasSize(101 * 101);
        assertThat(values.get(0).doubleValue()).isEqualTo((7 + 1 + 1 + 7) / 4.0);
        assertThat(values.get(1).doubleValue()).isEqualTo(1);
    }

    @Test
    void elementsOverStepsAreCurves() {
        Chart chart = PanelCharts.of("b", List.of(over("SGD", "D[3,5]", 1, 1, 2), over("SGD", "D[4,4]", 1, 1, 3)))
                .getFirst();
        assertThat(chart.title()).isEqualTo("(b) D[·]");
        assertThat(data(chart).at("/groups/1/name").stringValue()).isEqualTo("D[4,4]");
    }

    @Test
    void aNumberAtTheEndOfNamesIsACoordinate() {
        JsonNode data = data(PanelCharts.of(
                        "a",
                        List.of(
                                at("SGD, phi 1", "ratio", 3),
                                at("SGD, phi 0.1", "ratio", 2),
                                at("GD, phi 0.1", "ratio", 1)))
                .getFirst());
        assertThat(data.get("across").stringValue()).isEqualTo("phi");
        assertThat(data.get("grids").toString()).isEqualTo("[[0.1,1],[0.1]]");
        assertThat(data.at("/groups/0/name").stringValue()).isEqualTo("SGD");
        assertThat(data.at("/groups/0/curves/0/values").toString()).isEqualTo("[2,3]");
        assertThat(data.get("joined").booleanValue()).isTrue();
    }

    @Test
    void whatNamesShareAtTheirEndIsACategory() {
        Chart chart = PanelCharts.of(
                        "a",
                        List.of(at("SGD, equal", "n", 1), at("SGD, steep", "n", 2), at("closed form, equal", "n", 3)))
                .getFirst();
        assertThat(chart.categories()).containsExactly("equal", "steep");
        assertThat(data(chart).at("/groups/0/name").stringValue()).isEqualTo("SGD");
        assertThat(data(chart).get("grids").toString()).isEqualTo("[[1,2],[1]]");
    }

    @Test
    void namesThatShareNothingAreCategories() {
        Chart chart = PanelCharts.of("a", List.of(at("relu", "cos", 1), at("swish, slow", "cos", 2)))
                .getFirst();
        assertThat(chart.categories()).containsExactly("relu", "swish, slow");
        assertThat(data(chart).at("/groups/0/name").stringValue()).isEqualTo("cos");
        assertThat(data(chart).at("/groups/0/curves/0/values").toString()).isEqualTo("[1,2]");
    }

    @Test
    void longCurvesAreThinnedAndTheChartSaysSo() {
        double[] values = new double[30_000];
        values[12_345] = 1;
        Chart chart =
                PanelCharts.of("a", List.of(over("SGD", "loss", 1, values))).getFirst();
        JsonNode thin = data(chart).at("/groups/0/curves/0/values");
        assertThat(thin.size()).isLessThanOrEqualTo(2000);
        assertThat(thin).anyMatch(value -> value.doubleValue() == 1);
        assertThat(chart.note()).contains("thinned to 2000 points");
    }
}
