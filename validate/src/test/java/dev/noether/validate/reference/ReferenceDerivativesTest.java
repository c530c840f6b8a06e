package dev.noether.validate.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.noether.backend.Evaluation;
import dev.noether.backend.Quantity;
import dev.noether.backend.Replica;
import dev.noether.backend.Result;
import dev.noether.backend.Run;
import dev.noether.backend.Stepper;
import dev.noether.model.Model;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.Symmetry;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.validate.QuantityValues;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The reference on samples against the definitions in {@link Quantity}, with derivatives of the models' formulas that are
 * taken by hyper-dual numbers: neither a derivative by hand nor a difference.
 */
class ReferenceDerivativesTest {

    private static final long SEED = 20_240_207;
    private static final int SAMPLES = 7;
    private static final double WEIGHT_DECAY = 0.375;

    /** Relative to the largest element, or to 1, the variance of all that is drawn, where gradients vanish by symmetry. */
    private static final double TOLERANCE = 1e-12;

    /** A random point of a model, and what follows from its formula. */
    private static final class Point {

        final Model model;
        final Parameters theta;
        final Parameters direction;
        final Batch.Samples batch;
        final double[] values;
        final double[][] gradients;
        final Evaluation evaluation;
        final Result result;

        Point(Model model) {
            Random random = new Random(SEED);
            this.model = model;
            theta = ReferencePoints.parameters(model, random);
            direction = ReferencePoints.parameters(model, random);
            batch = ReferencePoints.samples(model, SAMPLES, random);
            values = QuantityValues.of(theta);
            gradients = new double[SAMPLES][values.length];
            for (int i = 0; i < SAMPLES; i++) {
                for (int p = 0; p < values.length; p++) {
                    gradients[i][p] =
                            dataLoss(i, unit(p), new double[values.length]).first();
                }
            }
            evaluation = new ReferenceEvaluator(model).at(theta, batch, WEIGHT_DECAY);
            Set<Quantity> quantities = Quantity.definedOn(model, batch);
            result = new Result(model, Precision.DOUBLE, quantities, SAMPLES);
            QuantityValues.erase(result);
            evaluation.compute(quantities, result);
        }

        double[] unit(int p) {
            double[] unit = new double[values.length];
            unit[p] = 1;
            return unit;
        }

        /** r of sample i, with derivatives along two directions. */
        HyperDual[] residual(int i, double[] first, double[] second) {
            HyperDual[][][] blocks = new HyperDual[theta.blocks()][][];
            int p = 0;
            for (int b = 0; b < blocks.length; b++) {
                blocks[b] = new HyperDual[theta.block(b).rows()][theta.block(b).columns()];
                for (HyperDual[] row : blocks[b]) {
                    for (int j = 0; j < row.length; j++) {
                        row[j] = new HyperDual(values[p], first[p], second[p], 0);
                        p++;
                    }
                }
            }
            HyperDual[] r = HyperDualModel.output(model, blocks, batch.x().toRows()[i]);
            for (int k = 0; k < r.length; k++) {
                r[k] = r[k].minus(HyperDual.of(batch.y().get(i, k)));
            }
            return r;
        }

        /** {@code c |r|^2} of sample i. */
        HyperDual dataLoss(int i, double[] first, double[] second) {
            HyperDual sum = HyperDual.of(0);
            for (HyperDual value : residual(i, first, second)) {
                sum = sum.plus(value.squared());
            }
            return sum.times(HyperDual.of(model.lossScale()));
        }

        /** The second derivative of the mean data loss along two directions. */
        double second(double[] first, double[] second) {
            double sum = 0;
            for (int i = 0; i < SAMPLES; i++) {
                sum += dataLoss(i, first, second).mixed();
            }
            return sum / SAMPLES;
        }

        double[] meanGradient() {
            double[] mean = new double[values.length];
            for (double[] gradient : gradients) {
                for (int p = 0; p < mean.length; p++) {
                    mean[p] += gradient[p] / SAMPLES;
                }
            }
            return mean;
        }

        /** {@code g_i - g}. */
        double[][] noise() {
            double[] mean = meanGradient();
            double[][] noise = new double[SAMPLES][mean.length];
            for (int i = 0; i < SAMPLES; i++) {
                for (int p = 0; p < mean.length; p++) {
                    noise[i][p] = gradients[i][p] - mean[p];
                }
            }
            return noise;
        }

        /** The sum over the elements of each block. */
        double[] byBlock(double[] elements) {
            double[] sums = new double[theta.blocks()];
            int p = 0;
            for (int b = 0; b < sums.length; b++) {
                for (int n = 0; n < model.blocks().get(b).size(); n++) {
                    sums[b] += elements[p++];
                }
            }
            return sums;
        }

        /** Flat values as parameters. */
        Parameters parameters(double[] flat) {
            Parameters parameters = Parameters.allocate(model, Precision.DOUBLE);
            int p = 0;
            for (int b = 0; b < parameters.blocks(); b++) {
                for (int i = 0; i < parameters.block(b).rows(); i++) {
                    parameters.block(b).setRow(i, flat, p);
                    p += parameters.block(b).columns();
                }
            }
            return parameters;
        }
    }

    static List<Model> models() {
        return ReferencePoints.models();
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasTheLossOfTheFormula(Model model) {
        Point point = new Point(model);
        double[] none = new double[point.values.length];
        double[] losses = new double[SAMPLES];
        double decay = WEIGHT_DECAY * inner(point.values, point.values);
        for (int i = 0; i < SAMPLES; i++) {
            losses[i] = point.dataLoss(i, none, none).value() + decay;
        }
        assertClose(point.result.lossPerSample(), losses);
        assertClose(
                new double[] {point.result.loss()},
                new double[] {Arrays.stream(losses).average().orElseThrow()});
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasTheGradientOfTheFormula(Model model) {
        Point point = new Point(model);
        double[] expected = point.meanGradient();
        for (int p = 0; p < expected.length; p++) {
            expected[p] += 2 * WEIGHT_DECAY * point.values[p];
        }
        assertClose(QuantityValues.of(point.result.gradient()), expected);
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasTheHessianOfTheFormula(Model model) {
        Point point = new Point(model);
        double[] v = QuantityValues.of(point.direction);
        double[] diagonal = new double[v.length];
        double[] product = new double[v.length];
        for (int p = 0; p < v.length; p++) {
            diagonal[p] = point.second(point.unit(p), point.unit(p)) + 2 * WEIGHT_DECAY;
            product[p] = point.second(point.unit(p), v) + 2 * WEIGHT_DECAY * v[p];
        }
        Parameters out = Parameters.allocate(model, Precision.DOUBLE);
        point.evaluation.hessianVectorProduct(point.direction, out);
        assertClose(QuantityValues.of(out), product);
        assertClose(QuantityValues.of(point.result.hessianDiagonal()), diagonal);
        assertClose(point.result.hessianTraceByBlock(), point.byBlock(diagonal));
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasTheNoiseOfThePerSampleGradients(Model model) {
        Point point = new Point(model);
        double[] v = QuantityValues.of(point.direction);
        double[] variances = new double[v.length];
        double[] product = new double[v.length];
        for (double[] noise : point.noise()) {
            for (int p = 0; p < v.length; p++) {
                variances[p] += noise[p] * noise[p] / SAMPLES;
                product[p] += noise[p] * inner(noise, v) / SAMPLES;
            }
        }
        Parameters out = Parameters.allocate(model, Precision.DOUBLE);
        point.evaluation.noiseCovarianceVectorProduct(point.direction, out);
        assertClose(QuantityValues.of(out), product);
        assertClose(point.result.noiseTraceByBlock(), point.byBlock(variances));
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasTheChargesOfThetaAndOfTheNoise(Model model) {
        Point point = new Point(model);
        Parameters moved = Parameters.allocate(model, Precision.DOUBLE);
        for (int s = 0; s < model.symmetries().size(); s++) {
            Symmetry symmetry = model.symmetries().get(s);
            double[] charges = new double[symmetry.generators()];
            double[] noiseCharges = new double[symmetry.generators()];
            for (int generator = 0; generator < charges.length; generator++) {
                symmetry.applyGenerator(generator, point.theta, moved);
                charges[generator] = inner(QuantityValues.of(moved), point.values);
                for (double[] noise : point.noise()) {
                    symmetry.applyGenerator(generator, point.parameters(noise), moved);
                    noiseCharges[generator] += inner(QuantityValues.of(moved), noise) / SAMPLES;
                }
            }
            assertClose(point.result.charges(s), charges);
            assertClose(point.result.noiseCharges(s), noiseCharges);
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasTheGammasOfTheResiduals(Model model) {
        Point point = new Point(model);
        double[] none = new double[point.values.length];
        double[][] gammaW = new double[model.inputs()][model.inputs()];
        double[][] gammaU = new double[model.outputs()][model.outputs()];
        for (int i = 0; i < SAMPLES; i++) {
            double[] x = point.batch.x().toRows()[i];
            double[] r = Arrays.stream(point.residual(i, none, none))
                    .mapToDouble(HyperDual::value)
                    .toArray();
            addOuter(gammaW, inner(r, r) / SAMPLES, x);
            addOuter(gammaU, inner(x, x) / SAMPLES, r);
        }
        assertClose(point.result.gammaW(), flat(gammaW));
        assertClose(point.result.gammaU(), flat(gammaU));
    }

    /** {@code E[gR gR^T - gL^T gL] / 4c^2}, and the like of theta itself. */
    @ParameterizedTest
    @MethodSource("models")
    void hasTheMatricesOfEachDoubleRotation(Model model) {
        Point point = new Point(model);
        double[] squares = new double[point.values.length];
        Arrays.setAll(squares, p -> point.values[p] * point.values[p]);
        assertClose(point.result.squaredNormByBlock(), point.byBlock(squares));
        for (int s = 0; s < model.doubleRotations().size(); s++) {
            Symmetry.DoubleRotation pair = model.doubleRotations().get(s);
            double[][] balance = new double[pair.size()][pair.size()];
            double[][] charge = new double[pair.size()][pair.size()];
            double scale = 1 / (4 * model.lossScale() * model.lossScale() * SAMPLES);
            for (double[] gradient : point.gradients) {
                addPair(balance, -scale, point.parameters(gradient), pair);
            }
            addPair(charge, 1, point.theta, pair);
            assertClose(point.result.balance(s), flat(balance));
            assertClose(point.result.chargeMatrix(s), flat(charge));
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void hasTheGramsOfATwoLayerLinearNet(Model model) {
        Point point = new Point(model);
        if (!point.result.has(Quantity.GRAMS)) {
            assertThat(Quantity.GRAMS.undefined(model, point.batch)).isPresent();
            return;
        }
        double[][] ku = new double[model.outputs()][model.outputs()];
        double[][] kw = new double[model.inputs()][model.inputs()];
        double[][] u = point.theta.block(0).toRows();
        for (int j = 0; j < u[0].length; j++) {
            addOuter(ku, 1, Dense.column(u, j));
            addOuter(kw, 1, point.theta.block(1).toRows()[j]);
        }
        assertClose(point.result.gramU(), flat(ku));
        assertClose(point.result.gramW(), flat(kw));
    }

    /** Two steps of gradient descent; the second starts where the gradient of the formula has led. */
    @ParameterizedTest
    @MethodSource("models")
    void stepsAgainstTheGradient(Model model) {
        Point point = new Point(model);
        double rate = 0.03125;
        Replica replica =
                new Replica(SEED, rate, WEIGHT_DECAY, new BatchSource.Fixed(point.batch), point.batch, point.theta);
        double[] expected = point.values.clone();
        double[] gradient = point.meanGradient();
        for (int p = 0; p < expected.length; p++) {
            expected[p] -= rate * (gradient[p] + 2 * WEIGHT_DECAY * expected[p]);
        }
        Parameters theta = Parameters.allocate(model, Precision.DOUBLE);
        try (Stepper stepper = new ReferenceStepper(new Run(model, Precision.DOUBLE, List.of(replica), 1))) {
            assertThat(stepper.advance(1, () -> false)).isEqualTo(Stepper.Outcome.COMPLETED);
            stepper.read(0, theta);
            assertClose(QuantityValues.of(theta), expected);
            Result observed = new Result(model, Precision.DOUBLE, Set.of(Quantity.LOSS));
            stepper.observe(0, Set.of(Quantity.LOSS), observed);
            Result evaluated = new Result(model, Precision.DOUBLE, Set.of(Quantity.LOSS));
            new ReferenceEvaluator(model)
                    .at(theta, point.batch, WEIGHT_DECAY)
                    .compute(Set.of(Quantity.LOSS), evaluated);
            assertThat(observed.loss()).isEqualTo(evaluated.loss());
        }
    }

    /** {@code A <- A + factor (L^T L - R R^T)}. */
    private static void addPair(double[][] a, double factor, Parameters parameters, Symmetry.DoubleRotation pair) {
        for (double[] row : parameters.block(pair.left()).toRows()) {
            addOuter(a, factor, row);
        }
        double[][] right = parameters.block(pair.right()).toRows();
        for (int k = 0; k < right[0].length; k++) {
            addOuter(a, -factor, Dense.column(right, k));
        }
    }

    private static void addOuter(double[][] a, double factor, double[] v) {
        for (int i = 0; i < v.length; i++) {
            for (int j = 0; j < v.length; j++) {
                a[i][j] += factor * v[i] * v[j];
            }
        }
    }

    private static double inner(double[] u, double[] v) {
        double sum = 0;
        for (int i = 0; i < u.length; i++) {
            sum += u[i] * v[i];
        }
        return sum;
    }

    private static double[] flat(double[][] rows) {
        return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
    }

    private static void assertClose(double[] actual, double[] expected) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        assertThat(actual).containsExactly(expected, within(TOLERANCE * Math.max(1, largest)));
    }
}
