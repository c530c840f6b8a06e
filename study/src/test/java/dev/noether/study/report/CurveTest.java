package dev.noether.study.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CurveTest {

    private static Curve curve(double... values) {
        double[] steps =
                IntStream.range(0, values.length).mapToDouble(k -> 10.0 * k).toArray();
        return new Curve("SGD", "loss", 1, steps, values);
    }

    private static double[] noise(int count) {
        Random random = new Random(5);
        return random.doubles(count).toArray();
    }

    @Test
    void aShortCurveStaysAsItIs() {
        Curve curve = curve(noise(100));
        assertThat(curve.thinned(100)).isSameAs(curve);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 17, 200, 9999})
    void keepsEndsExtremesAndOrderWithinTheLimit(int limit) {
        double[] values = noise(10_007);
        values[5003] = 7;
        values[6011] = -7;
        Curve thin = curve(values).thinned(limit);
        assertThat(thin.size()).isLessThanOrEqualTo(limit);
        assertThat(thin.steps()).isSorted().startsWith(0).endsWith(100_060).contains(50_030, 60_110);
        assertThat(thin.values()).contains(7, -7);
        // Each point is one of the curve.
        for (int k = 0; k < thin.size(); k++) {
            assertThat(thin.values()[k]).isEqualTo(values[(int) (thin.steps()[k] / 10)]);
        }
    }

    @Test
    void everyPieceKeepsItsExtremes() {
        double[] values = noise(2 + 100 * 50);
        Curve thin = curve(values).thinned(2 + 2 * 50);
        for (int piece = 0; piece < 50; piece++) {
            double[] inside = Arrays.copyOfRange(values, 1 + 100 * piece, 101 + 100 * piece);
            assertThat(thin.values())
                    .contains(
                            DoubleStream.of(inside).min().orElseThrow(),
                            DoubleStream.of(inside).max().orElseThrow());
        }
    }

    @Test
    void aGapStaysAGap() {
        double[] values = noise(10_000);
        values[4321] = Double.NaN;
        values[7654] = Double.POSITIVE_INFINITY;
        Curve thin = curve(values).thinned(100);
        assertThat(thin.steps()).contains(43_210, 76_540);
        assertThat(thin.size()).isLessThanOrEqualTo(100);
    }
}
