package dev.noether.study.figure.convergence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureCancelledException;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.convergence.ConvergenceRuns.Plan;
import dev.noether.study.figure.experiment.Crossing;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Small nets; claims are recomputed from the table, as a reader of the CSV would. */
class ConvergenceFigureTest {

    private static final double ROUNDING = 1e-12;

    private static final Curve SLOW = Curve.until(12, 4, 20, 8, 0.05);
    private static final Curve FAST = Curve.until(12, 4, 20, 8, 0.1);
    private static final Curve NARROW = Curve.until(6, 4, 6, 4, 0.05);
    private static final Curve SMALL = Curve.until(6, 2, 20, 8, 0.05);
    private static final Curve XAVIER = new Curve(Curve.Init.XAVIER, 4, 2000, 8, 0.05, 9000);

    private static final Plan PLAN = new Plan(
            List.of(SLOW, FAST), SLOW, List.of(SMALL), List.of(NARROW), List.of(NARROW, FAST), List.of(XAVIER));

    private static FigureData data;

    @BeforeAll
    static void run() {
        data = on(1, done -> {}, () -> false);
    }

    private static FigureData on(int threads, LongConsumer done, BooleanSupplier cancelled) {
        return new ConvergenceFigure(size -> PLAN)
                .run(new FigureRequest(Backends.named("simd"), threads, 1, FigureSize.QUICK), done, cancelled);
    }

    private static double claimed(String quantity) {
        return data.claims().stream()
                .filter(claim -> claim.quantity().equals(quantity))
                .mapToDouble(Claim::measured)
                .findFirst()
                .orElseThrow();
    }

    private static List<LongTable.Row> rows(Curve curve, String quantity) {
        return data.table().rows().stream()
                .filter(row ->
                        row.series().equals(curve.name()) && row.quantity().equals(quantity))
                .toList();
    }

    private static double late(Curve curve, String quantity) {
        return rows(curve, quantity).stream()
                .filter(row -> 5 * row.step() > 4 * curve.steps())
                .mapToDouble(LongTable.Row::value)
                .average()
                .orElseThrow();
    }

    private static double toLevel(Curve curve) {
        // A curve of two parts of the plan is run once, and listed once a part.
        List<LongTable.Row> rows = rows(curve, "relD").stream().distinct().toList();
        return Crossing.below(
                rows.stream().mapToDouble(LongTable.Row::step).toArray(),
                rows.stream().mapToDouble(LongTable.Row::value).toArray(),
                0.1);
    }

    private static double element(String series, String quantity) {
        return data.table().rows().stream()
                .filter(row -> row.series().equals(series) && row.quantity().equals(quantity))
                .mapToDouble(LongTable.Row::value)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void endsFollowFromTheTable() {
        assertThat(data.claims()).hasSize(9);
        assertThat(claimed("relativeBalanceAtTheEnd"))
                .isCloseTo(Math.max(late(SLOW, "relD"), late(FAST, "relD")), within(ROUNDING));
        assertThat(claimed("relativeBalanceOfWideNets")).isCloseTo(late(XAVIER, "relD"), within(ROUNDING));
        assertThat(claimed("normRatioError"))
                .isCloseTo(Math.abs(late(SLOW, "|U|^2") / late(SLOW, "|W|^2") / Math.sqrt(0.75) - 1), within(ROUNDING));
        assertThat(claimed("shrinkageOfTheProduct"))
                .isCloseTo(
                        Math.max((1 - late(SLOW, "Tr UW") / 4) * 8 / 0.05, (1 - late(FAST, "Tr UW") / 4) * 8 / 0.1),
                        within(1e-9));
        assertThat(claimed("chargeIdentityError")).isPositive().isLessThan(1e-14);
    }

    @Test
    void theBoundsAreThoseOfTheSpecification() {
        assertThat(data.claims())
                .extracting(Claim::quantity, Claim::bound)
                .containsExactly(
                        tuple("relativeBalanceAtTheEnd", new Claim.Below(0.06)),
                        tuple("gramError", new Claim.Below(0.04)),
                        tuple("stepsToBalance", new Claim.Within(0.95 * 15_360, 1.05 * 15_360)),
                        tuple("collapseOfRates", new Claim.Below(1.05)),
                        tuple("collapseOfBatchSizes", new Claim.Below(1.06)),
                        tuple("normRatioError", new Claim.Below(0.005)),
                        tuple("shrinkageOfTheProduct", new Claim.Below(1.5)),
                        tuple("relativeBalanceOfWideNets", new Claim.Below(0.06)),
                        tuple("chargeIdentityError", new Claim.Below(1e-14)));
    }

    @Test
    void timesFollowFromTheTable() {
        assertThat(claimed("stepsToBalance")).isCloseTo(toLevel(SLOW), within(1e-9));
        double one = 4 * 0.05 * 0.05 / (4 * 4) * toLevel(NARROW);
        double two = 4 * 0.1 * 0.1 / (8 * 4) * toLevel(FAST);
        assertThat(claimed("collapseOfRates")).isCloseTo(Math.max(one, two) / Math.min(one, two), within(1e-9));
        assertThat(claimed("collapseOfBatchSizes")).isEqualTo(1);
    }

    @Test
    void theGramErrorFollowsFromTheTable() {
        double largest = 0;
        for (Curve curve : List.of(SLOW, FAST)) {
            double difference = 0;
            double norm = 0;
            for (String gram : List.of("KU", "KW")) {
                double squares = 0;
                double differences = 0;
                for (int i = 0; i < 4; i++) {
                    for (int j = i; j < 4; j++) {
                        String element = gram + "[" + i + "," + j + "]";
                        double closed = element("closed form", element);
                        double off = element(curve.name(), "mean " + element) - closed;
                        int times = i == j ? 1 : 2;
                        squares += times * closed * closed;
                        differences += times * off * off;
                    }
                }
                norm += Math.sqrt(squares);
                difference += Math.sqrt(differences);
            }
            largest = Math.max(largest, difference / norm);
        }
        assertThat(claimed("gramError")).isCloseTo(largest, within(1e-9));
    }

    /** The slow curve is that of the simulated start, and both come down. */
    @Test
    void theSlowCurveGoesWithTheSimulatedOne() {
        List<LongTable.Row> slow = data.table().rows().stream()
                .filter(row -> row.series().equals("slow curve, " + SLOW.name()))
                .toList();
        List<LongTable.Row> simulated = rows(SLOW, "relD");
        assertThat(slow.getFirst().panel()).isEqualTo("b");
        assertThat(slow.getFirst().value()).isCloseTo(simulated.getFirst().value(), within(0.05));
        assertThat(slow.getLast().value()).isLessThan(0.05);
        // Of the longer simulated curve only what the panel shows.
        assertThat(SLOW.tau(slow.getLast().step())).isCloseTo(10.5, within(0.1));
    }

    @Test
    void curvesSideBySideHaveTheSameBits() {
        AtomicLong last = new AtomicLong();
        FigureData other = on(3, last::set, () -> false);
        assertThat(other.table().rows()).isEqualTo(data.table().rows());
        assertThat(last.get()).isPositive().isLessThanOrEqualTo(PLAN.work());
    }

    @Test
    void whatWasRecordedIsKeptWhenCancelled() {
        AtomicLong told = new AtomicLong();
        assertThatThrownBy(() -> on(2, told::set, () -> told.get() > PLAN.work() / 4))
                .isInstanceOfSatisfying(FigureCancelledException.class, cancelled -> {
                    List<LongTable.Row> rows = cancelled.recorded().rows();
                    assertThat(rows.getFirst().series()).startsWith("incomplete: ");
                    assertThat(rows).anyMatch(row -> row.quantity().equals("relD"));
                });
    }

    @Test
    void aWideNetIsSteppedAsANarrowOne() {
        assertThat(XAVIER.model().hidden()).isEqualTo(8);
        assertThat(NARROW.model().hidden()).isEqualTo(6);
        assertThat(new ConvergenceFigure().work(new FigureRequest(Backends.named("simd"), 1, 1, FigureSize.PAPER)))
                .isGreaterThan(3
                        * new ConvergenceFigure()
                                .work(new FigureRequest(Backends.named("simd"), 1, 1, FigureSize.DEFAULT)));
    }
}
