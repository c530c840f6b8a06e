package dev.noether.study.figure.normalized;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.study.figure.FigureRows;
import dev.noether.study.figure.LongTable;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Claims are recomputed from the table, as a reader of the CSV would. */
class NormalizedFigureTest {

    private static final long SEED = 3;
    private static final long END = 10_000;
    private static final List<String> NETS = List.of("Net-A", "Net-B");
    private static final double ROUNDING = 1e-12;

    private static FigureRows rows;

    @BeforeAll
    static void run() {
        rows = FigureRows.of(new NormalizedFigure(), SEED);
    }

    private static long falls(String net, long seed, String quantity) {
        List<Double> charges = rows.values("SGD, " + net, seed, quantity);
        assertThat(charges).hasSize((int) END + 1);
        long falls = 0;
        for (int k = 1; k < charges.size(); k++) {
            falls += charges.get(k) < charges.get(k - 1) * (1 - 4 * Math.ulp(1.0)) ? 1 : 0;
        }
        return falls;
    }

    private static double growth(String series, long seed) {
        return rows.value(series, seed, END, "|theta|^2") / rows.value(series, seed, 0, "|theta|^2") - 1;
    }

    @Test
    void everyClaimHolds() {
        rows.requireClaimsHold(8);
    }

    @Test
    void fallsFollowFromTheTable() {
        long total = 0;
        long layers = 0;
        long least = Long.MAX_VALUE;
        for (long seed = SEED; seed < SEED + 2; seed++) {
            total += falls("Net-A", seed, "|theta|^2") + falls("Net-B", seed, "|theta|^2");
            layers += falls("Net-B", seed, "|U|^2") + falls("Net-B", seed, "|W|^2");
            least = Math.min(least, falls("Net-A", seed, "|W|^2"));
        }
        assertThat(rows.claimed("fallsTotal")).isEqualTo(total);
        assertThat(rows.claimed("fallsOfLayers")).isEqualTo(layers);
        assertThat(rows.claimed("fallsOfW")).isEqualTo(least);
    }

    @Test
    void growthFollowsFromTheTable() {
        double least = Double.POSITIVE_INFINITY;
        double most = 0;
        double farthest = 1;
        for (String net : NETS) {
            least = Math.min(least, Math.min(growth("SGD, " + net, SEED), growth("SGD, " + net, SEED + 1)));
            String gd = "GD, " + net;
            most = Math.max(most, growth(gd, SEED));
            double charge = rows.value(gd, SEED, END, "|theta|^2") - rows.value(gd, SEED, 0, "|theta|^2");
            double loss = rows.value(gd, SEED, 0, "loss") - rows.value(gd, SEED, END, "loss");
            double ratio = charge / (0.01 * loss);
            farthest = Math.abs(ratio - 1) > Math.abs(farthest - 1) ? ratio : farthest;
        }
        assertThat(rows.claimed("growthSgd")).isCloseTo(least, within(ROUNDING));
        assertThat(rows.claimed("growthGd")).isCloseTo(most, within(ROUNDING));
        assertThat(rows.claimed("conversion")).isCloseTo(farthest, within(1e-9));
    }

    @Test
    void theRadialGradientFollowsFromTheTable() {
        double largest = 0;
        for (String net : NETS) {
            List<LongTable.Row> found =
                    rows.rows("SGD, " + net, row -> row.quantity().equals("|g.theta|/(|g||theta|)"));
            assertThat(found).hasSize(2 * 5 * 4);
            largest = Math.max(
                    largest,
                    found.stream().mapToDouble(LongTable.Row::value).max().orElseThrow());
        }
        assertThat(rows.claimed("radialGradient")).isEqualTo(largest);
    }

    @Test
    void theChargeIdentityFollowsFromTheTable() {
        // The run whose noise is observed takes the same steps once more.
        rows.requireChargeIdentity(series -> 0.01, 0, 5 * 4 * 2 * (2 + 2 + 1));
    }

    /** The Noether flow, by the trapezoidal rule in steps of 200: what the minibatches themselves do is close to it. */
    @Test
    void theTheoryFollowsFromTheTable() {
        for (String net : NETS) {
            String sgd = "SGD, " + net;
            double sum = 0;
            for (long step = 0; step <= END; step += 200) {
                double force = rows.value(sgd, SEED, step, "Tr Sigma") + rows.value(sgd, SEED, step, "|grad L|^2");
                sum += (step == 0 || step == END ? 0.5 : 1) * force;
            }
            double charge = rows.value(sgd, SEED, 0, "|theta|^2") + 1e-4 * 200 * sum;
            assertThat(rows.value("theory, " + net, SEED, END, "|theta|^2")).isCloseTo(charge, within(1e-9));
            assertThat(charge / rows.value(sgd, SEED, END, "|theta|^2")).isBetween(0.95, 1.05);
        }
    }
}
