package dev.noether.study.figure.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backends;
import dev.noether.study.figure.Claim;
import dev.noether.study.figure.FigureData;
import dev.noether.study.figure.FigureRequest;
import dev.noether.study.figure.FigureSize;
import dev.noether.study.figure.LongTable;
import dev.noether.study.figure.plot.Panel;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A short run; claims are recomputed from the table. */
class FlowFigureTest {

    private static final long STEPS = 480;

    private static FigureData data;

    @BeforeAll
    static void run() {
        data = new FlowFigure(STEPS)
                .run(new FigureRequest(Backends.named("simd"), 2, 5, FigureSize.DEFAULT), done -> {}, () -> false);
    }

    private static Claim claim(String quantity) {
        return data.claims().stream()
                .filter(claim -> claim.quantity().equals(quantity))
                .findFirst()
                .orElseThrow();
    }

    private static double late(String motion, NoisePattern pattern, int parts, String quantity) {
        return data.table().rows().stream()
                .filter(row -> row.series().equals(motion + ", " + pattern.label())
                        && row.quantity().equals(quantity)
                        && 5 * row.step() > 4 * STEPS * parts)
                .mapToDouble(LongTable.Row::value)
                .average()
                .orElseThrow();
    }

    @Test
    void theDifferenceFollowsFromTheTable() {
        double largest = 0;
        for (NoisePattern pattern : NoisePattern.values()) {
            for (String norm : new String[] {"|U|^2", "|W|^2"}) {
                double sgd = late("SGD", pattern, 1, norm);
                largest = Math.max(largest, Math.abs(late("flow, dt = eta/2", pattern, 2, norm) / sgd - 1));
                largest = Math.max(largest, Math.abs(late("flow, dt = eta/4", pattern, 4, norm) / sgd - 1));
            }
        }
        assertThat(data.claims()).hasSize(2);
        assertThat(claim("flowOverSgd").measured()).isCloseTo(largest, within(1e-12));
    }

    /** The identity holds for the flow's own step, which is no multiple of a minibatch gradient. */
    @Test
    void theChargeIdentityHoldsForTheFlow() {
        assertThat(data.table().rows().stream()
                        .filter(row -> row.series().startsWith("flow")
                                && row.quantity().equals("gAg")))
                .hasSizeGreaterThan(100);
        assertThat(claim("chargeIdentityError").measured()).isPositive().isLessThan(1e-14);
    }

    @Test
    void panelsHaveAPointForEveryPattern() {
        assertThat(data.panels())
                .hasSize(2)
                .allSatisfy(panel -> assertThat(((Panel.Plane) panel).series())
                        .hasSize(4)
                        .filteredOn(series -> !series.name().equals("closed form"))
                        .allMatch(series -> series.x().length == NoisePattern.values().length));
    }
}
