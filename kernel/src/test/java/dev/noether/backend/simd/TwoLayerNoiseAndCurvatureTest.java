package dev.noether.backend.simd;

import static dev.noether.backend.simd.Cases.largest;
import static dev.noether.backend.simd.Cases.plus;
import static dev.noether.backend.simd.Cases.requireNear;
import static dev.noether.backend.simd.Cases.scaled;
import static dev.noether.backend.simd.Cases.squares;
import static dev.noether.backend.simd.Cases.times;
import static dev.noether.backend.simd.Cases.transpose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.task.Batch;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Curvature and gradient noise of the two-layer linear net, against plain loops over per-sample gradients. */
class TwoLayerNoiseAndCurvatureTest {

    private static final Set<Quantity> NOISE_AND_CURVATURE =
            EnumSet.of(Quantity.HESSIAN_TRACE, Quantity.HESSIAN_DIAGONAL, Quantity.NOISE_TRACE, Quantity.NOISE_CHARGES);

    private static final double GAMMA = 0.125;

    /** Relative to the sum of magnitudes; chains of a few hundred products. */
    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT ? 3e-5 : 1e-13;
    }

    record Setting(int inputs, int hidden, int outputs, int size, Precision precision, Loss loss) {

        TwoLayerNet net() {
            return TwoLayerNet.linear(inputs, hidden, outputs, loss);
        }
    }

    static Stream<Setting> settings() {
        int[][] shapes = {
            {1, 1, 1, 2},
            {3, 2, 5, 7},
            {7, 31, 3, 2},
            {30, 40, 30, 10},
            {17, 13, 33, 101},
            {4, 131, 5, 61},
            {67, 5, 1, 3},
            {37, 5, 3, 41}
        };
        return Arrays.stream(shapes)
                .flatMap(s -> Stream.of(Precision.values())
                        .flatMap(p ->
                                Stream.of(Loss.values()).map(loss -> new Setting(s[0], s[1], s[2], s[3], p, loss))));
    }

    /** Sums over hidden units of all samples come from the samples or from matrices between the layers. */
    @Test
    void everyWayToTheSumsOverSamplesIsAmongTheSettings() {
        assertThat(settings().map(s -> {
                    boolean byProduct = FloatLinearSamples.byProduct(s.size, s.inputs, s.hidden, s.outputs);
                    return byProduct
                            + " " + FloatLinearSamples.throughSamples(byProduct, s.size, s.hidden, s.inputs)
                            + " " + FloatLinearSamples.throughSamples(byProduct, s.size, s.hidden, s.outputs);
                }))
                .contains("false true true", "true false false", "true true false");
    }

    @ParameterizedTest
    @MethodSource("settings")
    void agreesWithPerSampleGradientsOnSamples(Setting setting) {
        TwoLayerNet net = setting.net();
        Parameters theta = Cases.parameters(net, 111);
        Parameters v = Cases.parameters(net, 112);
        Batch.Samples batch = Cases.samples(net, setting.size, 113);
        double[][] u = theta.block(0).toRows();
        double[][] w = theta.block(1).toRows();
        double[][] vu = v.block(0).toRows();
        double[][] vw = v.block(1).toRows();
        double c = net.lossScale();
        int s = setting.size;
        double[][] meanU = new double[u.length][u[0].length];
        double[][] meanW = new double[w.length][w[0].length];
        double[][] squareU = meanU.clone();
        double[][] squareW = meanW.clone();
        double[][] imageU = meanU.clone();
        double[][] imageW = meanW.clone();
        double[][] curvedU = meanU.clone();
        double[][] curvedW = meanW.clone();
        double[][] diagonalU = meanU.clone();
        double[][] diagonalW = meanW.clone();
        double mean = 0;
        double[] losses = new double[s];
        for (int i = 0; i < s; i++) {
            double[][] x = transpose(new double[][] {batch.x().toRows()[i]});
            double[][] y = transpose(new double[][] {batch.y().toRows()[i]});
            double[][] h = times(w, x);
            double[][] r = plus(times(u, h), -1, y);
            double[][] gu = scaled(2 * c, times(r, transpose(h)));
            double[][] gw = scaled(2 * c, times(transpose(u), times(r, transpose(x))));
            double along = inner(gu, vu) + inner(gw, vw);
            double[][] moved = plus(times(vu, h), 1, times(u, times(vw, x)));
            losses[i] = c * squares(r) + GAMMA * (squares(u) + squares(w));
            mean += along / s;
            meanU = plus(meanU, 1.0 / s, gu);
            meanW = plus(meanW, 1.0 / s, gw);
            squareU = plus(squareU, 1.0 / s, squared(gu));
            squareW = plus(squareW, 1.0 / s, squared(gw));
            imageU = plus(imageU, along / s, gu);
            imageW = plus(imageW, along / s, gw);
            curvedU = plus(curvedU, 2 * c / s, times(moved, transpose(h)));
            curvedU = plus(curvedU, 2 * c / s, times(r, transpose(times(vw, x))));
            curvedW = plus(curvedW, 2 * c / s, times(transpose(u), times(moved, transpose(x))));
            curvedW = plus(curvedW, 2 * c / s, times(transpose(vu), times(r, transpose(x))));
            for (int k = 0; k < u.length; k++) {
                diagonalU[k] = plus(new double[][] {diagonalU[k]}, 2 * c / s, squared(transpose(h)))[0];
            }
            for (int j = 0; j < w.length; j++) {
                double outgoing = squares(transpose(new double[][] {column(u, j)}));
                diagonalW[j] = plus(new double[][] {diagonalW[j]}, 2 * c / s * outgoing, squared(transpose(x)))[0];
            }
        }
        Expected expected = new Expected(
                plus(squareU, -1, squared(meanU)),
                plus(squareW, -1, squared(meanW)),
                squareU,
                squareW,
                plus(imageU, -mean, meanU),
                plus(imageW, -mean, meanW),
                plus(curvedU, 2 * GAMMA, vu),
                plus(curvedW, 2 * GAMMA, vw),
                plus(diagonalU, 2 * GAMMA, ones(u)),
                plus(diagonalW, 2 * GAMMA, ones(w)));
        expected.check(theta, v, batch, setting.precision);
        Set<Quantity> asked = EnumSet.of(Quantity.LOSS_PER_SAMPLE);
        Result result = new Result(net, setting.precision, asked, s);
        try (Evaluator evaluator = new SimdBackend().evaluator(net, setting.precision)) {
            evaluator.at(theta, batch, GAMMA).compute(asked, result);
        }
        requireNear(
                "losses",
                new double[][] {result.lossPerSample()},
                new double[][] {losses},
                tolerance(setting.precision),
                Arrays.stream(losses).max().orElseThrow());
    }

    /** Gaussian fourth moments written out: {@code E r_k x_m r_l x_n - M_km M_ln = Crr_kl Cx_mn + M_kn M_lm}. */
    @ParameterizedTest
    @MethodSource("settings")
    void agreesWithGaussianFourthMomentsOnMomentsAndPopulations(Setting setting) {
        TwoLayerNet net = setting.net();
        Parameters theta = Cases.parameters(net, 121);
        Parameters v = Cases.parameters(net, 122);
        GaussianTask task = Cases.task(net, setting.size % 2 == 0, 123);
        double[][] u = theta.block(0).toRows();
        double[][] w = theta.block(1).toRows();
        double[][] vu = v.block(0).toRows();
        double[][] vw = v.block(1).toRows();
        double c = net.lossScale();
        double[][] sx = task.inputCovariance().toMatrix().toRows();
        double[][] se = task.noiseCovariance().toMatrix().toRows();
        double[][] target = task.target().toRows();
        double[][] error = plus(times(u, w), -1, target);
        double[][] m = times(error, sx);
        double[][] crr = plus(times(m, transpose(error)), 1, se);
        double[][] direction = plus(times(vu, w), 1, times(u, vw));
        double[][] image = new double[u.length][sx.length];
        double[][] varianceU = new double[u.length][w.length];
        double[][] varianceW = new double[w.length][sx.length];
        double[][] wx = times(w, times(sx, transpose(w)));
        double[][] mw = times(m, transpose(w));
        double[][] ur = times(transpose(u), times(crr, u));
        double[][] um = times(transpose(u), m);
        for (int k = 0; k < u.length; k++) {
            for (int a = 0; a < sx.length; a++) {
                for (int l = 0; l < u.length; l++) {
                    for (int b = 0; b < sx.length; b++) {
                        image[k][a] += 4 * c * c * (crr[k][l] * sx[a][b] + m[k][b] * m[l][a]) * direction[l][b];
                    }
                }
            }
            for (int j = 0; j < w.length; j++) {
                varianceU[k][j] = 4 * c * c * (crr[k][k] * wx[j][j] + mw[k][j] * mw[k][j]);
            }
        }
        double[][] diagonalU = new double[u.length][w.length];
        double[][] diagonalW = new double[w.length][sx.length];
        for (int j = 0; j < w.length; j++) {
            double outgoing = squares(new double[][] {column(u, j)});
            for (int a = 0; a < sx.length; a++) {
                varianceW[j][a] = 4 * c * c * (ur[j][j] * sx[a][a] + um[j][a] * um[j][a]);
                diagonalW[j][a] = 2 * c * outgoing * sx[a][a] + 2 * GAMMA;
            }
            for (int k = 0; k < u.length; k++) {
                diagonalU[k][j] = 2 * c * wx[j][j] + 2 * GAMMA;
            }
        }
        double[][] movedMoment = times(direction, sx);
        Expected expected = new Expected(
                varianceU,
                varianceW,
                varianceU,
                varianceW,
                times(image, transpose(w)),
                times(transpose(u), image),
                plus(scaled(2 * c, plus(times(movedMoment, transpose(w)), 1, times(m, transpose(vw)))), 2 * GAMMA, vu),
                plus(scaled(2 * c, plus(times(transpose(u), movedMoment), 1, times(transpose(vu), m))), 2 * GAMMA, vw),
                diagonalU,
                diagonalW);
        double[][] yx = times(target, sx);
        Batch moments =
                new Batch.Moments(Matrix.of(sx), Matrix.of(yx), Matrix.of(plus(times(yx, transpose(target)), 1, se)));
        expected.check(theta, v, new Batch.Population(task), setting.precision);
        expected.check(theta, v, moments, setting.precision);
    }

    /** What curvature and noise must be, by block; second moments of the gradient are the scale of its variances. */
    private record Expected(
            double[][] varianceU,
            double[][] varianceW,
            double[][] squareU,
            double[][] squareW,
            double[][] imageU,
            double[][] imageW,
            double[][] curvedU,
            double[][] curvedW,
            double[][] diagonalU,
            double[][] diagonalW) {

        void check(Parameters theta, Parameters v, Batch batch, Precision precision) {
            Result result = new Result(theta.model(), precision, NOISE_AND_CURVATURE);
            Parameters curved = Parameters.allocate(theta.model(), Precision.DOUBLE);
            Parameters image = Parameters.allocate(theta.model(), Precision.DOUBLE);
            try (Evaluator evaluator = new SimdBackend().evaluator(theta.model(), precision)) {
                Evaluation evaluation = evaluator.at(theta, batch, GAMMA);
                evaluation.noiseCovarianceVectorProduct(v, image);
                evaluation.compute(NOISE_AND_CURVATURE, result);
                evaluation.hessianVectorProduct(v, curved);
            }
            double tolerance = tolerance(precision);
            double scale = sum(squareU) + sum(squareW);
            double[] noise = result.noiseTraceByBlock();
            assertThat(noise[0]).isCloseTo(sum(varianceU), within(tolerance * sum(squareU)));
            assertThat(noise[1]).isCloseTo(sum(varianceW), within(tolerance * sum(squareW)));
            assertThat(result.noiseCharges(0)[0]).isCloseTo(sum(varianceU) - sum(varianceW), within(tolerance * scale));
            for (int j = 0; j < varianceW.length; j++) {
                double unit = Arrays.stream(column(varianceU, j)).sum()
                        - Arrays.stream(varianceW[j]).sum();
                double magnitude = Arrays.stream(column(squareU, j)).sum()
                        + Arrays.stream(squareW[j]).sum();
                assertThat(result.noiseCharges(1)[j])
                        .as("unit %d", j)
                        .isCloseTo(unit, within(3 * tolerance * (magnitude + scale / varianceW.length)));
            }
            near("diagonal of U", result.hessianDiagonal().block(0), diagonalU, tolerance);
            near("diagonal of W", result.hessianDiagonal().block(1), diagonalW, tolerance);
            assertThat(result.hessianTraceByBlock()[0]).isCloseTo(sum(diagonalU), within(tolerance * sum(diagonalU)));
            assertThat(result.hessianTraceByBlock()[1]).isCloseTo(sum(diagonalW), within(tolerance * sum(diagonalW)));
            near("H v of U", curved.block(0), curvedU, tolerance);
            near("H v of W", curved.block(1), curvedW, tolerance);
            // Two random samples may have nearly the same gradient along v: the size of all of Sigma counts.
            double size = tolerance * Math.sqrt(scale * (sum(squareU) + sum(squareW)));
            requireNear(
                    "Sigma v of U",
                    image.block(0).toRows(),
                    imageU,
                    1,
                    tolerance * largest(imageU) + size * Math.sqrt(v.squaredNorm()));
            requireNear(
                    "Sigma v of W",
                    image.block(1).toRows(),
                    imageW,
                    1,
                    tolerance * largest(imageW) + size * Math.sqrt(v.squaredNorm()));
        }
    }

    /** One hidden unit: {@code D} is a number, made as small as wanted by the last bits of u. */
    @ParameterizedTest
    @EnumSource(Precision.class)
    void normOfTheBalanceIsRightNearTheEquilibrium(Precision precision) {
        int n = 3;
        int d = 89;
        TwoLayerNet net = Cases.net(n, d, n);
        for (double distance : new double[] {0.25, 0x1p-6, 0x1p-12, 0x1p-19}) {
            Parameters theta = Cases.parameters(net, 131);
            // U = (1 + distance) W^T with equal covariances: D = (2 distance + distance^2) n W W^T.
            for (int j = 0; j < d; j++) {
                for (int k = 0; k < n; k++) {
                    double value = Math.rint(theta.block(1).get(j, k) * 16) / 16;
                    theta.block(1).set(j, k, value);
                    theta.block(0).set(k, j, value * (1 + distance));
                }
            }
            double[] ones = {1, 1, 1};
            GaussianTask task =
                    new GaussianTask(Covariance.diagonal(ones), Covariance.diagonal(ones), Matrix.of(new double[n][n]));
            Set<Quantity> asked = EnumSet.of(Quantity.TASK_BALANCE_NORMS);
            Result result = new Result(net, precision, asked);
            try (Evaluator evaluator = new SimdBackend().evaluator(net, precision)) {
                evaluator.at(theta, new Batch.Population(task), 0).compute(asked, result);
            }
            double[][] w = theta.block(1).toRows();
            double term = n * Math.sqrt(squares(times(w, transpose(w))));
            double[] norms = result.taskBalanceNorms(0);
            assertThat(norms[1]).isCloseTo((1 + distance) * (1 + distance) * term, within(1e-13 * term));
            assertThat(norms[2]).isCloseTo(term, within(1e-13 * term));
            double expected = (2 * distance + distance * distance) * term;
            assertThat(norms[0]).isCloseTo(expected, within(1e-7 * expected));
        }
    }

    private static void near(String what, Matrix actual, double[][] expected, double tolerance) {
        requireNear(what, actual.toRows(), expected, tolerance, largest(expected));
    }

    private static double inner(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                sum += a[i][j] * b[i][j];
            }
        }
        return sum;
    }

    private static double sum(double[][] a) {
        return inner(a, ones(a));
    }

    private static double[][] ones(double[][] a) {
        double[][] ones = new double[a.length][a[0].length];
        for (double[] row : ones) {
            Arrays.fill(row, 1);
        }
        return ones;
    }

    private static double[][] squared(double[][] a) {
        return Arrays.stream(a)
                .map(row -> Arrays.stream(row).map(value -> value * value).toArray())
                .toArray(double[][]::new);
    }

    private static double[] column(double[][] a, int j) {
        return Arrays.stream(a).mapToDouble(row -> row[j]).toArray();
    }
}
