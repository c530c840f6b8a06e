package dev.noether.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.backend.simd.SimdBackend;
import dev.noether.model.DeepLinearNet;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HutchinsonTraceTest {

    private static final int N = 13;

    private static DenseHessian hessian() {
        return DenseHessian.withSpectrum(5, 9, 7, 5, 3, 2, 1, 1, 0, 0, 0, -1, -2, -4);
    }

    private static HutchinsonTrace estimate(DenseHessian hessian, int probes, long seed) {
        return HutchinsonTrace.of(hessian, DenseHessian.model(N), Precision.DOUBLE, probes, seed);
    }

    /** {@code (v^T H v - tr H)} is a sum over pairs of signs: its variance is {@code 2 sum over i != j of H_ij^2}. */
    @Test
    void standardErrorIsTheSpreadOfEstimates() {
        DenseHessian hessian = hessian();
        double variance = 0;
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                variance += i == j ? 0 : 2 * hessian.matrix()[i][j] * hessian.matrix()[i][j];
            }
        }
        int probes = 8;
        int runs = 2000;
        double mean = 0;
        double spread = 0;
        double claimed = 0;
        for (int run = 0; run < runs; run++) {
            HutchinsonTrace trace = estimate(hessian, probes, 1000 + run);
            double deviation = trace.estimate() - hessian.trace();
            mean += deviation / runs;
            spread += deviation * deviation / runs;
            claimed += trace.standardError() * trace.standardError() / runs;
        }
        double expected = variance / probes;
        assertThat(mean).isCloseTo(0, within(5 * Math.sqrt(expected / runs)));
        // Both are averages of 2000 chi-square-like numbers: relative deviation 1/sqrt(1000), and less than twice that.
        assertThat(spread).isCloseTo(expected, within(0.2 * expected));
        assertThat(claimed).isCloseTo(expected, within(0.2 * expected));
    }

    /** {@code v^T H v = 2 v_0 v_1} is 2 or -2: of two probes that differ, the variance with divisor 1 is 8, that of their mean 4. */
    @Test
    void standardErrorOfTwoProbesIsHalfTheirDifference() {
        double[][] pair = new double[N][N];
        pair[0][1] = 1;
        pair[1][0] = 1;
        DenseHessian hessian = new DenseHessian(pair);
        Set<HutchinsonTrace> seen = new HashSet<>();
        for (int seed = 0; seed < 40; seed++) {
            seen.add(estimate(hessian, 2, seed));
        }
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        new HutchinsonTrace(2, 0, 2), new HutchinsonTrace(0, 2, 2), new HutchinsonTrace(-2, 0, 2));
    }

    @Test
    void isExactForADiagonalHessian() {
        double[][] diagonal = new double[N][N];
        for (int i = 0; i < N; i++) {
            diagonal[i][i] = i - 3;
        }
        HutchinsonTrace trace = estimate(new DenseHessian(diagonal), 3, 1);
        assertThat(trace).isEqualTo(new HutchinsonTrace(N * (N - 1) / 2 - 3 * N, 0, 3));
    }

    @Test
    void seedsDecideAboutTheProbes() {
        assertThat(estimate(hessian(), 5, 1)).isEqualTo(estimate(hessian(), 5, 1));
        assertThat(estimate(hessian(), 5, 1).estimate())
                .isNotEqualTo(estimate(hessian(), 5, 2).estimate());
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void isNearTheExactTraceOfANet(Precision precision) {
        Model model = new DeepLinearNet(List.of(7, 5, 6, 3), Loss.SUM);
        SplittableRandom random = new SplittableRandom(17);
        Parameters theta = Parameters.allocate(model, Precision.DOUBLE);
        for (int b = 0; b < theta.blocks(); b++) {
            fill(theta.block(b), random);
        }
        Matrix x = Matrix.allocate(Precision.DOUBLE, 11, 7);
        Matrix y = Matrix.allocate(Precision.DOUBLE, 11, 3);
        fill(x, random);
        fill(y, random);
        Result result = new Result(model, precision, EnumSet.of(Quantity.HESSIAN_TRACE));
        try (Evaluator evaluator = new SimdBackend().evaluator(model, precision)) {
            Evaluation point = evaluator.at(theta, new Batch.Samples(x, y), 0.125);
            point.compute(EnumSet.of(Quantity.HESSIAN_TRACE), result);
            HutchinsonTrace trace = HutchinsonTrace.of(point, model, precision, 400, 3);
            assertThat(trace.standardError()).isPositive().isLessThan(0.1 * result.hessianTrace());
            assertThat(trace.estimate()).isCloseTo(result.hessianTrace(), within(5 * trace.standardError()));
        }
    }

    private static void fill(Matrix matrix, SplittableRandom random) {
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                matrix.set(i, j, random.nextGaussian() / 2);
            }
        }
    }

    @Test
    void refusesOneProbe() {
        assertThatThrownBy(() -> estimate(hessian(), 1, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a standard error needs at least 2 probes, not 1");
    }
}
