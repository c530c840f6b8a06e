package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.CompensatedSum;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.task.Batch;
import dev.noether.validate.traced.Analysis;
import dev.noether.validate.traced.Traced;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The symmetries that a model claims are those of the loss that a backend computes, sample by sample; and the products with
 * H and Sigma are those of symmetric matrices whose diagonals the backend gives too.
 */
public abstract class SymmetryContract extends BackendContract {

    private static final long SEED = 11;
    private static final Shape SHAPE = new Shape(5, 7, 3, 6);
    private static final double LAMBDA = 0.625;

    /** {@code l(exp(lambda A) theta) = l(theta)}: the parameters that are moved are rounded once more. */
    @ParameterizedTest
    @MethodSource("models")
    void keepsTheLossOfEverySampleAlongItsSymmetries(ModelFamily family, Precision precision) {
        AgreementCase point = point(family, precision);
        for (Symmetry symmetry : point.model().symmetries()) {
            for (int k = 0; k < symmetry.generators(); k++) {
                Parameters moved = point.parameters().copy(precision);
                symmetry.transform(k, LAMBDA, moved);
                for (Batch.Samples one : singles(point)) {
                    double loss = loss(precision, point.parameters(), one);
                    Traced there = Analysis.of(moved, one, 0, precision)
                            .quantity(Quantity.LOSS)
                            .getFirst();
                    // At most six parameters meet in a term of f, twice in the loss.
                    double bound = Roundoff.LAMBDA
                            * (2 * there.deviations()[0] + 12 * precision.epsilon() / 2 * magnitude(there));
                    assertThat(Math.abs(loss(precision, moved, one) - loss))
                            .as("seed %d, %s, generator %d of %s", SEED, point, k, symmetry.name())
                            .isLessThanOrEqualTo(bound);
                }
            }
        }
    }

    /** {@code grad l . A theta = 0} for every sample: relative to the rounding of each gradient's element. */
    @ParameterizedTest
    @MethodSource("models")
    void hasNoGradientAlongItsSymmetries(ModelFamily family, Precision precision) {
        AgreementCase point = point(family, precision);
        Parameters theta = point.parameters();
        for (Batch.Samples one : singles(point)) {
            Parameters gradient = compute(precision, theta, one, 0, EnumSet.of(Quantity.GRADIENT))
                    .gradient();
            List<Traced> traced = Analysis.of(theta, one, 0, precision).quantity(Quantity.GRADIENT);
            for (Symmetry symmetry : point.model().symmetries()) {
                for (int k = 0; k < symmetry.generators(); k++) {
                    CompensatedSum along = new CompensatedSum();
                    double bound = 0;
                    for (int b = 0; b < theta.blocks(); b++) {
                        Matrix block = theta.block(b);
                        for (int i = 0; i < block.rows(); i++) {
                            for (int j = 0; j < block.columns(); j++) {
                                double moved = symmetry.weight(k, b, i, j) * block.get(i, j);
                                along.addProduct(moved, gradient.block(b).get(i, j));
                                bound += Math.abs(moved) * traced.get(b).deviations()[i * block.columns() + j];
                            }
                        }
                    }
                    assertThat(Math.abs(along.value()))
                            .as("seed %d, %s, generator %d of %s", SEED, point, k, symmetry.name())
                            .isLessThanOrEqualTo(Roundoff.LAMBDA * bound);
                }
            }
        }
    }

    /** Row by row: the matrix of all {@code H e_i} is symmetric and has the diagonal and the block traces. */
    @ParameterizedTest
    @MethodSource("models")
    void multipliesByTheHessianWhoseDiagonalAndTraceItGives(ModelFamily family, Precision precision) {
        AgreementCase point = point(family, precision);
        if (!backend().quantities(point.model()).contains(Quantity.HESSIAN_DIAGONAL)) {
            return;
        }
        Result result = compute(precision, point.parameters(), point.batch(), 0.375);
        double[][] h = matrix(point, precision, 0.375, Evaluation::hessianVectorProduct);
        double largest = largest(h);
        double tolerance = tolerance(precision) * largest;
        assertSymmetric(h, tolerance, point);
        double[] diagonal = QuantityValues.of(Quantity.HESSIAN_DIAGONAL, result);
        int at = 0;
        for (int b = 0; b < point.parameters().blocks(); b++) {
            double trace = 0;
            for (long k = 0; k < point.model().blocks().get(b).size(); k++, at++) {
                assertThat(Math.abs(h[at][at] - diagonal[at]))
                        .as("diagonal %d", at)
                        .isLessThanOrEqualTo(tolerance);
                trace += h[at][at];
            }
            assertThat(Math.abs(result.hessianTraceByBlock()[b] - trace))
                    .as("trace of block %d of %s", b, point)
                    .isLessThanOrEqualTo(tolerance * h.length);
        }
    }

    /** The same of Sigma, whose block traces the backend gives. */
    @ParameterizedTest
    @MethodSource("models")
    void multipliesByTheNoiseCovarianceWhoseTraceItGives(ModelFamily family, Precision precision) {
        AgreementCase point = point(family, precision);
        if (!backend().quantities(point.model()).contains(Quantity.NOISE_TRACE)) {
            return;
        }
        Result result = compute(precision, point.parameters(), point.batch(), 0.375);
        double[][] sigma = matrix(point, precision, 0.375, Evaluation::noiseCovarianceVectorProduct);
        double tolerance = tolerance(precision) * largest(sigma);
        assertSymmetric(sigma, tolerance, point);
        int at = 0;
        for (int b = 0; b < point.parameters().blocks(); b++) {
            double trace = 0;
            for (long k = 0; k < point.model().blocks().get(b).size(); k++, at++) {
                assertThat(sigma[at][at]).as("variance %d", at).isGreaterThanOrEqualTo(-tolerance);
                trace += sigma[at][at];
            }
            assertThat(Math.abs(result.noiseTraceByBlock()[b] - trace))
                    .as("trace of block %d of %s", b, point)
                    .isLessThanOrEqualTo(tolerance * sigma.length);
        }
    }

    /** Elements of these small cases are sums of fewer than a hundred terms, none much above the largest element. */
    private static double tolerance(Precision precision) {
        return 100 * precision.epsilon();
    }

    private static double largest(double[][] matrix) {
        double largest = 0;
        for (double[] row : matrix) {
            for (double value : row) {
                largest = Math.max(largest, Math.abs(value));
            }
        }
        return largest;
    }

    private static void assertSymmetric(double[][] matrix, double tolerance, AgreementCase point) {
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < i; j++) {
                assertThat(Math.abs(matrix[i][j] - matrix[j][i]))
                        .as("element (%d, %d) of seed %d, %s", i, j, SEED, point)
                        .isLessThanOrEqualTo(tolerance);
            }
        }
    }

    /** One of the two products. */
    private interface Product {

        void of(Evaluation evaluation, Parameters direction, Parameters out);
    }

    private double[][] matrix(AgreementCase point, Precision precision, double weightDecay, Product product) {
        Parameters unit = Parameters.allocate(point.model(), precision);
        Parameters out = Parameters.allocate(point.model(), precision);
        double[][] matrix = new double[(int) point.model().parameterCount()][];
        try (Evaluator evaluator = backend().evaluator(point.model(), precision)) {
            Evaluation evaluation = evaluator.at(point.parameters(), point.batch(), weightDecay);
            int at = 0;
            for (int b = 0; b < unit.blocks(); b++) {
                Matrix block = unit.block(b);
                for (int i = 0; i < block.rows(); i++) {
                    for (int j = 0; j < block.columns(); j++) {
                        block.set(i, j, 1);
                        product.of(evaluation, unit, out);
                        matrix[at++] = QuantityValues.of(out);
                        block.set(i, j, 0);
                    }
                }
            }
        }
        return matrix;
    }

    private double loss(Precision precision, Parameters theta, Batch batch) {
        Set<Quantity> loss = EnumSet.of(Quantity.LOSS);
        return compute(precision, theta, batch, 0, loss).loss();
    }

    private static double magnitude(Traced number) {
        return number.magnitudes()[0];
    }

    private static AgreementCase point(ModelFamily family, Precision precision) {
        return new ModelCases(family, precision, SEED).of(SHAPE, BatchKind.SAMPLES, Loss.MEAN, 0, 3);
    }

    /** Each sample alone. */
    private static List<Batch.Samples> singles(AgreementCase point) {
        Batch.Samples all = (Batch.Samples) point.batch();
        return IntStream.range(0, all.size())
                .mapToObj(i -> new Batch.Samples(row(all.x(), i), row(all.y(), i)))
                .toList();
    }

    private static Matrix row(Matrix matrix, int i) {
        return new Matrix(
                matrix.segment(),
                matrix.precision(),
                matrix.offset() + i * matrix.rowStride(),
                1,
                matrix.columns(),
                matrix.rowStride());
    }
}
