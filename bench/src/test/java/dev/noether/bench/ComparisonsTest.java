package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonsTest {

    private static final double PEAK_NANOSECONDS = FmaPeakBenchmark.operations(Precision.DOUBLE) / 50;
    private static final double FLOAT_PEAK_NANOSECONDS = FmaPeakBenchmark.operations(Precision.FLOAT) / 100;

    private static Measurement measurement(Class<?> benchmark, String method, Size size, double nanoseconds) {
        Map<String, String> parameters =
                size == null ? Map.of("precision", "DOUBLE") : Map.of("precision", "DOUBLE", "size", size.name());
        return new Measurement(benchmark, method, parameters, nanoseconds, Double.NaN, 0);
    }

    private static Comparisons comparisons() {
        return new Comparisons(List.of(
                new Measurement(
                        FmaPeakBenchmark.class,
                        "chains",
                        Map.of("precision", "FLOAT"),
                        FLOAT_PEAK_NANOSECONDS,
                        Double.NaN,
                        0),
                measurement(FmaPeakBenchmark.class, "chains", null, PEAK_NANOSECONDS),
                measurement(MatrixProductBenchmark.class, "control", Size.FIGURE_2, 3000),
                measurement(MatrixProductBenchmark.class, "kernel", Size.FIGURE_2, 600),
                measurement(GradientBenchmark.class, "kernel", Size.FIGURE_8, 1),
                measurement(GradientBenchmark.class, "control", Size.FIGURE_8, 1),
                measurement(NormalsBenchmark.class, "kernel", Size.FIGURE_8, 1),
                measurement(NormalsBenchmark.class, "control", Size.FIGURE_8, 1)));
    }

    @Test
    void aProductIsComparedWithItsControlAndThePeakOfItsPrecision() {
        Comparisons.Line line = comparisons().lines().getFirst();
        double gigaflops = 2.0 * 10 * 30 * 40 / 600;
        assertThat(line.benchmark()).isEqualTo("matrix product");
        assertThat(line.ratioToControl()).isEqualTo(3000.0 / 600);
        assertThat(line.gigaflops()).isEqualTo(gigaflops);
        assertThat(line.fractionOfPeak()).isCloseTo(gigaflops / 50, within(1e-12));
    }

    @Test
    void aGradientCountsTheCheaperOrderOfProducts() {
        Comparisons.Line line = comparisons().lines().get(1);
        // By way of P = U W, which has fewer operations than five products.
        double gradient = 6.0 * 100 * 100 * 2000 + 4.0 * 100 * 100 * 100;
        assertThat(line.benchmark()).isEqualTo("gradient");
        assertThat(line.gigaflops()).isEqualTo(gradient);
    }

    private static Measurement cost(CostNet net, Asked asked, double nanoseconds) {
        Map<String, String> parameters = Map.of("precision", "FLOAT", "net", net.name(), "asked", asked.name());
        return new Measurement(QuantityCostBenchmark.class, "kernel", parameters, nanoseconds, Double.NaN, 8);
    }

    private static Costs costs() {
        return new Costs(List.of(
                cost(CostNet.TANH, Asked.GRADIENT, 1000),
                cost(CostNet.TANH, Asked.HESSIAN_TRACE, 1150),
                cost(CostNet.NET_A, Asked.GRADIENT, 4000),
                cost(CostNet.NET_A, Asked.NOISE, 5000)));
    }

    @Test
    void aCostIsComparedWithTheGradientOfItsOwnNet() {
        List<Costs.Line> lines = costs().lines();
        assertThat(lines).extracting(Costs.Line::ratioToGradient).containsExactly(1.0, 1.15, 1.0, 1.25);
        double products = 2.0 * 100 * 1000 * (2 * 100 + 3 * 100);
        assertThat(lines.get(1).gigaflops()).isEqualTo(products / 1150);
    }

    @Test
    void eachRunAddsOneLineThatNamesWhatIsNotFinite(@TempDir Path folder) throws Exception {
        History history = new History(folder.resolve("new").resolve("history.jsonl"));
        Writable.require(history.file());
        SuiteRecord record = new SuiteRecord(comparisons(), costs(), Suite.QUICK);
        history.append(record.ratios(), record.content());
        history.append(record.ratios(), record.content());
        List<String> lines = Files.readAllLines(history.file());
        assertThat(lines).hasSize(2);
        JsonNode entry = JsonMapper.builder().build().readTree(lines.getLast());
        assertThat(entry.get("fmaPeakGigaflops").get("double").asDouble()).isCloseTo(50, within(1e-9));
        assertThat(entry.get("costs").get(3).get("ratioToGradient").asDouble()).isEqualTo(1.25);
        JsonNode normals = entry.get("results").get(2);
        assertThat(normals.get("gigaflops").isNull()).isTrue();
        JsonNode ratios = entry.get("ratios");
        assertThat(ratios.get("matrix product, figure 2, double: over plain Java")
                        .asDouble())
                .isEqualTo(5);
        // More is better for every ratio, so a cost is turned over; what is not finite is left out.
        assertThat(ratios.get(CostNet.NET_A.label() + ", float: gradient over + noise")
                        .asDouble())
                .isEqualTo(0.8);
        assertThat(ratios.has("normals, figure 8, double: of peak")).isFalse();
        assertThat(normals.get("nonFinite").toString()).contains("gigaflops", "fractionOfPeak");
    }
}
