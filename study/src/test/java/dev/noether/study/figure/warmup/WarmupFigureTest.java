package dev.noether.study.figure.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureCancelledException;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.experiment.Recordings;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Claims are recomputed from the table, as a reader of the CSV would. */
class WarmupFigureTest {

    private static final long SEED = 1;

    private static final double ROUNDING = 1e-12;

    private static final String KAIMING = "SGD, y = x + e, Kaiming, eta 0.008";
    private static final String WARMUP = "SGD, y = x + e, Kaiming, warmup";
    private static final String XAVIER = "SGD, y = x + e, Xavier, eta 0.008";
    private static final String STAYS = "SGD, y = 2x + e, Xavier, eta 0.008";

    private static FigureData data;

    @BeforeAll
    static void run() {
        data = new WarmupFigure().run(request(), done -> {}, () -> false);
    }

    private static FigureRequest request() {
        return new FigureRequest(Backends.named("simd"), 2, SEED, FigureSize.DEFAULT);
    }

    private static double claimed(String quantity) {
        return data.claims().stream()
                .filter(claim -> claim.quantity().equals(quantity))
                .mapToDouble(Claim::measured)
                .findFirst()
                .orElseThrow();
    }

    private static List<LongTable.Row> traces(String series, long seed) {
        return data.table().rows().stream()
                .filter(row -> row.series().equals(series)
                        && row.seed() == seed
                        && row.quantity().equals("hessianTrace"))
                .toList();
    }

    private static double at(String series, long seed, long step) {
        return traces(series, seed).stream()
                .filter(row -> row.step() == step)
                .mapToDouble(LongTable.Row::value)
                .findFirst()
                .orElseThrow();
    }

    private static double late(String series, long seed) {
        return traces(series, seed).stream()
                .filter(row -> row.step() > 20_000)
                .mapToDouble(LongTable.Row::value)
                .average()
                .orElseThrow();
    }

    private static LongStream seeds(long from) {
        return LongStream.range(from, from + 10);
    }

    private static LongStream sample(long from) {
        return LongStream.range(from, from + 40);
    }

    @Test
    void everyClaimHolds() {
        assertThat(data.claims())
                .hasSize(8)
                .allSatisfy(claim -> assertThat(claim.holds())
                        .as("%s: %s", claim.claim(), claim.measured())
                        .isTrue());
    }

    @Test
    void divergedRunsEndBeforeTheLastStepAndAreCounted() {
        long cut = sample(SEED)
                .filter(seed -> traces(KAIMING, seed).getLast().step() < 25_000)
                .count();
        assertThat(claimed("divergedKaiming")).isEqualTo(cut);
        assertThat(data.table().rows().stream()
                        .filter(row ->
                                row.series().equals(KAIMING) && row.quantity().equals("diverged"))
                        .count())
                .isEqualTo(cut);
        assertThat(cut).isBetween(28L, 40L);
        assertThat(seeds(SEED))
                .allSatisfy(seed ->
                        assertThat(traces(WARMUP, seed).getLast().step()).isEqualTo(25_000));
    }

    @Test
    void endsFollowFromTheTable() {
        double warmed =
                sample(SEED).mapToDouble(seed -> late(WARMUP, seed)).average().orElseThrow();
        double xavier = sample(SEED + 40)
                .mapToDouble(seed -> late(XAVIER, seed))
                .average()
                .orElseThrow();
        assertThat(claimed("traceDifference")).isCloseTo(Math.abs(warmed - xavier) / xavier, within(ROUNDING));
        double apart = seeds(SEED)
                .mapToDouble(seed -> Math.abs(at(WARMUP, seed, 25_000) / at(XAVIER, seed, 25_000) - 1))
                .max()
                .orElseThrow();
        assertThat(claimed("coalescence")).isCloseTo(apart, within(ROUNDING));
        double stays = seeds(SEED)
                .mapToDouble(seed -> late(STAYS, seed) / at(STAYS, seed, 0))
                .average()
                .orElseThrow();
        assertThat(claimed("traceXavierStays")).isCloseTo(Math.abs(stays - 1), within(ROUNDING));
    }

    @Test
    void theWarmupFollowsFromTheTable() {
        DoubleStream ratios = sample(SEED).mapToDouble(seed -> at(WARMUP, seed, 5000) / at(WARMUP, seed, 0));
        assertThat(claimed("traceAfterWarmup")).isCloseTo(ratios.max().orElseThrow(), within(ROUNDING));
        String gd = "GD, y = x + e, Kaiming, warmup";
        assertThat(claimed("traceGd")).isCloseTo(Math.abs(at(gd, SEED, 5000) / at(gd, SEED, 0) - 1), within(ROUNDING));
    }

    /** At the balanced minimum |u|^2 = |w|^2 = V, and the trace is 2 Var x (|u|^2 + |w|^2). */
    @Test
    void theClosedFormIsTheBalancedMinimum() {
        assertThat(WarmupFigure.equilibriumTrace(WarmupRuns.Task.ONE)).isCloseTo(20, within(1e-9));
        assertThat(WarmupFigure.equilibriumTrace(WarmupRuns.Task.TWO)).isCloseTo(40, within(1e-9));
    }

    @Test
    void theWorkIsThatOfItsExperiments() {
        assertThat(new WarmupFigure().work(request())).isEqualTo(Recordings.work(WarmupRuns.experiments(request())));
    }

    @Test
    void anInterruptedRunKeepsItsRows() {
        assertThatThrownBy(() -> new WarmupFigure().run(request(), done -> {}, () -> true))
                .isInstanceOfSatisfying(FigureCancelledException.class, e -> {
                    LongTable.Row first = e.recorded().rows().getFirst();
                    assertThat(first.series()).startsWith("incomplete: SGD");
                    assertThat(first.step()).isZero();
                    assertThat(first.value()).isEqualTo(25_000);
                    assertThat(e.recorded().rows()).hasSizeGreaterThan(50);
                });
    }
}
