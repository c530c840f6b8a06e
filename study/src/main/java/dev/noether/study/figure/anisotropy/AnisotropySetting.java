package dev.noether.study.figure.anisotropy;

import dev.noether.model.Loss;
import dev.noether.model.Matrix;
import dev.noether.model.TwoLayerNet;
import dev.noether.study.figure.FigureSize;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import dev.noether.theory.BalancedNet;
import dev.noether.theory.SgdSettings;
import dev.noether.theory.TwoLayerEquilibrium;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The sizes of figure 3.
 *
 * @param size n = dx = dy
 * @param hidden d
 * @param batch S
 * @param learningRate eta of the {@code mean} loss
 * @param steps of SGD where phi is 1; a multiple of 12
 * @param stepsOfGd of GD, for every phi
 * @param phis where it is measured, ascending, the last is 1
 */
record AnisotropySetting(
        int size, int hidden, int batch, double learningRate, long steps, long stepsOfGd, List<Double> phis) {

    /** Weight decay of the {@code mean} loss that the paper states. */
    static final double DECAY = 1e-4;

    /** What the paper's words hold for: its weight decay, taken in units of the {@code sum} loss with 100 outputs. */
    static final double SMALL_DECAY = 1e-6;

    private static final int PARTS = 12;

    /** Where data are anisotropic. */
    enum Where {
        INPUTS("inputs"),
        NOISE("label noise");

        final String label;

        Where(String label) {
            this.label = label;
        }
    }

    static AnisotropySetting of(FigureSize size) {
        return size == FigureSize.QUICK
                ? new AnisotropySetting(50, 100, 100, 1, 24_000, 16_000, List.of(0.1, 0.4, 1.0))
                : new AnisotropySetting(
                        100,
                        200,
                        100,
                        2,
                        12_000,
                        8000,
                        DoubleStream.of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1)
                                .boxed()
                                .toList());
    }

    TwoLayerNet model() {
        return TwoLayerNet.linear(size, hidden, size, Loss.MEAN);
    }

    /** The slowest mode has the rate of {@code 2 phi / (1 + phi)}; twice the steps at most, in twelfths. */
    long steps(double phi) {
        return steps / PARTS * Math.round(PARTS * Math.min(2, (1 + phi) / (2 * phi)));
    }

    /** {@code phi} for half of the components and {@code 2 - phi} for the others, of inputs or of label noise. */
    GaussianTask task(double phi, Where where) {
        double[] variances = new double[size];
        Arrays.fill(variances, 0, size / 2, phi);
        Arrays.fill(variances, size / 2, size, 2 - phi);
        Covariance pattern = Covariance.diagonal(variances);
        Covariance unit = Covariance.isotropic(size, 1);
        return where == Where.INPUTS
                ? new GaussianTask(pattern, unit, Matrix.identity(size))
                : new GaussianTask(unit, pattern, Matrix.identity(size));
    }

    /** The closed form. */
    BalancedNet prediction(double phi, Where where, double weightDecay) {
        SgdSettings settings = new SgdSettings(learningRate, weightDecay, batch, Loss.MEAN);
        return switch (TwoLayerEquilibrium.of(task(phi, where), hidden, settings)) {
            case BalancedNet net -> net;
            case TwoLayerEquilibrium.Degenerate none -> throw new IllegalStateException(none.reason());
        };
    }

    /** {@code |U|^2 / |W|^2} in closed form, for anisotropic inputs. */
    double predictedRatio(double phi, double weightDecay) {
        BalancedNet net = prediction(phi, Where.INPUTS, weightDecay);
        return net.squaredNormU() / net.squaredNormW();
    }

    /** Hessian trace of the data loss in closed form, in units of the {@code sum} loss. */
    double predictedTrace(double phi, Where where) {
        return prediction(phi, where, 0).dataHessianTrace() * size;
    }

    /** That of a net with {@code |U|^2 = |W|^2 = n} on isotropic data. */
    double balancedTrace() {
        return 4.0 * size * size;
    }
}
