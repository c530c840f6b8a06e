package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.LearningRate;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A schedule gives every step its own learning rate, on every model of a backend. Equality is equality of bits. */
public abstract class ScheduleContract extends BackendContract {

    private static final long SEED = 23;
    private static final int STEPS = 9;

    private static List<LearningRate> schedules(double rate) {
        return List.of(
                new LearningRate.Warmup(rate, 5, rate / 8),
                new LearningRate.Piecewise(
                        rate / 4, List.of(new LearningRate.Change(3, rate), new LearningRate.Change(7, rate / 2))),
                new LearningRate.Cosine(rate, 7),
                new LearningRate.StepDecay(rate, 2, 0.5));
    }

    @ParameterizedTest
    @MethodSource("models")
    void takesTheRateOfEachStep(ModelFamily family, Precision precision) {
        Replica plain = new ModelCases(family, precision, SEED).trajectory(1, 0.125);
        for (LearningRate schedule : schedules(plain.learningRate().peak())) {
            Replica scheduled = plain.with(schedule);
            try (Stepper whole = stepper(precision, List.of(plain, scheduled))) {
                for (int k = 0; k < STEPS; k++) {
                    Stepper.State before = whole.save(1);
                    Replica ofThisStep = plain.with(LearningRate.constant(schedule.at(k)));
                    try (Stepper single = stepper(precision, List.of(ofThisStep))) {
                        single.restore(0, before);
                        single.advance(k + 1, () -> false);
                        whole.advance(k + 1, () -> false);
                        assertThat(QuantityValues.of(whole.save(1).theta()))
                                .as("%s, step %s", schedule, k)
                                .containsExactly(
                                        QuantityValues.of(single.save(0).theta()));
                    }
                }
            }
        }
    }

    /** The looks for divergence and the replay to its step pass through many steps at once. */
    @Test
    void divergesAtTheSameStepAsInPieces() {
        for (Precision precision : precisions()) {
            Replica plain = new ModelCases(ModelFamily.IDENTITY, precision, SEED).trajectory(2, 0.125);
            LearningRate rise = new LearningRate.Piecewise(
                    plain.learningRate().peak() / 4, List.of(new LearningRate.Change(70, 1e3)));
            List<Long> steps = new ArrayList<>();
            for (int stride : new int[] {1000, 1}) {
                try (Stepper stepper = stepper(precision, List.of(plain.with(rise)))) {
                    for (long target = stride; !stepper.diverged(0) && target <= 1000; target += stride) {
                        stepper.advance(target, () -> false);
                    }
                    assertThat(stepper.diverged(0)).isTrue();
                    steps.add(stepper.step(0));
                }
            }
            assertThat(steps.get(0)).isEqualTo(steps.get(1)).isGreaterThan(70);
        }
    }

    private Stepper stepper(Precision precision, List<Replica> replicas) {
        return backend().stepper(new Run(replicas.getFirst().start().model(), precision, replicas, 2));
    }
}
