package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Backend;
import dev.noether.model.Loss;
import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every backend gives the numbers of the reference, to rounding: at points, along trajectories, in exact identities. */
public abstract class AgreementContract extends BackendContract {

    private static final long SEED = 3;
    private static final int TRAJECTORIES = 6;

    /** How many random points a precision is tested at; fewer where a kernel is built for each shape. */
    protected int cases() {
        return 60;
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void agreesWithTheReferenceAtRandomPoints(Precision precision) {
        TwoLayerCases points = new TwoLayerCases(precision, SEED);
        for (int n = 0; n < cases(); n++) {
            assertHolds(points.draw(n), precision);
        }
    }

    @ParameterizedTest
    @MethodSource("precisionsAndShapes")
    void agreesWithTheReferenceAtTheEdgesOfTiles(Precision precision, Shape shape) {
        TwoLayerCases points = new TwoLayerCases(precision, SEED);
        for (BatchKind kind : BatchKind.values()) {
            assertHolds(points.of(shape, kind, Loss.MEAN, 0.0078125, 1), precision);
        }
    }

    @ParameterizedTest
    @MethodSource("precisionsAndTrajectories")
    void followsTheReferenceForAThousandSteps(Precision precision, int number) {
        Backend backend = backend();
        Deviation deviation = TrajectoryAgreement.measure(
                backend, precision, new TwoLayerCases(precision, SEED).trajectory(number, 0.125), 1000);
        assertThat(deviation.error()).isLessThanOrEqualTo(deviation.bound());
    }

    @ParameterizedTest
    @MethodSource("precisionsAndTrajectories")
    void keepsTheNoetherIdentityAtEveryStep(Precision precision, int number) {
        Deviation deviation = NoetherIdentity.measure(
                backend(), precision, new TwoLayerCases(precision, SEED).trajectory(number, 0.25), 300);
        assertThat(deviation.error()).isLessThanOrEqualTo(deviation.bound());
    }

    private void assertHolds(AgreementCase point, Precision precision) {
        new Agreement(point, precision)
                .measure(backend())
                .forEach((quantity, deviation) -> assertThat(deviation.error())
                        .as(
                                "%s of %s on %s",
                                quantity,
                                point.model(),
                                point.batch().getClass().getSimpleName())
                        .isLessThanOrEqualTo(deviation.bound()));
    }

    protected final List<Arguments> precisionsAndShapes() {
        List<Shape> shapes = List.of(
                new Shape(1, 1, 1, 1),
                new Shape(1, 200, 1, 3),
                new Shape(7, 1, 11, 2),
                new Shape(3, 5, 1, 1),
                new Shape(8, 16, 4, 8),
                new Shape(15, 17, 31, 9),
                new Shape(33, 63, 65, 15),
                new Shape(31, 129, 7, 101),
                new Shape(200, 13, 127, 5),
                new Shape(61, 199, 200, 10));
        List<Arguments> arguments = new ArrayList<>();
        for (Precision precision : precisions()) {
            shapes.forEach(shape -> arguments.add(Arguments.of(precision, shape)));
        }
        return arguments;
    }

    protected final List<Arguments> precisionsAndTrajectories() {
        List<Arguments> arguments = new ArrayList<>();
        for (Precision precision : precisions()) {
            for (int number = 0; number < TRAJECTORIES; number++) {
                arguments.add(Arguments.of(precision, number));
            }
        }
        return arguments;
    }
}
