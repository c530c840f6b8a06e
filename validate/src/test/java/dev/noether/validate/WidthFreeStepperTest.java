package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Backend;
import dev.noether.backend.Backends;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Loss;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.reduction.WidthFreeStepper;
import dev.noether.reduction.WidthReduction;
import dev.noether.sgd.Initialization;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianSampler;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The reduced run of a wide net against the run of the whole net on the same minibatches. */
class WidthFreeStepperTest {

    private static final int INPUTS = 5;
    private static final int OUTPUTS = 3;
    private static final int HIDDEN = 29;
    private static final int SAMPLES = 7;

    /** Relative to the largest value: 4500 eps for the rounding of 300 steps, which contract. */
    private static final double DOUBLE = 1e-12;

    /** The same in float. */
    private static final double FLOAT = 1e-4;

    private static GaussianTask task() {
        return new GaussianTask(
                Covariance.diagonal(0.5, 1.5, 1, 0.7, 1.3),
                Covariance.diagonal(0.1, 0.3, 0.2),
                new Initialization.Gaussian(0.5)
                        .draw(TwoLayerNet.linear(INPUTS, OUTPUTS, 1, Loss.SUM), Precision.DOUBLE, 77)
                        .block(TwoLayerNet.W));
    }

    private static Replica replica(int hidden, Loss loss, String source, long seed, double rate, double decay) {
        GaussianTask task = task();
        BatchSource batches =
                switch (source) {
                    case "fresh" -> new BatchSource.Fresh(task, SAMPLES);
                    case "drawn" ->
                        new BatchSource.Drawn(GaussianSampler.dataSet(task, Precision.DOUBLE, seed, 40), SAMPLES);
                    default -> new BatchSource.Fixed(new Batch.Population(task));
                };
        Parameters start = new Initialization.Kaiming()
                .draw(TwoLayerNet.linear(INPUTS, hidden, OUTPUTS, loss), Precision.DOUBLE, seed);
        return new Replica(seed, rate, decay, batches, new Batch.Population(task), start);
    }

    private static Run run(Precision precision, Replica... replicas) {
        return new Run(replicas[0].start().model(), precision, List.of(replicas), 2);
    }

    private static Parameters read(Stepper stepper, int replica, Run run) {
        Parameters theta = Parameters.allocate(run.model(), run.precision());
        stepper.read(replica, theta);
        return theta;
    }

    private static void assertClose(double[] actual, double[] expected, double tolerance, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual).as(what).containsExactly(expected, within(tolerance * Math.max(largest, 1e-3)));
    }

    private static void assertSamePath(Backend backend, Run run, int steps, double tolerance) {
        try (Stepper whole = backend.stepper(run);
                Stepper reduced = WidthFreeStepper.of(backend, run)) {
            for (int target : new int[] {0, 1, steps}) {
                whole.advance(target, () -> false);
                reduced.advance(target, () -> false);
                for (int r = 0; r < whole.replicas(); r++) {
                    assertThat(reduced.step(r)).isEqualTo(target);
                    assertClose(
                            QuantityValues.of(read(reduced, r, run)),
                            QuantityValues.of(read(whole, r, run)),
                            tolerance,
                            "parameters of replica " + r + " at step " + target);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "reference, SUM, fresh, 0, 29",
        "reference, MEAN, drawn, 0.05, 9",
        "simd, SUM, fresh, 0.05, 29",
        "simd, MEAN, fresh, 0, 101",
        "simd, SUM, drawn, 0.01, 9",
        "simd, MEAN, population, 0.05, 29"
    })
    void isTheTrajectoryOfTheWholeNet(String backend, Loss loss, String source, double decay, int hidden) {
        Run run = run(
                Precision.DOUBLE,
                replica(hidden, loss, source, 3, 0.02, decay),
                replica(hidden, loss, source, 4, 0.01, decay));
        assertSamePath(Backends.named(backend), run, 300, DOUBLE);
    }

    @Test
    void followsItInFloatToTheRoundingOfFloat() {
        assertSamePath(
                Backends.named("simd"),
                run(Precision.FLOAT, replica(HIDDEN, Loss.SUM, "fresh", 3, 0.02, 0.01)),
                300,
                FLOAT);
    }

    /** U, W or both start at zero: zero stays zero, and nothing that the start does not span may appear. */
    @ParameterizedTest
    @ValueSource(strings = {"U", "W", "UW"})
    void startsAtParametersWithoutFullRank(String zero) {
        Replica some = replica(HIDDEN, Loss.SUM, "fresh", 8, 0.02, 0.03);
        Parameters start = some.start().copy(Precision.DOUBLE);
        for (int j = 0; j < HIDDEN; j++) {
            for (int i = 0; i < OUTPUTS && zero.contains("U"); i++) {
                start.block(TwoLayerNet.U).set(i, j, 0);
            }
            for (int i = 0; i < INPUTS && zero.contains("W"); i++) {
                start.block(TwoLayerNet.W).set(j, i, 0);
            }
        }
        Replica replica = new Replica(8, 0.02, 0.03, some.source(), some.observed(), start);
        assertSamePath(Backends.named("simd"), run(Precision.DOUBLE, replica), 300, DOUBLE);
    }

    /** Same, mapped and lifted ones at once, over the population and over samples; the result was NaN before. */
    @ParameterizedTest
    @CsvSource({"reference, population", "simd, population", "simd, samples"})
    void observesEveryQuantityOfTheWholeNet(String name, String observed) {
        Backend backend = Backends.named(name);
        Replica of = replica(HIDDEN, Loss.MEAN, "fresh", 6, 0.05, 0.02);
        Batch batch = observed.equals("samples")
                ? GaussianSampler.evaluationBatch(task(), Precision.DOUBLE, 6, 11)
                : of.observed();
        Run run = run(Precision.DOUBLE, new Replica(6, 0.05, 0.02, of.source(), batch, of.start()));
        Set<Quantity> all = Quantity.definedOn(run.model(), batch);
        assertThat(all.stream().map(WidthReduction::carriage)).contains(WidthReduction.Carriage.values());
        Result expected = new Result(run.model(), Precision.DOUBLE, all, 11);
        Result actual = new Result(run.model(), Precision.DOUBLE, all, 11);
        QuantityValues.erase(actual);
        try (Stepper whole = backend.stepper(run);
                Stepper reduced = WidthFreeStepper.of(backend, run)) {
            whole.advance(60, () -> false);
            reduced.advance(60, () -> false);
            whole.observe(0, all, expected);
            reduced.observe(0, all, actual);
        }
        for (Quantity quantity : all) {
            assertClose(
                    QuantityValues.of(quantity, actual),
                    QuantityValues.of(quantity, expected),
                    10 * DOUBLE,
                    quantity.name());
        }
    }

    @Test
    void divergesAtTheStepOfTheWholeNet() {
        Backend backend = Backends.named("simd");
        Run run = run(
                Precision.DOUBLE,
                replica(HIDDEN, Loss.SUM, "fresh", 1, 1.5, 0),
                replica(HIDDEN, Loss.SUM, "fresh", 2, 0.01, 0));
        try (Stepper whole = backend.stepper(run);
                Stepper reduced = WidthFreeStepper.of(backend, run)) {
            whole.advance(200, () -> false);
            assertThat(reduced.advance(200, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            assertThat(whole.diverged(0)).isTrue();
            assertThat(reduced.diverged(0)).isTrue();
            assertThat(reduced.step(0)).isEqualTo(whole.step(0));
            assertThat(reduced.diverged(1)).isFalse();
            assertThat(reduced.step(1)).isEqualTo(200);
        }
    }

    @Test
    void goesOnFromASavedNarrowStateWithTheSameBits() {
        Backend backend = Backends.named("simd");
        Run run = run(Precision.DOUBLE, replica(HIDDEN, Loss.SUM, "fresh", 1, 0.02, 0.01));
        Stepper.State saved;
        double[] atOnce;
        try (Stepper stepper = WidthFreeStepper.of(backend, run)) {
            stepper.advance(23, () -> false);
            saved = stepper.save(0);
            stepper.advance(60, () -> false);
            atOnce = QuantityValues.of(read(stepper, 0, run));
        }
        assertThat(saved.theta().model()).isEqualTo(TwoLayerNet.linear(INPUTS, INPUTS + OUTPUTS, OUTPUTS, Loss.SUM));
        try (Stepper stepper = WidthFreeStepper.of(backend, run)) {
            stepper.restore(0, saved);
            assertThat(stepper.step(0)).isEqualTo(23);
            stepper.advance(60, () -> false);
            assertThat(QuantityValues.of(read(stepper, 0, run))).containsExactly(atOnce);
        }
    }

    @Test
    void refusesARunOfANetThatIsNotWide() {
        Run run = run(Precision.DOUBLE, replica(INPUTS + OUTPUTS, Loss.SUM, "fresh", 1, 0.02, 0));
        assertThatThrownBy(() -> WidthFreeStepper.of(Backends.named("simd"), run))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more hidden units than inputs and outputs together");
    }
}
