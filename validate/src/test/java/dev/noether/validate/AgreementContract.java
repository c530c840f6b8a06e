package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Replica;
import dev.noether.model.Loss;
import dev.noether.model.Precision;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every backend gives the numbers of the reference, to rounding: every quantity and product of every model that it has, at
 * points, along trajectories, in exact identities. A failure names the family, precision, seed and number of its case, from
 * which {@link ModelCases} draws it again.
 */
public abstract class AgreementContract extends BackendContract {

    private static final long SEED = 3;
    private static final int TRAJECTORIES = 6;
    private static final int TRAJECTORIES_BUT_OF_LINEAR_NETS = 3;

    /** Fewer points and steps where only the width of vectors differs from another run of these tests. */
    private static final int CASES = Integer.getInteger("noether.validate.cases", 15);

    private static final int STEPS = Integer.getInteger("noether.validate.steps", 1000);

    /** How many random points a model is tested at in each precision; fewer where a kernel is built for each shape. */
    protected int cases() {
        return CASES;
    }

    /** How many trajectories of a family are followed in each precision; fewer where building kernels takes long. */
    protected int trajectories(ModelFamily family) {
        boolean linear = family == ModelFamily.IDENTITY || family == ModelFamily.DEEP_LINEAR;
        return linear ? TRAJECTORIES : TRAJECTORIES_BUT_OF_LINEAR_NETS;
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreesWithTheReferenceAtRandomPoints(ModelFamily family, Precision precision) {
        ModelCases points = new ModelCases(family, precision, SEED);
        for (int n = 0; n < cases(); n++) {
            assertHolds(points, points.draw(n), precision, "case " + n);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void agreesWithTheReferenceAtTheEdgesOfTiles(ModelFamily family, Precision precision) {
        ModelCases points = new ModelCases(family, precision, SEED);
        for (Shape shape : family == ModelFamily.IDENTITY ? LARGE_EDGES : EDGES) {
            for (BatchKind kind : points.batchKinds()) {
                AgreementCase point = points.of(shape, kind, Loss.MEAN, 0.0078125, 1);
                assertHolds(points, point, precision, shape + ", case 1");
            }
        }
    }

    /** Depths of 1 to 5, each with widths that no tile divides. */
    @ParameterizedTest
    @MethodSource("models")
    void agreesWithTheReferenceForEveryVariantOfAFamily(ModelFamily family, Precision precision) {
        ModelCases points = new ModelCases(family, precision, SEED);
        for (int number = 0; number < 5; number++) {
            for (BatchKind kind : points.batchKinds()) {
                AgreementCase point = points.of(new Shape(9, 17, 5, 13), kind, Loss.SUM, 0.375, number);
                assertHolds(points, point, precision, "case " + number);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void followsTheReferenceForAThousandSteps(ModelFamily family, Precision precision, int number) {
        Assumptions.assumeFalse(backend().name().equals("reference"), "the reference does not follow itself");
        Replica start = new ModelCases(family, precision, SEED).trajectory(number, 0.125);
        Deviation deviation = TrajectoryAgreement.measure(backend(), precision, start, STEPS);
        assertThat(deviation.error()).as("seed %d, trajectory %d", SEED, number).isLessThanOrEqualTo(deviation.bound());
    }

    @ParameterizedTest
    @MethodSource("trajectories")
    void keepsTheNoetherIdentityAtEveryStep(ModelFamily family, Precision precision, int number) {
        Replica start = new ModelCases(family, precision, SEED).trajectory(number, 0.25);
        Assumptions.assumeFalse(start.start().model().symmetries().isEmpty(), "no symmetry");
        Deviation deviation = NoetherIdentity.measure(backend(), precision, start, STEPS);
        assertThat(deviation.error()).as("seed %d, trajectory %d", SEED, number).isLessThanOrEqualTo(deviation.bound());
    }

    private void assertHolds(ModelCases points, AgreementCase point, Precision precision, String name) {
        new Agreement(point, points.direction(point.model(), 1), precision)
                .measure(backend())
                .forEach((quantity, deviation) -> assertThat(deviation.error())
                        .as("%s of seed %d, %s: %s", quantity, SEED, name, point)
                        .isLessThanOrEqualTo(deviation.bound()));
    }

    private static final List<Shape> EDGES = List.of(
            new Shape(1, 1, 1, 2),
            new Shape(1, 67, 1, 3),
            new Shape(7, 1, 11, 2),
            new Shape(3, 5, 1, 1),
            new Shape(8, 16, 4, 8),
            new Shape(15, 17, 31, 9),
            new Shape(33, 63, 5, 15),
            new Shape(31, 65, 7, 101));

    private static final List<Shape> LARGE_EDGES = List.of(
            new Shape(1, 1, 1, 1),
            new Shape(1, 200, 1, 3),
            new Shape(7, 1, 11, 2),
            new Shape(3, 5, 1, 1),
            new Shape(8, 16, 4, 8),
            new Shape(15, 17, 31, 9),
            new Shape(33, 63, 65, 15),
            new Shape(31, 129, 7, 101),
            new Shape(200, 13, 127, 5));

    protected final List<Arguments> trajectories() {
        List<Arguments> arguments = new ArrayList<>();
        for (Arguments model : models()) {
            for (int number = 0; number < trajectories((ModelFamily) model.get()[0]); number++) {
                arguments.add(Arguments.of(model.get()[0], model.get()[1], number));
            }
        }
        return arguments;
    }
}
