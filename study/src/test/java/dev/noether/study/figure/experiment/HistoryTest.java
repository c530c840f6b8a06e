package dev.noether.study.figure.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Histories that are filled by hand with simple numbers. */
class HistoryTest {

    private static final TwoLayerNet MODEL = TwoLayerNet.linear(2, 5, 3, Loss.SUM);

    private static final Measure OF_U = Measure.squaredNorm(TwoLayerNet.U, "U");

    private static final Measure CORNER =
            Measure.ofParameters("W[0,0]", theta -> theta.block(TwoLayerNet.W).get(0, 0));

    private static final Average GRAM =
            new Average("KU", Quantity.GRAMS, result -> result.gramU().clone());

    private static final Average ROW =
            Average.ofParameters("row", theta -> theta.block(TwoLayerNet.W).toRows()[0]);

    private static History filled(long steps, long end) {
        History history = new History("SGD", 3, steps, List.of(OF_U, CORNER), List.of(GRAM, ROW));
        Result result = new Result(MODEL, Precision.DOUBLE, Set.of(Quantity.SQUARED_NORM, Quantity.GRAMS));
        Parameters theta = Parameters.allocate(MODEL, Precision.DOUBLE);
        for (long step = 0; step <= end; step += 10) {
            result.squaredNormByBlock()[TwoLayerNet.U] = step;
            result.gramU()[4] = -step;
            theta.block(TwoLayerNet.W).set(0, 0, 2 * step);
            history.add(step, result, theta);
        }
        return history;
    }

    @Test
    void averagesOverTheLastFifth() {
        History history = filled(1000, 1000);
        // 810, 820, ... 1000
        assertThat(history.late(OF_U)).isEqualTo(905);
        assertThat(history.late(CORNER)).isEqualTo(1810);
        assertThat(history.late(GRAM)).hasSize(9).contains(-905);
        assertThat(history.late(ROW)).containsExactly(1810, 0);
    }

    @Test
    void aTrajectoryThatEndedEarlyHasNoAverage() {
        assertThat(filled(1000, 500).late(OF_U)).isNaN();
        assertThat(filled(1000, 500).late(GRAM)).hasSize(9).contains(Double.NaN);
        History diverged = filled(1000, 900);
        diverged.divergedAt(905);
        assertThat(diverged.late(OF_U)).isNaN();
        assertThat(diverged.late(ROW)).containsExactly(Double.NaN, Double.NaN);
        assertThat(diverged.divergenceStep()).isEqualTo(905);
    }

    @Test
    void cutShortItEndsEarlier() {
        History cut = filled(1000, 1000).until(500);
        assertThat(cut.lastStep()).isEqualTo(500);
        assertThat(cut.last(OF_U)).isEqualTo(500);
        // 410, 420, ... 500
        assertThat(cut.late(OF_U)).isEqualTo(455);
    }

    @Test
    void aValueBetweenObservationsIsTheOneBefore() {
        assertThat(filled(1000, 1000).at(57, OF_U)).isEqualTo(50);
        assertThat(filled(1000, 1000).first(OF_U)).isZero();
    }

    @Test
    void whatWasNotRecordedIsNamed() {
        History history = filled(10, 10);
        assertThatThrownBy(() -> history.late(Measure.LOSS)).hasMessage("loss was not recorded");
        Average other = Average.ofParameters("other", theta -> new double[0]);
        assertThatThrownBy(() -> history.late(other)).hasMessage("other was not averaged");
    }
}
