package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.backend.BackendException;
import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import dev.noether.validate.reference.Dense;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every backend's evaluator must satisfy, whatever the numbers: exact properties, and refusals. */
public abstract class EvaluatorContract extends BackendContract {

    private static final long SEED = 20;
    private static final Shape SHAPE = new Shape(9, 17, 5, 13);

    /** Cases whose numbers differ by this have one model: as many slopes and depths as there are divide it. */
    private static final int SAME_MODEL = 20;

    /** Charges, traces and Grams of a linear net are quadratic in theta, and doubling is exact in binary. */
    @ParameterizedTest
    @MethodSource("precisionsAndKinds")
    void quadruplesWhenParametersDouble(Precision precision, BatchKind kind) {
        AgreementCase point = point(precision, kind, 0);
        Parameters theta = point.parameters();
        Result once = compute(precision, theta, point.batch(), 0);
        Result twice = compute(precision, scaled(2, theta), point.batch(), 0);
        Set<Quantity> quadratic = EnumSet.of(
                Quantity.HESSIAN_TRACE,
                Quantity.SQUARED_NORM,
                Quantity.CHARGES,
                Quantity.CHARGE_MATRICES,
                Quantity.GRAMS);
        if (kind == BatchKind.POPULATION) {
            quadratic.add(Quantity.TASK_BALANCE);
            quadratic.add(Quantity.TASK_BALANCE_NORMS);
        }
        for (Quantity quantity : quadratic) {
            assertThat(QuantityValues.of(quantity, twice))
                    .as(quantity.name())
                    .containsExactly(scaled(4, QuantityValues.of(quantity, once)));
        }
    }

    /** With x and y the residual doubles; loss and gradient are quadratic in them, gammas of fourth order. */
    @ParameterizedTest
    @MethodSource("precisions")
    void scalesWithTheSamplesByPowersOfTwo(Precision precision) {
        AgreementCase point = point(precision, BatchKind.SAMPLES, 0);
        Batch.Samples samples = (Batch.Samples) point.batch();
        Batch doubled = new Batch.Samples(scaled(2, samples.x()), scaled(2, samples.y()));
        Result once = compute(precision, point.parameters(), samples, 0);
        Result twice = compute(precision, point.parameters(), doubled, 0);
        for (Quantity quantity : EnumSet.of(Quantity.LOSS, Quantity.GRADIENT, Quantity.HESSIAN_TRACE)) {
            assertThat(QuantityValues.of(quantity, twice))
                    .as(quantity.name())
                    .containsExactly(scaled(4, QuantityValues.of(quantity, once)));
        }
        for (Quantity quantity : EnumSet.of(Quantity.GAMMAS, Quantity.BALANCE)) {
            assertThat(QuantityValues.of(quantity, twice))
                    .as(quantity.name())
                    .containsExactly(scaled(16, QuantityValues.of(quantity, once)));
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void doesNotDependOnTheOrderOfSamples(Precision precision) {
        AgreementCase point = point(precision, BatchKind.SAMPLES, 0.375);
        Batch.Samples samples = (Batch.Samples) point.batch();
        Batch reversed = new Batch.Samples(reversed(samples.x()), reversed(samples.y()));
        Set<Quantity> averages = defined(point.model(), point.batch());
        averages.remove(Quantity.LOSS_PER_SAMPLE);
        assertAgree(point, precision, compute(precision, point.parameters(), reversed, 0.375, averages), 1);
    }

    /** With theta = 0 nothing is left of any product, and the loss is that of the labels. */
    @ParameterizedTest
    @MethodSource("precisionsAndKinds")
    void vanishesWithTheParameters(Precision precision, BatchKind kind) {
        AgreementCase point = point(precision, kind, 0);
        Parameters zero = Parameters.allocate(point.model(), precision);
        Result result = compute(precision, zero, point.batch(), 0.375);
        for (Quantity quantity : EnumSet.of(
                Quantity.GRADIENT,
                Quantity.SQUARED_NORM,
                Quantity.CHARGES,
                Quantity.CHARGE_MATRICES,
                Quantity.BALANCE,
                Quantity.GRAMS)) {
            assertThat(QuantityValues.of(quantity, result)).as(quantity.name()).containsOnly(0.0);
        }
        assertThat(result.hessianTraceByBlock())
                .containsExactly(
                        2 * 0.375 * SHAPE.outputs() * SHAPE.hidden(), 2 * 0.375 * SHAPE.hidden() * SHAPE.inputs());
        assertThat(result.loss()).isPositive();
    }

    /** Small integers, so that U W = V* exactly: without label noise nothing is left but the curvature. */
    @ParameterizedTest
    @MethodSource("precisions")
    void isAtRestAtAMinimumWithoutLabelNoise(Precision precision) {
        double[][] u = {{1, 2, 0}, {-1, 0, 3}};
        double[][] w = {{2, 1, 0, -1}, {0, 1, 1, 0}, {1, 0, -2, 1}};
        Parameters theta = Parameters.of(TwoLayerNet.linear(4, 3, 2, Loss.SUM), Matrix.of(u), Matrix.of(w));
        GaussianTask task = new GaussianTask(
                Covariance.diagonal(1, 2, 0.5, 4), Covariance.diagonal(0, 0), Matrix.of(Dense.product(u, w)));
        Result result = compute(precision, theta, new Batch.Population(task), 0);
        for (Quantity quantity : EnumSet.of(
                Quantity.LOSS,
                Quantity.GRADIENT,
                Quantity.GAMMAS,
                Quantity.BALANCE,
                Quantity.TASK_BALANCE,
                Quantity.TASK_BALANCE_NORMS)) {
            assertThat(QuantityValues.of(quantity, result)).as(quantity.name()).containsOnly(0.0);
        }
        assertThat(result.hessianTrace()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void findsThePopulationInItsMoments(Precision precision) {
        AgreementCase point = point(precision, BatchKind.POPULATION, 0.375);
        GaussianTask task = ((Batch.Population) point.batch()).task();
        double[][] sx = task.inputCovariance().toMatrix().toRows();
        double[][] v = task.target().toRows();
        double[][] cyx = Dense.product(v, sx);
        double[][] cyy = Dense.sum(
                1,
                Dense.product(cyx, Dense.transpose(v)),
                1,
                task.noiseCovariance().toMatrix().toRows());
        Batch moments = new Batch.Moments(Matrix.of(sx), Matrix.of(cyx), symmetric(cyy));
        // The moments are rounded once more on their way into the precision.
        assertAgree(point, precision, compute(precision, point.parameters(), moments, 0.375), 2);
    }

    /** Loss, gradient and trace depend on second moments only; the gammas do not. */
    @ParameterizedTest
    @MethodSource("precisions")
    void findsLossGradientAndTraceInTheMomentsOfSamples(Precision precision) {
        AgreementCase point = point(precision, BatchKind.SAMPLES, 0.375);
        Batch.Samples samples = (Batch.Samples) point.batch();
        double[][] x = samples.x().toRows();
        double[][] y = samples.y().toRows();
        double share = 1.0 / samples.size();
        Batch moments = new Batch.Moments(
                symmetric(Dense.scaled(share, Dense.product(Dense.transpose(x), x))),
                Matrix.of(Dense.scaled(share, Dense.product(Dense.transpose(y), x))),
                symmetric(Dense.scaled(share, Dense.product(Dense.transpose(y), y))));
        Set<Quantity> quantities = EnumSet.of(Quantity.LOSS, Quantity.GRADIENT, Quantity.HESSIAN_TRACE);
        // In double the sum of magnitudes of the moments is the larger one: r r^T is multiplied out.
        assertAgree(point, precision, compute(precision, point.parameters(), moments, 0.375, quantities), 4);
    }

    @ParameterizedTest
    @MethodSource("precisionsAndKinds")
    void givesAQuantityAloneAsAmongAllOthers(Precision precision, BatchKind kind) {
        AgreementCase point = point(precision, kind, 0.375);
        for (Quantity quantity : defined(point.model(), point.batch())) {
            Result alone = compute(precision, point.parameters(), point.batch(), 0.375, EnumSet.of(quantity));
            assertAgree(point, precision, alone, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void leavesWhatIsNotAskedForAsItWas(Precision precision) {
        AgreementCase point = point(precision, BatchKind.SAMPLES, 0);
        Set<Quantity> all = defined(point.model(), point.batch());
        Result result = result(point.model(), precision, all, point.batch());
        QuantityValues.erase(result);
        try (Evaluator evaluator = backend().evaluator(point.model(), precision)) {
            evaluator.at(point.parameters(), point.batch(), 0).compute(EnumSet.of(Quantity.LOSS), result);
        }
        for (Quantity quantity : EnumSet.complementOf(EnumSet.of(Quantity.LOSS))) {
            if (result.has(quantity)) {
                assertThat(QuantityValues.of(quantity, result))
                        .as(quantity.name())
                        .containsOnly(Double.NaN);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void hasCopiedWhatItNeedsOnceAPointIsBound(Precision precision) {
        AgreementCase point = point(precision, BatchKind.SAMPLES, 0.375);
        Parameters theta = point.parameters().copy(precision);
        Batch.Samples samples = (Batch.Samples) Surrounded.copy(point.batch(), precision);
        Result result = result(point.model(), precision, defined(point.model(), samples), samples);
        try (Evaluator evaluator = backend().evaluator(point.model(), precision)) {
            Evaluation evaluation = evaluator.at(theta, samples, 0.375);
            for (Matrix operand : List.of(theta.block(0), theta.block(1), samples.x(), samples.y())) {
                operand.copyFrom(scaled(Double.NaN, operand));
            }
            evaluation.compute(result.quantities(), result);
            assertThat(evaluator.at(point.parameters(), point.batch(), 0)).isSameAs(evaluation);
        }
        assertAgree(point, precision, result, 1);
    }

    /**
     * Larger, smaller and of another kind: the workspace of one batch serves the next, and nothing of the point before is
     * left, whichever of its quantities were computed.
     */
    @ParameterizedTest
    @MethodSource("models")
    void evaluatesBatchesOfEveryKindAndSizeInTurn(ModelFamily family, Precision precision) {
        ModelCases cases = new ModelCases(family, precision, SEED);
        Model model = family.model(SHAPE, Loss.SUM, 0);
        try (Evaluator evaluator = backend().evaluator(model, precision)) {
            int turn = 0;
            for (int size : new int[] {2, 31, 1, 17}) {
                for (BatchKind kind : cases.batchKinds()) {
                    AgreementCase point = cases.of(SHAPE.withBatchSize(size), kind, Loss.SUM, 0, turn * SAME_MODEL);
                    Set<Quantity> quantities = defined(model, point.batch());
                    // Every other time but half of them, from either end.
                    int place = 0;
                    for (Quantity quantity : List.copyOf(quantities)) {
                        if (turn % 2 == 1 && place++ % 2 == turn / 2 % 2) {
                            quantities.remove(quantity);
                        }
                    }
                    new Agreement(point, cases.direction(model, turn), precision)
                            .measure(evaluator, quantities)
                            .forEach((name, deviation) -> assertThat(deviation.error())
                                    .as(name + " at " + point)
                                    .isLessThanOrEqualTo(deviation.bound()));
                    turn++;
                }
            }
        }
    }

    /** Numbers that are exact in float, handed over in the other precision. */
    @ParameterizedTest
    @MethodSource("precisions")
    void takesOperandsOfEitherPrecision(Precision precision) {
        AgreementCase point = point(Precision.FLOAT, BatchKind.SAMPLES, 0.375);
        for (Precision operands : Precision.values()) {
            Result result = compute(
                    precision,
                    Surrounded.copy(point.parameters(), operands),
                    Surrounded.copy(point.batch(), operands),
                    0.375);
            assertAgree(point, precision, result, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void refusesABatchOfAnotherShape(Precision precision) {
        AgreementCase point = point(precision, BatchKind.SAMPLES, 0);
        Batch narrow = new Batch.Samples(
                Matrix.allocate(precision, 3, SHAPE.inputs() - 1), Matrix.allocate(precision, 3, SHAPE.outputs()));
        Batch flat = new Batch.Samples(
                Matrix.allocate(precision, 3, SHAPE.inputs()), Matrix.allocate(precision, 3, SHAPE.outputs() + 1));
        try (Evaluator evaluator = backend().evaluator(point.model(), precision)) {
            for (Batch batch : List.of(narrow, flat)) {
                assertThatThrownBy(() -> evaluator.at(point.parameters(), batch, 0))
                        .isInstanceOf(IllegalArgumentException.class)
                        .message()
                        .matches(text -> text.matches("(?s).*\\d+.*\\d+.*"), "names both shapes");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void refusesAResultWithoutMemory(Precision precision) {
        AgreementCase point = point(precision, BatchKind.SAMPLES, 0);
        Result result = new Result(point.model(), precision, EnumSet.of(Quantity.LOSS));
        try (Evaluator evaluator = backend().evaluator(point.model(), precision)) {
            Evaluation evaluation = evaluator.at(point.parameters(), point.batch(), 0);
            assertThatThrownBy(() -> evaluation.compute(EnumSet.of(Quantity.GRADIENT), result))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("GRADIENT");
        }
    }

    @ParameterizedTest
    @MethodSource("precisions")
    void refusesTheBalanceOfATaskWithoutATask(Precision precision) {
        for (BatchKind kind : EnumSet.of(BatchKind.SAMPLES, BatchKind.MOMENTS)) {
            AgreementCase point = point(precision, kind, 0);
            for (Quantity quantity : EnumSet.of(Quantity.TASK_BALANCE, Quantity.TASK_BALANCE_NORMS)) {
                assertThatThrownBy(() -> compute(precision, point.parameters(), point.batch(), 0, EnumSet.of(quantity)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Test
    void refusesAPrecisionThatItDoesNotHaveWithTheReason() {
        for (Precision precision : Precision.values()) {
            backend()
                    .refuses(precision)
                    .ifPresent(reason -> assertThatThrownBy(
                                    () -> backend().evaluator(TwoLayerNet.linear(1, 1, 1, Loss.SUM), precision))
                            .isInstanceOfSatisfying(
                                    BackendException.class,
                                    refusal -> assertThat(refusal.kind()).isEqualTo(BackendException.Kind.UNSUPPORTED))
                            .hasMessage(reason));
        }
    }

    protected final List<Arguments> precisionsAndKinds() {
        List<Arguments> arguments = new ArrayList<>();
        for (Precision precision : precisions()) {
            for (BatchKind kind : BatchKind.values()) {
                arguments.add(Arguments.of(precision, kind));
            }
        }
        return arguments;
    }

    private static AgreementCase point(Precision precision, BatchKind kind, double weightDecay) {
        return new ModelCases(ModelFamily.IDENTITY, precision, SEED).of(SHAPE, kind, Loss.SUM, weightDecay, 0);
    }

    /** Every quantity of the result is the reference's, to {@code factor} times the bound of its rounding. */
    private static void assertAgree(AgreementCase point, Precision precision, Result result, double factor) {
        new Agreement(point, point.parameters(), precision)
                .compare(result)
                .forEach((quantity, deviation) ->
                        assertThat(deviation.error()).as(quantity).isLessThanOrEqualTo(factor * deviation.bound()));
    }

    private static Matrix reversed(Matrix source) {
        double[][] rows = source.toRows();
        List<double[]> list = new ArrayList<>(List.of(rows)).reversed();
        return Matrix.of(list.toArray(new double[0][])).copy(source.precision());
    }

    /** The matrix without the differences that rounding left between both triangles. */
    private static Matrix symmetric(double[][] rows) {
        return Matrix.of(Dense.sum(0.5, rows, 0.5, Dense.transpose(rows)));
    }
}
