package dev.noether.study.figure.circle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.study.figure.FigureRows;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Claims are recomputed from the table, as a reader of the CSV would. */
class CircleFigureTest {

    private static final String SGD = "SGD, eta 0.05";
    private static final String CHARGE = "|theta|^2";
    private static final long SEED = 5;
    private static final double ROUNDING = 1e-12;

    private static FigureRows rows;

    @BeforeAll
    static void run() {
        rows = FigureRows.of(new CircleFigure(), SEED);
    }

    private static double charge(long seed, long step) {
        return rows.value(SGD, seed, step, CHARGE);
    }

    @Test
    void everyClaimHolds() {
        rows.requireClaimsHold(7);
    }

    @Test
    void theNormOfSgdGrowsInEveryStepAsTheTableSays() {
        long falls = 0;
        for (long seed = SEED; seed < SEED + 4; seed++) {
            List<Double> charges = rows.values(SGD, seed, CHARGE);
            assertThat(charges).hasSize(10_001);
            for (int k = 1; k < charges.size(); k++) {
                falls += charges.get(k) < charges.get(k - 1) * (1 - 4 * Math.ulp(1.0)) ? 1 : 0;
            }
        }
        assertThat(rows.claimed("fallsSgd")).isEqualTo(falls);
    }

    @Test
    void itsGrowthFollowsFromTheTable() {
        double least = LongStream.range(SEED, SEED + 4)
                .mapToDouble(seed -> charge(seed, 10_000) / charge(seed, 0))
                .min()
                .orElseThrow();
        assertThat(rows.claimed("growthSgd")).isCloseTo(least, within(ROUNDING));
        // sqrt(1 + 2 (eta^2 / S) 4 s^2 T)
        double theory = Math.sqrt(1 + 2 * 0.05 * 0.05 * 4 * 0.25 * 10_000);
        double farthest = 1;
        for (long seed = SEED; seed < SEED + 4; seed++) {
            double ratio = charge(seed, 10_000) / theory;
            farthest = Math.abs(Math.log(ratio)) > Math.abs(Math.log(farthest)) ? ratio : farthest;
        }
        assertThat(rows.claimed("growthOverTheory")).isCloseTo(farthest, within(ROUNDING));
        assertThat(rows.value("theory", SEED, 10_000, CHARGE)).isCloseTo(theory, within(ROUNDING));
    }

    @Test
    void whatGdConvertsFollowsFromTheTable() {
        assertThat(rows.claimed("conversionSlow")).isCloseTo(conversion("GD, eta 0.001", 0.001, 20_000), within(1e-9));
        assertThat(rows.claimed("conversionFast")).isCloseTo(conversion("GD, eta 0.1", 0.1, 2000), within(1e-9));
        double norm = Math.sqrt(rows.value("GD, eta 0.001", SEED, 20_000, CHARGE));
        assertThat(rows.claimed("normGd")).isCloseTo(Math.abs(norm - 1), within(ROUNDING));
    }

    private static double conversion(String series, double eta, long end) {
        double charge = rows.value(series, SEED, end, CHARGE) - rows.value(series, SEED, 0, CHARGE);
        double loss = rows.value(series, SEED, 0, "loss") - rows.value(series, SEED, end, "loss");
        return charge / (eta * loss);
    }

    @Test
    void theChargeIdentityFollowsFromTheTable() {
        rows.requireChargeIdentity(
                series -> Double.parseDouble(series.substring(series.indexOf("eta ") + 4)), 0, 5 * 4 * (4 + 2));
    }

    /** The loss at t is the noise, at -t it is 4 more, and it does not change along a ray. */
    @Test
    void theLandscapeIsThePopulationLoss() {
        assertThat(CirclePanels.loss(3, 0)).isCloseTo(0.25, within(ROUNDING));
        assertThat(CirclePanels.loss(-0.1, 0)).isCloseTo(4.25, within(ROUNDING));
        double start = rows.value("GD, eta 0.001", SEED, 0, "loss");
        assertThat(CirclePanels.loss(7 * Math.cos(2.5), 7 * Math.sin(2.5))).isCloseTo(start, within(ROUNDING));
    }
}
