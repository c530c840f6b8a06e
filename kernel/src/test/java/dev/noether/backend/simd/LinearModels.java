package dev.noether.backend.simd;

import static dev.noether.backend.simd.Cases.largest;
import static dev.noether.backend.simd.Cases.requireNear;
import static dev.noether.backend.simd.Cases.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Evaluator;
import dev.noether.backend.Quantity;
import dev.noether.backend.Result;
import dev.noether.model.Matrix;
import dev.noether.model.Model;
import dev.noether.model.ParameterBlock;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.task.Batch;
import dev.noether.task.GaussianTask;
import java.util.List;
import java.util.Set;

/** Requires every quantity of a model that is linear in its inputs to be that of {@link LinearModelOracle}. */
final class LinearModels {

    private static final double WEIGHT_DECAY = 0.03125;

    private LinearModels() {}

    /** Of sums over samples and units, relative to the largest element of a matrix. */
    private static double tolerance(Precision precision) {
        return precision == Precision.FLOAT ? 2e-5 : 1e-13;
    }

    /** A batch of one of three kinds: samples (size above 0), moments of such samples, a population. */
    static Batch batch(Model model, String kind, int size, long seed) {
        Batch.Samples samples = Cases.samples(model, size, seed);
        return switch (kind) {
            case "samples" -> samples;
            case "moments" -> moments(samples);
            case "population" -> new Batch.Population(Cases.task(model, true, seed));
            case "diagonal" -> new Batch.Population(Cases.task(model, false, seed));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    private static Batch.Moments moments(Batch.Samples samples) {
        double[][] x = samples.x().toRows();
        double[][] y = samples.y().toRows();
        return new Batch.Moments(average(x, x), average(y, x), average(y, y));
    }

    private static Matrix average(double[][] a, double[][] b) {
        return Matrix.of(Cases.scaled(1.0 / a.length, Cases.times(Cases.transpose(a), b)));
    }

    /** The second moments of a task's population. */
    static Batch.Moments moments(GaussianTask task) {
        double[][] sx = new double[task.inputs()][task.inputs()];
        double[][] syy = new double[task.outputs()][task.outputs()];
        double[][] v = task.target().toRows();
        for (int i = 0; i < sx.length; i++) {
            for (int j = 0; j < sx.length; j++) {
                sx[i][j] = task.inputCovariance().get(i, j);
            }
        }
        double[][] cyx = Cases.times(v, sx);
        double[][] signal = Cases.times(cyx, Cases.transpose(v));
        for (int i = 0; i < syy.length; i++) {
            for (int j = 0; j < syy.length; j++) {
                syy[i][j] = signal[i][j] + task.noiseCovariance().get(i, j);
            }
        }
        return new Batch.Moments(Matrix.of(sx), Matrix.of(cyx), Matrix.of(syy));
    }

    static void requireAgreement(Model model, Batch batch, Precision precision, long seed) {
        Parameters theta = Cases.parameters(model, seed);
        Parameters v = Cases.parameters(model, seed + 1);
        LinearModelOracle oracle = new LinearModelOracle(model, theta, batch, v);
        Set<Quantity> asked = Quantity.definedOn(model, batch);
        int size = batch instanceof Batch.Samples s ? s.size() : 0;
        Result result = new Result(model, precision, asked, size);
        Parameters image = Parameters.allocate(model, precision);
        try (Evaluator evaluator = new SimdBackend().evaluator(model, precision)) {
            Evaluation point = evaluator.at(theta, batch, WEIGHT_DECAY);
            point.compute(asked, result);
            requireFirstAndSecondOrder(model, theta, v, oracle, result, precision);
            point.hessianVectorProduct(v, image);
            requireNearParameters("H v", image, oracle.hessianProduct, 2 * WEIGHT_DECAY, v, precision);
            if (asked.contains(Quantity.NOISE_TRACE)) {
                requireNear(
                        "noise traces",
                        new double[][] {result.noiseTraceByBlock()},
                        new double[][] {oracle.noiseTrace()},
                        tolerance(precision),
                        largest(new double[][] {oracle.noiseTrace()}));
                point.noiseCovarianceVectorProduct(v, image);
                requireNearParameters("Sigma v", image, oracle.noiseProduct(), 0, v, precision);
            }
        }
        if (batch instanceof Batch.Samples samples) {
            requireLosses(samples, theta, oracle, result, precision);
        }
        requireGammas(model, batch, oracle, result, precision);
        requireRotations(model, theta, batch, oracle, result, precision);
    }

    private static void requireFirstAndSecondOrder(
            Model model, Parameters theta, Parameters v, LinearModelOracle oracle, Result result, Precision precision) {
        double loss = oracle.loss() + WEIGHT_DECAY * theta.squaredNorm();
        assertThat(result.loss()).isCloseTo(loss, within(tolerance(precision) * loss));
        requireNearParameters("gradient", result.gradient(), oracle.gradient, 2 * WEIGHT_DECAY, theta, precision);
        Parameters ones = v.copy(Precision.DOUBLE);
        for (int b = 0; b < ones.blocks(); b++) {
            for (int i = 0; i < ones.block(b).rows(); i++) {
                for (int j = 0; j < ones.block(b).columns(); j++) {
                    ones.block(b).set(i, j, 1);
                }
            }
        }
        requireNearParameters("diagonal", result.hessianDiagonal(), oracle.diagonal, 2 * WEIGHT_DECAY, ones, precision);
        List<ParameterBlock> blocks = model.blocks();
        int k = 0;
        for (int b = 0; b < blocks.size(); b++) {
            double trace = 2 * WEIGHT_DECAY * blocks.get(b).size();
            double scale = trace;
            for (int end = k + (int) blocks.get(b).size(); k < end; k++) {
                trace += oracle.diagonal[k];
                scale += Math.abs(oracle.diagonal[k]);
            }
            assertThat(result.hessianTraceByBlock()[b])
                    .as("trace of block %d", b)
                    .isCloseTo(trace, within(tolerance(precision) * scale));
        }
    }

    /** Requires {@code actual = expected + factor shift} in every block, relative to its largest element. */
    private static void requireNearParameters(
            String what, Parameters actual, double[] expected, double factor, Parameters shift, Precision precision) {
        int at = 0;
        for (int b = 0; b < actual.blocks(); b++) {
            double[][] values = shift.block(b).toRows();
            for (double[] row : values) {
                for (int j = 0; j < row.length; j++) {
                    row[j] = expected[at++] + factor * row[j];
                }
            }
            requireNear(
                    what + " of block " + b, actual.block(b).toRows(), values, tolerance(precision), largest(values));
        }
    }

    private static void requireLosses(
            Batch.Samples samples, Parameters theta, LinearModelOracle oracle, Result result, Precision precision) {
        double[][] r = Cases.plus(
                Cases.times(samples.x().toRows(), Cases.transpose(oracle.p)),
                -1,
                samples.y().toRows());
        for (int s = 0; s < r.length; s++) {
            double loss = oracle.c * Cases.squares(new double[][] {r[s]}) + WEIGHT_DECAY * theta.squaredNorm();
            assertThat(result.lossPerSample()[s])
                    .isCloseTo(loss, within(tolerance(precision) * (loss + oracle.loss())));
        }
    }

    /** {@code Gamma_W} on samples as it is defined, on moments by Isserlis' theorem; Gamma_U likewise. */
    private static void requireGammas(
            Model model, Batch batch, LinearModelOracle oracle, Result result, Precision precision) {
        double[][] gammaU = new double[model.outputs()][model.outputs()];
        double[][] gammaW = new double[model.inputs()][model.inputs()];
        if (batch instanceof Batch.Samples samples) {
            for (int s = 0; s < samples.size(); s++) {
                double[][] x = {samples.x().toRows()[s]};
                double[][] r = Cases.plus(Cases.times(x, Cases.transpose(oracle.p)), -1, new double[][] {
                    samples.y().toRows()[s]
                });
                double share = 1.0 / samples.size();
                gammaU = Cases.plus(gammaU, share * Cases.squares(x), Cases.times(Cases.transpose(r), r));
                gammaW = Cases.plus(gammaW, share * Cases.squares(r), Cases.times(Cases.transpose(x), x));
            }
        } else {
            double[][] mt = Cases.transpose(oracle.m);
            gammaU = Cases.plus(Cases.scaled(trace(oracle.cx), oracle.crr), 2, Cases.times(oracle.m, mt));
            gammaW = Cases.plus(Cases.scaled(trace(oracle.crr), oracle.cx), 2, Cases.times(mt, oracle.m));
        }
        requireNear("Gamma_U", rows(result.gammaU(), model.outputs()), gammaU, tolerance(precision), largest(gammaU));
        requireNear("Gamma_W", rows(result.gammaW(), model.inputs()), gammaW, tolerance(precision), largest(gammaW));
    }

    private static double trace(double[][] a) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i][i];
        }
        return sum;
    }

    private static void requireRotations(
            Model model, Parameters theta, Batch batch, LinearModelOracle oracle, Result result, Precision precision) {
        List<Symmetry.DoubleRotation> rotations = model.doubleRotations();
        for (int i = 0; i < rotations.size(); i++) {
            Symmetry.DoubleRotation rotation = rotations.get(i);
            double[][] left = theta.block(rotation.left()).toRows();
            double[][] right = theta.block(rotation.right()).toRows();
            double[][] first = Cases.times(Cases.transpose(left), left);
            double[][] second = Cases.times(right, Cases.transpose(right));
            requireDifference("Q " + i, result.chargeMatrix(i), first, second, precision);
            first = oracle.balanceTerm(rotation, true, null);
            second = oracle.balanceTerm(rotation, false, null);
            requireDifference("D " + i, result.balance(i), first, second, precision);
            if (batch instanceof Batch.Population population) {
                double[][] se = noiseCovariance(population.task());
                first = oracle.balanceTerm(rotation, true, se);
                second = oracle.balanceTerm(rotation, false, se);
                requireDifference("task's D " + i, result.taskBalance(i), first, second, precision);
                double[] norms = {norm(Cases.plus(first, -1, second)), norm(first), norm(second)};
                requireNear(
                        "norms",
                        new double[][] {result.taskBalanceNorms(i)},
                        new double[][] {norms},
                        tolerance(precision),
                        Math.max(norms[1], norms[2]));
            }
        }
    }

    private static double[][] noiseCovariance(GaussianTask task) {
        double[][] se = new double[task.outputs()][task.outputs()];
        for (int i = 0; i < se.length; i++) {
            for (int j = 0; j < se.length; j++) {
                se[i][j] = task.noiseCovariance().get(i, j);
            }
        }
        return se;
    }

    private static double norm(double[][] a) {
        return Math.sqrt(Cases.squares(a));
    }

    private static void requireDifference(
            String what, double[] actual, double[][] first, double[][] second, Precision precision) {
        requireNear(
                what,
                rows(actual, first.length),
                Cases.plus(first, -1, second),
                tolerance(precision),
                Math.max(largest(first), largest(second)));
    }
}
