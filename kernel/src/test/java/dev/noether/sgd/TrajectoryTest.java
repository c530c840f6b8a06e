package dev.noether.sgd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.backend.Stepper;
import dev.noether.model.Loss;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class TrajectoryTest {

    private final TwoLayerNet net = TwoLayerNet.linear(1, 1, 1, Loss.SUM);
    private final List<String> observed = new ArrayList<>();

    @Test
    void observesTheStartTheTimesAndTheEnd() {
        Stepper.Outcome outcome = run(new CountingStepper(Long.MAX_VALUE), 10, 4, () -> false);
        assertThat(outcome).isEqualTo(Stepper.Outcome.COMPLETED);
        assertThat(observed).containsExactly("0@0", "0@4", "0@8", "0@10");
    }

    @Test
    void observesADivergedReplicaNoMoreWhileTheOtherGoesOn() {
        Stepper.Outcome outcome = run(new CountingStepper(6, Long.MAX_VALUE), 10, 4, () -> false);
        assertThat(outcome).isEqualTo(Stepper.Outcome.COMPLETED);
        assertThat(observed).containsExactly("0@0", "1@0", "0@4", "1@4", "1@8", "1@10");
    }

    @Test
    void endsWhenEveryReplicaHasDiverged() {
        Stepper.Outcome outcome = run(new CountingStepper(3, 6), 100, 4, () -> false);
        assertThat(outcome).isEqualTo(Stepper.Outcome.DIVERGED);
        assertThat(observed).containsExactly("0@0", "1@0", "1@4");
    }

    @Test
    void keepsWhatWasObservedWhenCancelled() {
        Stepper.Outcome outcome = run(new CountingStepper(Long.MAX_VALUE), 100, 4, () -> observed.size() == 2);
        assertThat(outcome).isEqualTo(Stepper.Outcome.CANCELLED);
        assertThat(observed).containsExactly("0@0", "0@4");
    }

    @Test
    void goesOnFromWhereTheStepperStands() {
        CountingStepper stepper = new CountingStepper(Long.MAX_VALUE);
        stepper.advance(5, () -> false);
        run(stepper, 10, 4, () -> false);
        assertThat(observed).containsExactly("0@5", "0@8", "0@10");
    }

    private Stepper.Outcome run(Stepper stepper, long steps, long every, BooleanSupplier cancelled) {
        Trajectory trajectory = new Trajectory(steps, ObservationTimes.every(every), EnumSet.of(Quantity.LOSS));
        return trajectory
                .run(stepper, net, (replica, step, result) -> observed.add(replica + "@" + step), cancelled)
                .outcome();
    }

    /** Counts steps; replica r diverges at its given step. */
    private static final class CountingStepper implements Stepper {

        private final long[] divergesAt;
        private final long[] steps;

        CountingStepper(long... divergesAt) {
            this.divergesAt = divergesAt;
            steps = new long[divergesAt.length];
        }

        @Override
        public int replicas() {
            return steps.length;
        }

        @Override
        public Outcome advance(long target, BooleanSupplier cancelled) {
            if (cancelled.getAsBoolean()) {
                return Outcome.CANCELLED;
            }
            boolean anyLeft = false;
            for (int r = 0; r < steps.length; r++) {
                steps[r] = Math.min(target, divergesAt[r]);
                anyLeft |= !diverged(r);
            }
            return anyLeft ? Outcome.COMPLETED : Outcome.DIVERGED;
        }

        @Override
        public void step(Batch batch) {
            throw new AssertionError("a trajectory steps on the source's batches");
        }

        @Override
        public long step(int replica) {
            return steps[replica];
        }

        @Override
        public boolean diverged(int replica) {
            return steps[replica] >= divergesAt[replica];
        }

        @Override
        public void read(int replica, Parameters theta) {
            throw new AssertionError("nothing but observations comes back");
        }

        @Override
        public void observe(int replica, Set<Quantity> quantities, Result result) {
            assertThat(result.quantities()).containsAll(quantities);
        }

        @Override
        public State save(int replica) {
            throw new AssertionError("not saved");
        }

        @Override
        public void restore(int replica, State state) {
            throw new AssertionError("not restored");
        }

        @Override
        public void close() {}
    }
}
