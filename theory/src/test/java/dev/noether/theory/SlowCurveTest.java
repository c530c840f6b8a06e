package dev.noether.theory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.model.Activation;
import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.model.TwoLayerNet;
import dev.noether.sgd.Initialization;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import dev.noether.theory.SlowCurve.FastPhase;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ojalgo.matrix.store.MatrixStore;

class SlowCurveTest {

    /** What the integrator leaves of a step's tolerance of 1e-6 after a whole curve. */
    private static final double CLOSE = 1e-4;

    private static final SgdSettings SETTINGS = new SgdSettings(0.01, 0, 10, Loss.SUM);

    private static final GaussianTask TASK =
            new GaussianTask(Covariance.diagonal(0.5, 1, 1.5), Covariance.diagonal(0.3, 0.1), Matrix.of(new double[][] {
                {1, 0.2, 0}, {0, 0.8, -0.5}
            }));

    private static Parameters start(int hidden) {
        return new Initialization.Kaiming().draw(TwoLayerNet.linear(3, hidden, 2, Loss.SUM), Precision.DOUBLE, 7);
    }

    private static SlowCurve curve(FastPhase fast) {
        return SlowCurve.of(TASK, SETTINGS, start(4), fast);
    }

    private static MatrixStore<Double> u(Parameters theta) {
        return Dense.of(theta.block(TwoLayerNet.U));
    }

    private static MatrixStore<Double> w(Parameters theta) {
        return Dense.of(theta.block(TwoLayerNet.W));
    }

    private static MatrixStore<Double> charge(Parameters theta) {
        return chargeOf(u(theta), w(theta));
    }

    private static double distance(MatrixStore<Double> a, MatrixStore<Double> b) {
        MatrixStore<Double> difference = a.subtract(b);
        return Math.sqrt(Dense.inner(difference, difference) / Dense.inner(b, b));
    }

    private static MatrixStore<Double> balance(Parameters theta) {
        GradientNoise noise = GradientNoise.of(TASK);
        MatrixStore<Double> u = u(theta);
        MatrixStore<Double> w = w(theta);
        return u.transpose()
                .multiply(Dense.of(noise.gammaU()))
                .multiply(u)
                .subtract(w.multiply(Dense.of(noise.gammaW())).multiply(w.transpose()));
    }

    /** Gradient flow leads to U W = V* and conserves all charges. */
    @Test
    void startsOnTheMinimumWithTheChargesOfTheStart() {
        Parameters theta = curve(FastPhase.CONSERVES_CHARGE).at(0).getFirst().theta();
        assertThat(distance(u(theta).multiply(w(theta)), Dense.of(TASK.target())))
                .isLessThan(1e-5);
        assertThat(distance(charge(theta), charge(start(4)))).isLessThan(CLOSE);
    }

    @Test
    void whereChargesMoveItStartsAtTheStartItself() {
        SlowCurve.Point first = curve(FastPhase.MOVES_CHARGE).at(0).getFirst();
        assertThat(first.squaredNormU()).isCloseTo(Dense.inner(u(start(4)), u(start(4))), within(1e-12));
        assertThat(distance(charge(first.theta()), charge(start(4)))).isLessThan(1e-12);
    }

    @ParameterizedTest
    @EnumSource(FastPhase.class)
    void endsAtTheNoiseEquilibrium(FastPhase fast) {
        BalancedNet net = (BalancedNet) TwoLayerEquilibrium.of(TASK, 4, SETTINGS);
        SlowCurve.Point end = curve(fast).at(40 / net.rates()[0]).getFirst();
        assertThat(end.relativeBalance()).isLessThan(1e-5);
        assertThat(end.squaredNormU()).isCloseTo(net.squaredNormU(), within(CLOSE));
        assertThat(end.squaredNormW()).isCloseTo(net.squaredNormW(), within(CLOSE));
        MatrixStore<Double> w = w(end.theta());
        assertThat(distance(w.transpose().multiply(w), Dense.of(net.gramW()))).isLessThan(CLOSE);
    }

    /** With weight decay the fixed point is another, that of the shifted gammas. */
    @Test
    void endsAtTheEquilibriumWithWeightDecay() {
        SgdSettings decaying = new SgdSettings(0.01, 1e-3, 10, Loss.SUM);
        BalancedNet net = (BalancedNet) TwoLayerEquilibrium.of(TASK, 4, decaying);
        assertThat(net.squaredNormU())
                .isGreaterThan(1.05 * ((BalancedNet) TwoLayerEquilibrium.of(TASK, 4, SETTINGS)).squaredNormU());
        SlowCurve.Point end = SlowCurve.of(TASK, decaying, start(4), FastPhase.CONSERVES_CHARGE)
                .at(40 / net.rates()[0])
                .getFirst();
        assertThat(end.squaredNormU()).isCloseTo(net.squaredNormU(), within(CLOSE));
        assertThat(end.squaredNormW()).isCloseTo(net.squaredNormW(), within(CLOSE));
    }

    /** Isotropic data and orthonormal rows of V: all modes of D have one rate, gu = 0.3 and gw = 0.2. */
    @ParameterizedTest
    @EnumSource(FastPhase.class)
    void itsLastRateIsThatOfTheClosedForm(FastPhase fast) {
        GaussianTask task =
                new GaussianTask(Covariance.isotropic(3, 1), Covariance.isotropic(2, 0.1), Matrix.of(new double[][] {
                    {0.6, 0.8, 0}, {0, 0, 1}
                }));
        double rate = ((BalancedNet) TwoLayerEquilibrium.of(task, 2, SETTINGS)).rates()[0];
        assertThat(rate).isCloseTo(8 * 0.01 * 0.01 / 10 * 0.3 * 0.2 / 0.5, within(1e-12));
        List<SlowCurve.Point> late =
                SlowCurve.of(task, SETTINGS, start(2), fast).at(6 / rate, 7 / rate);
        double measured = Math.log(late.getFirst().balance() / late.getLast().balance()) * rate;
        assertThat(measured).isCloseTo(rate, within(0.01 * rate));
    }

    /** A hidden unit that carries nothing of V decays at (4 eta^2 / S) Gamma of its side alone: here that of W, Tr(Se) Sx. */
    @Test
    void idleUnitsDecayAtTheRateOfTheirSide() {
        GaussianTask task = new GaussianTask(
                Covariance.diagonal(1, 2), Covariance.isotropic(1, 0.3), Matrix.of(new double[][] {{1, 0}}));
        Parameters theta = Parameters.of(
                TwoLayerNet.linear(2, 2, 1, Loss.SUM),
                Matrix.of(new double[][] {{1, 0}}),
                Matrix.of(new double[][] {{1, 0}, {0, 0.5}}));
        double rate = 4 * 0.01 * 0.01 / 10 * 0.3 * 2;
        SlowCurve.Point point = SlowCurve.of(task, SETTINGS, theta, FastPhase.CONSERVES_CHARGE)
                .at(1 / rate)
                .getFirst();
        // The charge -|w|^2 of the unit.
        assertThat(point.theta().block(TwoLayerNet.W).get(1, 1)).isCloseTo(0.5 * Math.exp(-0.5), within(CLOSE));
    }

    /** A central difference: dQ = -(4 eta^2 / S) D a step, and U W stays. */
    @Test
    void itsChargesFlowAsExpected() {
        List<SlowCurve.Point> points = curve(FastPhase.CONSERVES_CHARGE).at(400, 410, 420);
        Parameters before = points.getFirst().theta();
        Parameters here = points.get(1).theta();
        Parameters after = points.getLast().theta();
        MatrixStore<Double> flow = charge(after).subtract(charge(before)).multiply(1.0 / 20);
        assertThat(distance(flow, balance(here).multiply(-4 * 0.01 * 0.01 / 10)))
                .isLessThan(1e-3);
        assertThat(distance(u(after).multiply(w(after)), u(before).multiply(w(before))))
                .isLessThan(1e-6);
    }

    /** A central difference in the middle of the fall, where the residual's share of the gammas is as large as the noise's. */
    @Test
    void itsChargesFlowAsThoseOfSgdWhileItFalls() {
        SgdSettings settings = new SgdSettings(0.01, 1e-3, 3, Loss.SUM);
        List<SlowCurve.Point> points =
                SlowCurve.of(TASK, settings, start(4), FastPhase.MOVES_CHARGE).at(7.9, 8, 8.1);
        Parameters here = points.get(1).theta();
        assertThat(distance(u(here).multiply(w(here)), Dense.of(TASK.target()))).isGreaterThan(0.5);
        MatrixStore<Double> flow = charge(points.getLast().theta())
                .subtract(charge(points.getFirst().theta()))
                .multiply(1 / 0.2);
        double kept = 1 - 2 * settings.learningRate() * settings.weightDecay();
        MatrixStore<Double> expected = gradientCharge(here, settings.batchSize())
                .multiply(settings.learningRate() * settings.learningRate())
                .add(charge(here).multiply(kept * kept - 1));
        assertThat(distance(flow, expected)).isLessThan(1e-3);
    }

    /**
     * {@code E[gU^T gU - gW gW^T]} of the gradients of minibatches, from those of single samples {@code 2 r (W x)^T} and
     * {@code 2 U^T r x^T}: of the fourth degree in Gaussians, and so exactly the sum over the points 0 and +-sqrt(3) of each,
     * of weights 2/3 and 1/6.
     */
    private static MatrixStore<Double> gradientCharge(Parameters theta, double batchSize) {
        MatrixStore<Double> u = u(theta);
        MatrixStore<Double> w = w(theta);
        MatrixStore<Double> square = u.transpose().multiply(u).multiply(0.0);
        MatrixStore<Double> meanU = u.multiply(0.0);
        MatrixStore<Double> meanW = w.multiply(0.0);
        for (int point = 0; point < 243; point++) {
            double weight = 1;
            double[] normals = new double[5];
            for (int k = 0, digits = point; k < normals.length; k++, digits /= 3) {
                normals[k] = (digits % 3 - 1) * Math.sqrt(3);
                weight *= digits % 3 == 1 ? 2.0 / 3 : 1.0 / 6;
            }
            MatrixStore<Double> x = column(normals, 0, TASK.inputCovariance());
            MatrixStore<Double> noise = column(normals, 3, TASK.noiseCovariance());
            MatrixStore<Double> r =
                    u.multiply(w).subtract(Dense.of(TASK.target())).multiply(x).subtract(noise);
            MatrixStore<Double> ofU =
                    Dense.evaluated(r.multiply(w.multiply(x).transpose()).multiply(2));
            MatrixStore<Double> ofW = Dense.evaluated(
                    u.transpose().multiply(r).multiply(x.transpose()).multiply(2));
            square = Dense.evaluated(square.add(chargeOf(ofU, ofW).multiply(weight)));
            meanU = Dense.evaluated(meanU.add(ofU.multiply(weight)));
            meanW = Dense.evaluated(meanW.add(ofW.multiply(weight)));
        }
        return square.multiply(1 / batchSize).add(chargeOf(meanU, meanW).multiply(1 - 1 / batchSize));
    }

    private static MatrixStore<Double> chargeOf(MatrixStore<Double> u, MatrixStore<Double> w) {
        return u.transpose().multiply(u).subtract(w.multiply(w.transpose()));
    }

    /** Gaussian values of a diagonal covariance, from normals. */
    private static MatrixStore<Double> column(double[] normals, int from, Covariance covariance) {
        double[][] rows = new double[covariance.size()][1];
        for (int i = 0; i < rows.length; i++) {
            rows[i][0] = normals[from + i] * Math.sqrt(covariance.get(i, i));
        }
        return Dense.of(Matrix.of(rows));
    }

    /** One input, output and hidden unit: q = u^2 - w^2 under u w = v obeys dq = -(4 eta^2 / S) s e (u^2 - w^2). */
    @Test
    void isAnExponentialForASingleUnit() {
        GaussianTask task = new GaussianTask(
                Covariance.isotropic(1, 2), Covariance.isotropic(1, 0.3), Matrix.of(new double[][] {{1.5}}));
        Parameters theta = Parameters.of(
                TwoLayerNet.linear(1, 1, 1, Loss.SUM), Matrix.of(new double[][] {{3}}), Matrix.of(new double[][] {{0.5}
                }));
        double perStep = 4 * 0.01 * 0.01 / 10 * 2 * 0.3;
        double step = 1 / perStep;
        SlowCurve.Point point = SlowCurve.of(task, SETTINGS, theta, FastPhase.CONSERVES_CHARGE)
                .at(step)
                .getFirst();
        assertThat(point.squaredNormU() - point.squaredNormW()).isCloseTo((9 - 0.25) * Math.exp(-1), within(CLOSE * 9));
    }

    /** eta and S enter the curve as eta^2 / S only. */
    @Test
    void hasOneClock() {
        SgdSettings other = new SgdSettings(0.02, 0, 20, Loss.SUM);
        double one = curve(FastPhase.CONSERVES_CHARGE).at(5000).getFirst().balance();
        double two = SlowCurve.of(TASK, other, start(4), FastPhase.CONSERVES_CHARGE)
                .at(2500)
                .getFirst()
                .balance();
        assertThat(two).isCloseTo(one, within(1e-5 * one));
    }

    /** Under mean, eta is that of sum times dy. */
    @Test
    void knowsBothLosses() {
        TwoLayerNet net = TwoLayerNet.linear(3, 4, 2, Loss.MEAN);
        Parameters theta = Parameters.of(net, start(4).block(TwoLayerNet.U), start(4).block(TwoLayerNet.W));
        double mean = SlowCurve.of(TASK, new SgdSettings(0.02, 0, 10, Loss.MEAN), theta, FastPhase.MOVES_CHARGE)
                .at(5000)
                .getFirst()
                .balance();
        double sum = curve(FastPhase.MOVES_CHARGE).at(5000).getFirst().balance();
        assertThat(mean).isCloseTo(sum, within(1e-9 * sum));
    }

    /** The hidden units turned and put in another order: the same curve. Wider than dx + dy, N is singular. */
    @ParameterizedTest
    @ValueSource(ints = {4, 9})
    void doesNotDependOnARotationOfTheHiddenUnits(int hidden) {
        Parameters theta = start(hidden);
        MatrixStore<Double> rotation = Dense.Svd.of(Dense.of(random(hidden))).left();
        Parameters turned = Parameters.of(
                theta.model(),
                Dense.toMatrix(u(theta).multiply(rotation.transpose())),
                Dense.toMatrix(rotation.multiply(w(theta))));
        for (FastPhase fast : FastPhase.values()) {
            double[] steps = {0, 100, 3000};
            List<SlowCurve.Point> one =
                    SlowCurve.of(TASK, SETTINGS, theta, fast).at(steps);
            List<SlowCurve.Point> two =
                    SlowCurve.of(TASK, SETTINGS, turned, fast).at(steps);
            for (int k = 0; k < steps.length; k++) {
                assertThat(two.get(k).balance())
                        .isCloseTo(
                                one.get(k).balance(), within(1e-5 * one.get(k).balance()));
            }
        }
    }

    private static Matrix random(int n) {
        Random random = new Random(3);
        double[][] values = new double[n][n];
        for (double[] row : values) {
            Arrays.setAll(row, j -> random.nextGaussian());
        }
        return Matrix.of(values);
    }

    /**
     * The mean of many SGD runs, half way down, but for a deviation of order eta; plain loops and a generator of the JDK.
     */
    @Test
    void isTheMeanOfLongSimulations() {
        int steps = 15_000;
        double eta = 0.01;
        GaussianTask task = new GaussianTask(
                Covariance.isotropic(1, 1), Covariance.isotropic(1, 0.2), Matrix.of(new double[][] {{1}}));
        double mean = IntStream.range(0, 100)
                .parallel()
                .mapToDouble(seed -> simulatedCharge(seed, eta, steps))
                .average()
                .orElseThrow();
        Parameters theta = Parameters.of(
                TwoLayerNet.linear(1, 1, 1, Loss.SUM), Matrix.of(new double[][] {{2}}), Matrix.of(new double[][] {{0.25}
                }));
        for (FastPhase fast : FastPhase.values()) {
            SlowCurve.Point end = SlowCurve.of(task, new SgdSettings(eta, 0, 2, Loss.SUM), theta, fast)
                    .at(steps)
                    .getFirst();
            double predicted = end.squaredNormU() - end.squaredNormW();
            assertThat(predicted).isBetween(0.4 * (4 - 0.0625), 0.7 * (4 - 0.0625));
            assertThat(predicted).isCloseTo(mean, within(0.08 * mean));
        }
    }

    /** u^2 - w^2 of one hidden unit after SGD with two samples a step, from (2, 1/4) on y = x + e, Var e = 0.2. */
    private static double simulatedCharge(long seed, double eta, int steps) {
        Random random = new Random(1000 + seed);
        double u = 2;
        double w = 0.25;
        for (int t = 0; t < steps; t++) {
            double m = 0;
            for (int i = 0; i < 2; i++) {
                double x = random.nextGaussian();
                double y = x + Math.sqrt(0.2) * random.nextGaussian();
                m += (u * w * x - y) * x / 2;
            }
            double gradientU = 2 * m * w;
            double gradientW = 2 * m * u;
            u -= eta * gradientU;
            w -= eta * gradientW;
        }
        return u * u - w * w;
    }

    @Test
    void refusesWhatItCannotFollow() {
        assertThatThrownBy(() -> SlowCurve.of(
                        TASK,
                        SETTINGS,
                        Parameters.allocate(new TwoLayerNet(3, 4, 2, Activation.TANH, Loss.SUM), Precision.DOUBLE),
                        FastPhase.CONSERVES_CHARGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two-layer linear net");
        assertThatThrownBy(() -> SlowCurve.of(
                        TASK, new SgdSettings(0.01, 0, 10, Loss.MEAN), start(4), FastPhase.CONSERVES_CHARGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SUM")
                .hasMessageContaining("MEAN");
        assertThatThrownBy(() -> curve(FastPhase.CONSERVES_CHARGE).at(5, 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("step 4.0, it must be finite and at least 5.0");
        Parameters narrow = Parameters.allocate(TwoLayerNet.linear(2, 4, 2, Loss.SUM), Precision.DOUBLE);
        assertThatThrownBy(() -> SlowCurve.of(TASK, SETTINGS, narrow, FastPhase.CONSERVES_CHARGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the net has 2 inputs and 2 outputs, the task has 3 and 2");
    }
}
