package dev.noether.study.figure.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureCancelledException;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.balance.BalanceRun.Schedule;
import dev.noether.study.figure.experiment.ChargeCheck;
import dev.noether.study.figure.experiment.Experiment;
import dev.noether.study.figure.experiment.LinearNetMeasures;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Figure 2 cut short: every claim is computed again from the rows of the table, as a stranger's script would. */
class BalanceFigureTest {

    private static final Schedule FINE = new Schedule(0.01, 60, 4);
    private static final Schedule COARSE = new Schedule(0.02, 30, 2);
    private static final double ROUNDING = 1e-12;

    private static BalanceResults results;
    private static LongTable table;

    private static FigureRequest request() {
        return new FigureRequest(Backends.named("simd"), 1, 5, FigureSize.DEFAULT);
    }

    @BeforeAll
    static void run() {
        results = new BalanceResults(
                run(FINE, FINE.sgd(5)), run(FINE, FINE.gd(5)), Optional.of(run(COARSE, COARSE.sgd(5))), 40);
        table = BalanceTable.of(results, 5, results.slowCurve());
    }

    private static BalanceRun run(Schedule schedule, Experiment experiment) {
        return new BalanceRun(schedule, experiment.run(request(), done -> {}, () -> false));
    }

    private static double claimed(String quantity) {
        return BalanceClaims.of(results, FigureSize.DEFAULT).stream()
                .filter(claim -> claim.quantity().equals(quantity))
                .mapToDouble(Claim::measured)
                .findFirst()
                .orElseThrow();
    }

    private static double value(String panel, String series, String quantity) {
        return table.rows().stream()
                .filter(row -> row.panel().equals(panel)
                        && row.series().equals(series)
                        && row.quantity().equals(quantity))
                .mapToDouble(LongTable.Row::value)
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, Double> values(String series, String prefix) {
        Map<String, Double> found = new HashMap<>();
        for (LongTable.Row row : table.rows()) {
            if (row.series().equals(series) && row.quantity().startsWith(prefix)) {
                found.put(row.quantity().substring(prefix.length()), row.value());
            }
        }
        return found;
    }

    /** Frobenius norm of the difference of two symmetric matrices, or of one, from their upper triangles. */
    private static double norm(Map<String, Double> a, Map<String, Double> minus) {
        double sum = 0;
        for (Map.Entry<String, Double> element : a.entrySet()) {
            String[] index = element.getKey().replaceAll("[\\[\\]]", "").split(",");
            double difference = element.getValue() - minus.getOrDefault(element.getKey(), 0.0);
            sum += (index[0].equals(index[1]) ? 1 : 2) * difference * difference;
        }
        return Math.sqrt(sum);
    }

    private static double gramError(String eta, NoisePattern pattern) {
        String run = "SGD, eta " + eta + ", " + pattern.label();
        String theory = "closed form, " + pattern.label();
        double ofU = norm(values(run, "mean KU"), values(theory, "KU"));
        double ofW = norm(values(run, "mean KW"), values(theory, "KW"));
        return (ofU + ofW) / (norm(values(theory, "KU"), Map.of()) + norm(values(theory, "KW"), Map.of()));
    }

    private static double normError(String algorithm, NoisePattern pattern) {
        String run = algorithm + ", eta 0.01, " + pattern.label();
        String theory = "closed form, " + pattern.label();
        double ofU = value("c", run, "mean |U|^2") / value("c", theory, "|U|^2") - 1;
        double ofW = value("c", run, "mean |W|^2") / value("c", theory, "|W|^2") - 1;
        return Math.max(Math.abs(ofU), Math.abs(ofW));
    }

    @Test
    void gramErrorAndHalvingFollowFromTheTable() {
        double largest = 0;
        double[] ratios = new double[NoisePattern.values().length];
        for (NoisePattern pattern : NoisePattern.values()) {
            double fine = gramError("0.01", pattern);
            largest = Math.max(largest, fine);
            ratios[pattern.ordinal()] = gramError("0.02", pattern) / fine;
        }
        assertThat(claimed("gramError")).isCloseTo(largest, within(ROUNDING));
        assertThat(claimed("halvingFactor")).isCloseTo(BalanceMeasures.farthestFromTwo(ratios), within(100 * ROUNDING));
    }

    @Test
    void normErrorsFollowFromTheTable() {
        double largest = 0;
        double smallestRatio = Double.POSITIVE_INFINITY;
        for (NoisePattern pattern : NoisePattern.values()) {
            double ofSgd = normError("SGD", pattern);
            largest = Math.max(largest, ofSgd);
            smallestRatio = Math.min(smallestRatio, normError("GD", pattern) / ofSgd);
        }
        assertThat(claimed("normError")).isCloseTo(largest, within(ROUNDING));
        assertThat(claimed("gdOverSgd")).isCloseTo(smallestRatio, within(100 * ROUNDING));
    }

    @Test
    void elementsFollowFromTheTable() {
        Map<String, List<LongTable.Row>> elements = new HashMap<>();
        for (LongTable.Row row : table.rows()) {
            if (row.panel().equals("b")) {
                elements.computeIfAbsent(row.quantity(), name -> new ArrayList<>())
                        .add(row);
            }
        }
        assertThat(elements).hasSize(BalanceMeasures.FOLLOWED);
        double start = 0;
        double mean = 0;
        for (List<LongTable.Row> rows : elements.values()) {
            start = Math.max(start, Math.abs(rows.getFirst().value()));
            mean = Math.max(
                    mean,
                    Math.abs(rows.stream()
                            .filter(row -> row.step() > 0.8 * 40)
                            .mapToDouble(LongTable.Row::value)
                            .average()
                            .orElseThrow()));
        }
        assertThat(claimed("elementsRemaining")).isCloseTo(mean / start, within(ROUNDING));
    }

    @Test
    void theChargeIdentityFollowsFromTheTableAndHolds() {
        double largest = 0;
        int checked = 0;
        for (LongTable.Row row : table.rows()) {
            if (row.quantity().equals("C next")) {
                double eta = row.series().contains("eta 0.02") ? 0.02 : 0.01;
                double expected = at(row, "C") + eta * eta * at(row, "gAg");
                double scale = Math.max(at(row, "|theta|^2 before"), at(row, "|theta|^2 next"));
                largest = Math.max(largest, Math.abs(row.value() - expected) / scale);
                checked++;
            }
        }
        // Five rows of four steps, for SGD at two rates with eight patterns and for GD.
        assertThat(checked).isEqualTo(5 * 4 * (8 + 8 + 1));
        assertThat(largest).isLessThan(ChargeCheck.BOUND);
        assertThat(claimed("chargeIdentityError")).isCloseTo(largest, within(1e-20));
    }

    private static double at(LongTable.Row place, String quantity) {
        return table.rows().stream()
                .filter(row -> row.series().equals(place.series())
                        && row.step() == place.step()
                        && row.quantity().equals(quantity))
                .mapToDouble(LongTable.Row::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theClosedFormRateIsTheOneOfTheSpecification() {
        // 8 (eta^2 / S) gu gw / (gu + gw) with gu = gw = 30 * 0.2
        assertThat(results.predictedRate()).isCloseTo(8 * 0.01 * 0.01 / 10 * 3, within(1e-15));
        assertThat(value("summary", "closed form", "rate")).isEqualTo(results.predictedRate());
    }

    @Test
    void theBoundsAreThoseOfTheSpecification() {
        assertThat(BalanceClaims.of(results, FigureSize.DEFAULT))
                .extracting(Claim::quantity, Claim::bound)
                .containsExactly(
                        tuple("fitDetermination", new Claim.Above(0.99)),
                        tuple("rateRatio", new Claim.Within(0.9, 1.1)),
                        tuple("elementsRemaining", new Claim.Below(0.25)),
                        tuple("normError", new Claim.Below(0.07)),
                        tuple("gramError", new Claim.Below(0.08)),
                        tuple("gdOverSgd", new Claim.Above(10)),
                        tuple("halvingFactor", new Claim.Within(1.7, 2.4)),
                        tuple("chargeIdentityError", new Claim.Below(1e-14)));
    }

    @Test
    void everyRowIsOfTheSeedOfTheRun() {
        assertThat(table.rows()).allMatch(row -> row.seed() == 5);
    }

    /** The line that is drawn beside SGD: from its start, with the rate of the table. */
    @Test
    void theLineOfTheClosedFormDecaysAtItsRate() {
        double start = value("a", "SGD, eta 0.01, all equal", "|D|");
        double rate = value("summary", "closed form", "rate");
        assertThat(table.rows().stream()
                        .filter(row -> row.panel().equals("a") && row.series().equals("closed-form rate")))
                .hasSizeGreaterThan(5)
                .allSatisfy(row -> assertThat(row.value())
                        .isCloseTo(start * Math.exp(-rate * row.step()), within(ROUNDING * start)));
    }

    @Test
    void theQuickSizeHasItsOwnClaims() {
        assertThat(BalanceClaims.of(results, FigureSize.QUICK))
                .extracting(Claim::quantity)
                .contains("normError", "gramError", "gdOverSgd", "chargeIdentityError")
                .doesNotContain("fitDetermination", "rateRatio", "elementsRemaining");
        assertThat(BalanceClaims.of(results, FigureSize.QUICK))
                .extracting(Claim::quantity, Claim::bound)
                .contains(
                        tuple("normError", new Claim.Below(0.11)),
                        tuple("gramError", new Claim.Below(0.12)),
                        tuple("gdOverSgd", new Claim.Above(7)));
    }

    @Test
    void threePanelsShowTheCurvesAndTheNorms() {
        assertThat(BalancePanels.of(results, results.slowCurve())).hasSize(3);
    }

    /** Gradient flow onto U W = V conserves the charges, but not quite |D|. */
    @Test
    void theSlowCurveStartsNearTheStartOfSgd() {
        double start = results.shown().values(LinearNetMeasures.BALANCE)[0];
        assertThat(table.rows().stream()
                        .filter(row -> row.panel().equals("a") && row.series().equals("slow curve")))
                .hasSameSizeAs(results.slowCurve())
                .first()
                .satisfies(row -> assertThat(row.value()).isBetween(0.9 * start, 1.1 * start));
    }

    /** GD stops where the curves end, so that the two have different numbers of steps in panel c. */
    @Test
    void theCaptionNamesTheStepsOfSgdAndOfGd() {
        BalanceRun gd = run(COARSE, COARSE.gd(5));
        BalanceResults mixed = new BalanceResults(results.sgd(), gd, Optional.empty(), 40);
        assertThat(BalanceFigure.caption(request(), mixed))
                .contains("last fifth of 60 steps (SGD) or 30 steps (GD)", "Γ_U = Tr(Σ_x)\u00a0Σ_ε", "η = 0.01,");
    }

    @Test
    void aCancelledFigureHandsOverWhatItRecorded() {
        long least = 400 * Experiment.cost(BalanceRun.MODEL, 0);
        AtomicLong done = new AtomicLong();
        assertThatThrownBy(() -> new BalanceFigure().run(request(), done::set, () -> done.get() >= least))
                .isInstanceOfSatisfying(FigureCancelledException.class, e -> {
                    List<LongTable.Row> rows = e.recorded().rows();
                    LongTable.Row first = rows.getFirst();
                    assertThat(first.series()).isEqualTo("incomplete: GD, eta 0.01, all equal");
                    assertThat(first.value()).isEqualTo(40_000);
                    assertThat(first.step()).isGreaterThanOrEqualTo(400).isLessThan(40_000);
                    // Every 100 steps, from the start on.
                    assertThat(rows.stream().filter(row -> row.quantity().equals("|D|")))
                            .hasSize((int) (first.step() / 100) + 1)
                            .allMatch(row -> row.value() > 0);
                });
    }

    @Test
    void allOfTheWorkIsDoneAtTheEnd() {
        AtomicLong done = new AtomicLong();
        COARSE.sgd(5).run(request(), done::set, () -> false);
        assertThat(done).hasValue(COARSE.workOfSgd());
        COARSE.gd(5).run(request(), done::set, () -> false);
        assertThat(done).hasValue(COARSE.workOfGd());
    }

    /** R^2 as one minus the residual's share, the slope from the normal equations: other formulas than the figure's. */
    @Test
    void theFitFollowsFromTheTable() {
        // A large step, so that the decay is over after a short run.
        Schedule schedule = new Schedule(0.04, 1000, 10);
        BalanceResults decayed = new BalanceResults(
                run(schedule, schedule.sgd(5)), run(schedule, schedule.gd(5)), Optional.empty(), 1000);
        LongTable rows = BalanceTable.of(decayed, 5, decayed.slowCurve());
        List<LongTable.Row> relative = rows.rows().stream()
                .filter(row -> row.quantity().equals("relD"))
                .toList();
        double floor = relative.stream()
                .filter(row -> row.step() > 800)
                .mapToDouble(LongTable.Row::value)
                .average()
                .orElseThrow();
        int n = 0;
        while (relative.get(n).value() > 2 * floor) {
            n++;
        }
        assertThat(n).isGreaterThan(5);
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (LongTable.Row row : relative.subList(0, n)) {
            x += row.step();
            y += Math.log(row.value());
            xx += (double) row.step() * row.step();
            xy += row.step() * Math.log(row.value());
        }
        double slope = (n * xy - x * y) / (n * xx - x * x);
        double residual = 0;
        double total = 0;
        for (LongTable.Row row : relative.subList(0, n)) {
            double log = Math.log(row.value());
            residual += Math.pow(log - (y - slope * x) / n - slope * row.step(), 2);
            total += Math.pow(log - y / n, 2);
        }
        double rate = rows.rows().stream()
                .filter(row -> row.quantity().equals("rate"))
                .mapToDouble(LongTable.Row::value)
                .findFirst()
                .orElseThrow();
        Map<String, Double> claims = new HashMap<>();
        BalanceClaims.of(decayed, FigureSize.DEFAULT).forEach(claim -> claims.put(claim.quantity(), claim.measured()));
        assertThat(claims.get("fitDetermination")).isCloseTo(1 - residual / total, within(1e-9));
        assertThat(claims.get("rateRatio"))
                .isCloseTo(-slope / rate, within(1e-9))
                .isPositive();
    }
}
