package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Precision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonsTest {

    private static final double PEAK_NANOSECONDS = FmaPeakBenchmark.operations(Precision.DOUBLE) / 50;
    private static final double FLOAT_PEAK_NANOSECONDS = FmaPeakBenchmark.operations(Precision.FLOAT) / 100;

    private static Measurement measurement(Class<?> benchmark, String method, Size size, double nanoseconds) {
        return new Measurement(
                benchmark, method, Optional.ofNullable(size), Precision.DOUBLE, nanoseconds, Double.NaN, 0);
    }

    private static Comparisons comparisons() {
        return new Comparisons(List.of(
                new Measurement(
                        FmaPeakBenchmark.class,
                        "chains",
                        Optional.empty(),
                        Precision.FLOAT,
                        FLOAT_PEAK_NANOSECONDS,
                        Double.NaN,
                        0),
                measurement(FmaPeakBenchmark.class, "chains", null, PEAK_NANOSECONDS),
                measurement(MatrixProductBenchmark.class, "control", Size.FIGURE_2, 3000),
                measurement(MatrixProductBenchmark.class, "kernel", Size.FIGURE_2, 600),
                measurement(GradientAndTraceBenchmark.class, "kernel", Size.FIGURE_8, 1),
                measurement(GradientAndTraceBenchmark.class, "control", Size.FIGURE_8, 1),
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
    void theTraceAddsThreeSumsOfSquaresToTheOperationsOfTheGradient() {
        Comparisons.Line line = comparisons().lines().get(1);
        // The order of products by way of P = U W, which has fewer operations than five products.
        double gradient = 6.0 * 100 * 100 * 2000 + 4.0 * 100 * 100 * 100;
        assertThat(line.benchmark()).isEqualTo("gradient and trace");
        assertThat(line.gigaflops()).isEqualTo(gradient + 2.0 * (100 * 2000 + 100 * 100 + 100 * 2000));
    }

    @Test
    void eachRunAddsOneLineThatNamesWhatIsNotFinite(@TempDir Path folder) throws Exception {
        History history = new History(folder.resolve("new").resolve("history.jsonl"));
        history.requireWritable();
        history.append(comparisons(), Suite.QUICK);
        history.append(comparisons(), Suite.QUICK);
        List<String> lines = Files.readAllLines(history.file());
        assertThat(lines).hasSize(2);
        JsonNode entry = JsonMapper.builder().build().readTree(lines.getLast());
        assertThat(entry.get("fmaPeakGigaflops").get("double").asDouble()).isCloseTo(50, within(1e-9));
        JsonNode normals = entry.get("results").get(2);
        assertThat(normals.get("gigaflops").isNull()).isTrue();
        assertThat(normals.get("nonFinite").toString()).contains("gigaflops", "fractionOfPeak");
    }
}
