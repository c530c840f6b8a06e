package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backend;
import dev.noether.backend.Device;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Loss;
import dev.noether.model.Model;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.validate.Agreement;
import dev.noether.validate.AgreementCase;
import dev.noether.validate.BatchKind;
import dev.noether.validate.Shape;
import dev.noether.validate.TrajectoryAgreement;
import dev.noether.validate.TwoLayerCases;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every quantity agrees with the reference, with the shape of work of a CPU and of a GPU. */
final class AgreementTest {

    private static final long SEED = 20260;
    private static final int RANDOM_CASES = 25;
    private static final int TRAJECTORIES = 12;
    private static final int STEPS = 300;

    /** The backend as it would work on a kind of device. */
    private record Shaped(Tuning tuning, Engine.Choice choice) implements Backend {

        @Override
        public String name() {
            return "opencl";
        }

        @Override
        public Optional<String> unusable() {
            return new OpenClBackend().unusable();
        }

        @Override
        public Optional<String> refuses(Precision precision) {
            return Optional.empty();
        }

        @Override
        public List<Device> devices() {
            return new OpenClBackend().devices();
        }

        @Override
        public Evaluator evaluator(Model model, Precision precision) {
            return OpenClEvaluator.open(device(), precision, (TwoLayerNet) model, tuning);
        }

        @Override
        public Stepper stepper(Run run) {
            return OpenClStepper.open(device(), run, (TwoLayerNet) run.model(), tuning, choice);
        }

        private static DeviceHandle device() {
            assertThat(Devices.found().reason()).as("why there is no device").isEmpty();
            return Devices.found().list().getFirst();
        }
    }

    @ParameterizedTest
    @EnumSource
    void agreesOnRandomShapesAsOnACpu(Precision precision) {
        agreesOnRandomShapes(precision, Tuning.CPU);
    }

    @ParameterizedTest
    @EnumSource
    void agreesOnRandomShapesAsOnAGpu(Precision precision) {
        agreesOnRandomShapes(precision, Tuning.GPU);
    }

    private static void agreesOnRandomShapes(Precision precision, Tuning tuning) {
        TwoLayerCases cases = new TwoLayerCases(precision, SEED);
        for (int number = 0; number < RANDOM_CASES; number++) {
            agrees(cases.draw(number), precision, tuning, number);
        }
    }

    /** Sizes on both sides of a tile and of a slice in every dimension. */
    @ParameterizedTest
    @EnumSource
    void agreesAtTheEdgesOfTiles(Precision precision) {
        TwoLayerCases cases = new TwoLayerCases(precision, SEED);
        int[] sizes = {31, 32, 33, 65};
        for (int n = 0; n < sizes.length; n++) {
            Shape shape = new Shape(sizes[n], sizes[(n + 1) % 4], sizes[(n + 2) % 4], sizes[(n + 3) % 4]);
            for (BatchKind kind : BatchKind.values()) {
                agrees(cases.of(shape, kind, Loss.SUM, 0.25, n), precision, Tuning.CPU, n);
                agrees(cases.of(shape, kind, Loss.SUM, 0.25, n), precision, Tuning.GPU, n);
            }
        }
    }

    private static void agrees(AgreementCase at, Precision precision, Tuning tuning, int number) {
        Agreement.measure(new Shaped(tuning, null), precision, at)
                .forEach((quantity, deviation) -> assertThat(deviation.holds())
                        .as("%s, case %d of seed %d, %s: %s", quantity, number, SEED, at.model(), deviation)
                        .isTrue());
    }

    @ParameterizedTest
    @EnumSource
    void followsTheReference(Precision precision) {
        TwoLayerCases cases = new TwoLayerCases(precision, SEED);
        for (int number = 0; number < TRAJECTORIES; number++) {
            Engine.Choice choice = Engine.Choice.values()[number % Engine.Choice.values().length];
            assertThat(TrajectoryAgreement.measure(
                            new Shaped(Tuning.CPU, choice), precision, cases.trajectory(number), STEPS))
                    .as("trajectory %d of seed %d, %s", number, SEED, choice)
                    .satisfies(deviation ->
                            assertThat(deviation.holds()).as("%s", deviation).isTrue());
        }
    }

    @Test
    void isFoundByItsName() {
        assertThat(dev.noether.backend.Backends.named("opencl")).isInstanceOf(OpenClBackend.class);
    }
}
