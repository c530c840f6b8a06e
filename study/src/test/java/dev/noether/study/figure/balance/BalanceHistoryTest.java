package dev.noether.study.figure.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import org.junit.jupiter.api.Test;

/** Histories that are filled by hand: relD = exp(-step / 100) + 0.001, and simple numbers for all else. */
class BalanceHistoryTest {

    private static final TwoLayerNet MODEL = TwoLayerNet.linear(2, 5, 3, Loss.SUM);

    private static BalanceHistory filled(long steps, long end) {
        BalanceHistory history = new BalanceHistory(steps);
        Result result = new Result(MODEL, Precision.DOUBLE, BalanceHistory.QUANTITIES);
        for (long step = 0; step <= end; step += 10) {
            double relative = Math.exp(-step / 100.0) + 0.001;
            result.taskBalanceNorms(0)[0] = relative * (4 + 6);
            result.taskBalanceNorms(0)[1] = 4;
            result.taskBalanceNorms(0)[2] = 6;
            result.squaredNormByBlock()[0] = step;
            result.squaredNormByBlock()[1] = 2 * step;
            for (int k = 0; k < 25; k++) {
                // Symmetric: the larger the sum of the indices, the larger the element.
                int sum = k / 5 + k % 5;
                result.taskBalance(0)[k] = (step == 0 ? 1 : 0.5) * (sum % 2 == 0 ? sum : -sum);
            }
            result.gramU()[4] = step;
            result.gramW()[1] = -step;
            history.add(step, 5, result);
        }
        return history;
    }

    @Test
    void followsTheTenLargestElementsOnceEach() {
        // On and above the diagonal of 5 x 5, by sum of indices: 8; 7; 6, 6; 5, 5; 4, 4, 4; and the first 3.
        assertThat(filled(1000, 1000).followed()).containsExactly(24, 19, 14, 18, 9, 13, 4, 8, 12, 3);
    }

    @Test
    void averagesOverTheLastFifth() {
        BalanceHistory history = filled(1000, 1000);
        // 810, 820, ... 1000
        assertThat(history.meanSquaredU()).isEqualTo(905);
        assertThat(history.meanSquaredW()).isEqualTo(1810);
        assertThat(history.meanGramU()[4]).isEqualTo(905);
        assertThat(history.meanGramW()[1]).isEqualTo(-905);
    }

    @Test
    void aTrajectoryThatEndedEarlyHasNoAverage() {
        BalanceHistory history = filled(1000, 500);
        assertThat(history.meanSquaredU()).isNaN();
        assertThat(history.meanGramU()).contains(Double.NaN);
    }

    @Test
    void fitsUntilTwiceTheFloor() {
        BalanceHistory history = filled(1000, 1000);
        double floor = BalanceMeasures.floor(history, 1000);
        assertThat(floor).isCloseTo(0.001 + Math.exp(-9.05), within(1e-4));
        LineFit fit = BalanceMeasures.decay(history, 1000);
        assertThat(fit.slope()).isCloseTo(-0.01, within(1e-3));
        assertThat(fit.determination()).isGreaterThan(0.998).isLessThan(1);
    }

    @Test
    void elementsThatHalveHaveHalfRemaining() {
        assertThat(BalanceMeasures.remainingElements(filled(1000, 1000), 1000)).isEqualTo(0.5);
    }

    @Test
    void theFactorFarthestFromTwoCountsFactors() {
        assertThat(BalanceMeasures.farthestFromTwo(new double[] {1.9, 2.1, 1.5, 2.6}))
                .isEqualTo(1.5);
        assertThat(BalanceMeasures.farthestFromTwo(new double[] {1.9, 2.9})).isEqualTo(2.9);
    }
}
