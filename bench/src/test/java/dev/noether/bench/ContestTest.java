package dev.noether.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContestTest {

    private static final int ROUNDS = 3;

    @Test
    void everybodyHasATurnInEveryRoundAndAnotherBeginsEach() {
        List<String> calls = new ArrayList<>();
        List<Contest.Contender> contenders = List.of(contender("a", calls), contender("b", calls));
        List<Contest.Time> times = new Contest(ROUNDS, 1, 1, 1, false).run(contenders);
        assertThat(times).extracting(Contest.Time::name).containsExactly("a", "b");
        assertThat(times).allSatisfy(time -> {
            assertThat(time.nanoseconds()).isPositive();
            assertThat(time.operations()).isPositive();
        });
        // A turn is one operation that is not timed and the timed ones: the last six turns are the rounds.
        List<String> turns = calls.subList(calls.size() - 4 * ROUNDS, calls.size());
        assertThat(turns).containsExactly("a", "a", "b", "b", "b", "b", "a", "a", "a", "a", "b", "b");
    }

    private static Contest.Contender contender(String name, List<String> calls) {
        return new Contest.Contender(name, times -> {
            calls.add(name);
            long end = System.nanoTime() + 1000L * times;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void aTurnOfLongOperationsHasSeveral() {
        Contest.Contender slow = new Contest.Contender("slow", times -> {
            long end = System.nanoTime() + 3_000_000L * times;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        });
        assertThat(new Contest(ROUNDS, 1, 1, 1, false)
                        .run(List.of(slow))
                        .getFirst()
                        .operations())
                .isEqualTo(4);
    }

    @Test
    void aTimeIsTheMedianAndItsSpreadHalfTheDistanceOfTheQuartiles() {
        Contest.Time time = Contest.time("a", new double[] {100, 1, 4, 8, 2}, 7);
        assertThat(time.nanoseconds()).isEqualTo(4);
        assertThat(time.spread()).isCloseTo((8.0 - 2) / 2 / 4, within(1e-12));
        assertThat(time.operations()).isEqualTo(7);
    }

    @Test
    void quantilesAreLinearBetweenNeighbours() {
        double[] sorted = {1, 2, 4, 8};
        assertThat(Contest.quantile(sorted, 0)).isEqualTo(1);
        assertThat(Contest.quantile(sorted, 0.5)).isCloseTo(3, within(1e-12));
        assertThat(Contest.quantile(sorted, 0.75)).isCloseTo(5, within(1e-12));
        assertThat(Contest.quantile(sorted, 1)).isEqualTo(8);
    }
}
