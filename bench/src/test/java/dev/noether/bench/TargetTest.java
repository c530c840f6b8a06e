package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Precision;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTest {

    private static final Target OVER_FIVE = Target.ALL.getFirst();

    private static PeerTime time(Duel duel, Precision precision, Way way, double nanoseconds) {
        return new PeerTime(duel, precision, way, way.label(), nanoseconds, 0);
    }

    private static final List<PeerTime> TIMES = List.of(
            time(Duel.FIGURE_8, Precision.FLOAT, Way.NOETHER, 100),
            time(Duel.FIGURE_8, Precision.FLOAT, Way.FIVE_PRODUCTS, 240),
            time(Duel.FIGURE_8, Precision.FLOAT, Way.FIVE_PRODUCTS, 170),
            time(Duel.FIGURE_8, Precision.FLOAT, Way.REASSOCIATED, 104),
            time(Duel.FIGURE_8, Precision.DOUBLE, Way.FIVE_PRODUCTS, 1),
            time(Duel.FIGURE_8_TEAM, Precision.FLOAT, Way.FIVE_PRODUCTS, 1),
            time(Duel.TRACE_BY_SAMPLES, Precision.FLOAT, Way.NOETHER, 110),
            time(Duel.TRACE_BY_SAMPLES, Precision.FLOAT, Way.GRADIENT_ALONE, 100));

    private static Target target(Duel duel, Way against) {
        return Target.ALL.stream()
                .filter(target -> target.duel() == duel && target.against().contains(against))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isAgainstTheFastestOfItsKindInTheSameDuelAndPrecision() {
        double ratio = OVER_FIVE.reached(TIMES, Precision.FLOAT).orElseThrow();
        assertThat(ratio).isEqualTo(1.7);
        assertThat(OVER_FIVE.meetsMust(ratio)).isTrue();
        assertThat(OVER_FIVE.meetsAim(ratio)).isFalse();
    }

    @Test
    void fallsShortBelowTheMust() {
        Target order = target(Duel.FIGURE_8, Way.REASSOCIATED);
        assertThat(order.meetsMust(order.reached(TIMES, Precision.FLOAT).orElseThrow()))
                .isFalse();
    }

    @Test
    void whatIsToBeSmallIsOursOverTheirs() {
        Target trace = target(Duel.TRACE_BY_SAMPLES, Way.GRADIENT_ALONE);
        double ratio = trace.reached(TIMES, Precision.FLOAT).orElseThrow();
        assertThat(ratio).isCloseTo(1.1, within(1e-12));
        assertThat(trace.meetsMust(ratio)).isTrue();
        assertThat(trace.meetsAim(ratio)).isFalse();
    }

    @Test
    void isEmptyWhereOursOrTheirsWasNotMeasured() {
        assertThat(OVER_FIVE.reached(TIMES, Precision.DOUBLE)).isEmpty();
        assertThat(target(Duel.FIGURE_8_TEAM, Way.REASSOCIATED).reached(TIMES, Precision.FLOAT))
                .isEmpty();
    }

    @Test
    void ratiosOfAReportAreSuchThatMoreIsBetter() {
        Map<String, Double> ratios = new PeerReport(TIMES).ratios();
        assertThat(ratios)
                .containsEntry("S 100, 100-2000-100, float: over BLAS, five products", 1.7)
                .hasEntrySatisfying(
                        Duel.TRACE_BY_SAMPLES.label() + ", float: over Noether, gradient alone",
                        ratio -> assertThat(ratio).isCloseTo(1 / 1.1, within(1e-12)));
    }

    @Test
    void aimsAreHarderThanMusts() {
        assertThat(Target.ALL).allSatisfy(target -> {
            assertThat(target.meetsMust(target.aim())).isTrue();
            assertThat(target.meetsAim(target.must())).isFalse();
        });
    }
}
