package dev.noether.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cases of small integers, worked out by hand: every number is exact in either precision. */
public abstract class HandComputedContract extends BackendContract {

    private static final int U = TwoLayerNet.U;
    private static final int W = TwoLayerNet.W;

    /** l = (u w x - y)^2 + gamma (u^2 + w^2) with u = 5, w = 3, x = 2, y = 1, gamma = 1/2, so r = 29. */
    @ParameterizedTest
    @MethodSource("precisions")
    void matchesTheScalarNetOnOneSample(Precision precision) {
        double u = 5;
        double w = 3;
        double x = 2;
        double r = u * w * x - 1;
        double gamma = 0.5;
        Batch batch = new Batch.Samples(matrix(x), matrix(1));
        Result result = compute(precision, scalarNet(u, w), batch, gamma);
        assertThat(result.loss()).isEqualTo(r * r + gamma * (u * u + w * w));
        assertThat(result.gradient().block(U).get(0, 0)).isEqualTo(2 * r * w * x + 2 * gamma * u);
        assertThat(result.gradient().block(W).get(0, 0)).isEqualTo(2 * u * r * x + 2 * gamma * w);
        assertThat(result.hessianTraceByBlock())
                .containsExactly(2 * (w * x) * (w * x) + 2 * gamma, 2 * (u * x) * (u * x) + 2 * gamma);
        assertThat(result.squaredNormByBlock()).containsExactly(u * u, w * w);
        assertThat(result.charges(0)).containsExactly(u * u - w * w);
        assertThat(result.chargeMatrix(0)).containsExactly(u * u - w * w);
        assertThat(result.gammaW()).containsExactly(r * r * x * x);
        assertThat(result.gammaU()).containsExactly(x * x * r * r);
        assertThat(result.balance(0)).containsExactly((u * u - w * w) * r * r * x * x);
        assertThat(result.gramU()).containsExactly(u * u);
        assertThat(result.gramW()).containsExactly(w * w);
    }

    /** Two outputs, U = (1, 2)^T, W = 3, and two samples with residuals (2, 6) and (6, 11); c = 1/2. */
    @ParameterizedTest
    @MethodSource("precisions")
    void averagesOverSamplesAndOutputsUnderTheMeanLoss(Precision precision) {
        Parameters theta =
                Parameters.of(TwoLayerNet.linear(1, 1, 2, Loss.MEAN), Matrix.of(new double[][] {{1}, {2}}), matrix(3));
        Batch batch =
                new Batch.Samples(Matrix.of(new double[][] {{1}, {2}}), Matrix.of(new double[][] {{1, 0}, {0, 1}}));
        Result result = compute(precision, theta, batch, 0);
        assertThat(result.loss()).isEqualTo(0.5 * ((2 * 2 + 6 * 6) + (6 * 6 + 11 * 11)) / 2.0);
        assertThat(result.gradient().block(U).toRows()).isDeepEqualTo(new double[][] {
            {(2 * 3 + 6 * 6) / 2.0}, {(6 * 3 + 11 * 6) / 2.0}
        });
        assertThat(result.gradient().block(W).get(0, 0)).isEqualTo(((2 + 2 * 6) * 1 + (6 + 2 * 11) * 2) / 2.0);
        assertThat(result.hessianTraceByBlock())
                .containsExactly(2 * (3 * 3 + 6 * 6) / 2.0, (1 + 2 * 2) * (1 + 2 * 2) / 2.0);
        assertThat(result.gammaW()).containsExactly((40 * 1 + 157 * 4) / 2.0);
        assertThat(result.gammaU())
                .containsExactly(
                        (1 * 4 + 4 * 36) / 2.0, (1 * 12 + 4 * 66) / 2.0, (1 * 12 + 4 * 66) / 2.0, (36 + 4 * 121) / 2.0);
    }

    /** Sx = 4, Se = 9, V* = 2 and u = 3, w = 1, so E = 1. */
    @ParameterizedTest
    @MethodSource("precisions")
    void matchesTheScalarNetOnThePopulation(Precision precision) {
        GaussianTask task = new GaussianTask(Covariance.diagonal(4), Covariance.diagonal(9), matrix(2));
        Result result = compute(precision, scalarNet(3, 1), new Batch.Population(task), 0);
        assertScalarGaussian(result);
        assertThat(result.taskBalance(0)).containsExactly(3 * 3 * (4 * 9.0) - 1 * (9 * 4.0));
        assertThat(result.taskBalanceNorms(0))
                .containsExactly(3 * 3 * (4 * 9.0) - 1 * (9 * 4.0), 3 * 3 * (4 * 9.0), 1 * (9 * 4.0));
    }

    /** The same population, by Cx = Sx, Cyx = V* Sx and Cyy = V* Sx V* + Se. */
    @ParameterizedTest
    @MethodSource("precisions")
    void matchesTheScalarNetOnMoments(Precision precision) {
        Batch moments = new Batch.Moments(matrix(4), matrix(2 * 4), matrix(2 * 4 * 2 + 9));
        assertScalarGaussian(compute(precision, scalarNet(3, 1), moments, 0));
    }

    private static void assertScalarGaussian(Result result) {
        assertThat(result.loss()).isEqualTo(1 * 4 * 1 + 9.0);
        assertThat(result.gradient().block(U).get(0, 0)).isEqualTo(2 * (1 * 4) * 1.0);
        assertThat(result.gradient().block(W).get(0, 0)).isEqualTo(2 * 3 * (1 * 4.0));
        assertThat(result.hessianTraceByBlock()).containsExactly(2 * 1 * 4.0, 2 * 3 * 3 * 4.0);
        double gamma = (9 + 4) * 4 + 2 * 4 * 4;
        assertThat(result.gammaW()).containsExactly(gamma);
        assertThat(result.gammaU()).containsExactly(gamma);
        assertThat(result.balance(0)).containsExactly(3 * 3 * gamma - gamma);
    }

    private static Parameters scalarNet(double u, double w) {
        return Parameters.of(TwoLayerNet.linear(1, 1, 1, Loss.SUM), matrix(u), matrix(w));
    }

    private static Matrix matrix(double value) {
        return Matrix.of(new double[][] {{value}});
    }
}
