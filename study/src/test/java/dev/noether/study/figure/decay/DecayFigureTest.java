package dev.noether.study.figure.decay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.study.console.Json;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureRows;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.decay.DecayRuns.Rate;
import dev.noether.study.figure.experiment.Experiment;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cut short: every claim is computed again from the rows of the table. */
class DecayFigureTest {

    private static final long SEED = 2;
    private static final long STEPS = 60;
    private static final String[] RATES = {"0.04", "0.02", "0.01"};
    private static final double ROUNDING = 1e-12;

    private static FigureRows rows;
    private static DecayRuns runs;

    private static FigureRequest request() {
        return new FigureRequest(Backends.named("simd"), 2, SEED, FigureSize.DEFAULT);
    }

    @BeforeAll
    static void run() {
        FigureRequest request = request();
        List<Rate> rates = List.of(Rate.values());
        List<Experiment.Recording> recordings = rates.stream()
                .map(rate -> DecayRuns.experiment(rate, SEED, STEPS).run(request, done -> {}, () -> false))
                .toList();
        runs = new DecayRuns(rates, recordings);
        rows = new FigureRows(DecayFigure.table(runs, SEED), DecayClaims.of(runs));
    }

    private static double ratio(String eta, boolean decays) {
        String name = "SGD, eta " + eta + ", gamma " + (decays ? "eta/20" : "0");
        double ratio = sum(name, "|U|^2") / sum(name, "|W|^2");
        assertThat(rows.value(name, SEED, STEPS, "ratio")).isCloseTo(ratio, within(ROUNDING));
        return ratio;
    }

    /** Over all 16 seeds and the last three fifths: 36 observations each. */
    private static double sum(String name, String quantity) {
        var found = rows.rows(name, row -> row.quantity().equals(quantity));
        assertThat(found).hasSize(16 * 36).allMatch(row -> row.step() > 24);
        return found.stream().mapToDouble(row -> row.value()).sum();
    }

    private static double closed(String which) {
        return rows.value("closed form, " + which, SEED, 0, "ratio");
    }

    @Test
    void extrapolationsFollowFromTheTable() {
        double[] with = {ratio(RATES[0], true), ratio(RATES[1], true), ratio(RATES[2], true)};
        double[] without = {ratio(RATES[0], false), ratio(RATES[1], false), ratio(RATES[2], false)};
        double fine = 2 * with[2] - with[1];
        assertThat(rows.claimed("richardsonError"))
                .isCloseTo(
                        Math.max(Math.abs(2 * with[1] - with[0] - closed("g")), Math.abs(fine - closed("g"))),
                        within(ROUNDING));
        assertThat(rows.claimed("richardsonErrorWithout"))
                .isCloseTo(
                        Math.max(
                                Math.abs(2 * without[1] - without[0] - closed("no weight decay")),
                                Math.abs(2 * without[2] - without[1] - closed("no weight decay"))),
                        within(ROUNDING));
        assertThat(rows.claimed("errorRatio1"))
                .isCloseTo((with[0] - closed("g")) / (with[1] - closed("g")), within(1e-9));
        assertThat(rows.claimed("errorRatio2"))
                .isCloseTo((with[1] - closed("g")) / (with[2] - closed("g")), within(1e-9));
        assertThat(rows.claimed("wrongTwice")).isCloseTo(Math.abs(fine - closed("2 g")), within(ROUNDING));
        assertThat(rows.claimed("wrongHalf")).isCloseTo(Math.abs(fine - closed("g/2")), within(ROUNDING));
        assertThat(rows.claimed("wrongPrinted")).isCloseTo(Math.abs(fine - closed("2 gamma")), within(ROUNDING));
    }

    /** (sum sqrt((Gw + g)/(Gu + g))) / (sum sqrt((Gu + g)/(Gw + g))) with Gw = 2 (0.3, 1.7) and Gu = 2. */
    @Test
    void theClosedFormsAreThoseOfAnalysis() {
        assertThat(closed("g")).isCloseTo(ratio(0.5), within(1e-4)).isCloseTo(0.8285, within(1e-4));
        assertThat(closed("2 g")).isCloseTo(ratio(1), within(1e-4)).isCloseTo(0.8844, within(1e-4));
        assertThat(closed("g/2")).isCloseTo(ratio(0.25), within(1e-4)).isCloseTo(0.7828, within(1e-4));
        // 2 gamma = 2 * 0.01 / 20
        assertThat(closed("2 gamma")).isCloseTo(ratio(0.001), within(1e-6));
        assertThat(closed("no weight decay")).isCloseTo(ratio(0), within(1e-9));
    }

    private static double ratio(double g) {
        double low = Math.sqrt((0.6 + g) / (2 + g));
        double high = Math.sqrt((3.4 + g) / (2 + g));
        return (low + high) / (1 / low + 1 / high);
    }

    @Test
    void theBoundsAreThoseOfTheSpecification() {
        assertThat(DecayClaims.of(runs))
                .extracting(Claim::quantity, Claim::bound)
                .containsExactly(
                        tuple("richardsonError", new Claim.Below(0.003)),
                        tuple("errorRatio1", new Claim.Within(1.7, 2.5)),
                        tuple("errorRatio2", new Claim.Within(1.7, 2.5)),
                        tuple("wrongTwice", new Claim.Above(0.03)),
                        tuple("wrongHalf", new Claim.Above(0.03)),
                        tuple("wrongPrinted", new Claim.Above(0.03)),
                        tuple("richardsonErrorWithout", new Claim.Below(0.003)),
                        tuple("chargeIdentityError", new Claim.Below(1e-14)));
    }

    @Test
    void theChargeIdentityHolds() {
        assertThat(rows.claimed("chargeIdentityError")).isLessThan(1e-14).isPositive();
    }

    @Test
    void settingsAndCaptionCanBeWritten() {
        assertThat(Json.text(DecayFigure.settings(request(), runs))).contains("\"precision\":\"double\"");
        assertThat(DecayFigure.caption(request(), runs))
                .contains("simd backend")
                .doesNotContain("%");
    }
}
