package dev.noether.backend.simd;

import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import dev.noether.task.Batch.Population;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;

/**
 * A linear net on the whole population of a Gaussian task with input covariance Sx, label-noise covariance Se and target
 * V*, exactly. The error {@code E = P - V*} is formed first, so that nothing cancels near the minimum:
 *
 * <pre>
 * M        = E Sx
 * E[r r^T] = Crr = M E^T + Se
 * </pre>
 *
 * and the gammas of {@link FloatGaussianClosure}.
 */
final class FloatLinearPopulation implements FloatLinearBatch {

    private final FloatMatrix sx = new FloatMatrix(1, 1);
    private final FloatMatrix variances = new FloatMatrix(1, 1);
    private final FloatMatrix se = new FloatMatrix(1, 1);
    private final FloatMatrix target = new FloatMatrix(1, 1);
    private final FloatMatrix error = new FloatMatrix(1, 1);
    private final FloatMatrix crr = new FloatMatrix(1, 1);
    private final FloatGemm gemm;
    private final FloatLinearProduct product;
    private GaussianTask task;

    FloatLinearPopulation(TwoLayerNet net, FloatGemm gemm) {
        this.gemm = gemm;
        product = new FloatLinearProduct(net, gemm);
    }

    /** Takes a task; one that is held already is not converted again. */
    @SuppressWarnings("ReferenceEquality") // comparing the contents would cost what it saves
    void load(Population population) {
        if (population.task() == task) {
            return;
        }
        task = population.task();
        fill(task.inputCovariance(), sx);
        fill(task.noiseCovariance(), se);
        target.copyFrom(task.target());
        variances.reshape(1, task.inputs());
        for (int j = 0; j < task.inputs(); j++) {
            variances.data()[variances.at(0) + j] =
                    (float) task.inputCovariance().get(j, j);
        }
    }

    private static void fill(Covariance covariance, FloatMatrix out) {
        out.reshape(covariance.size(), covariance.size());
        for (int i = 0; i < out.rows(); i++) {
            for (int j = 0; j < out.columns(); j++) {
                out.data()[out.at(i) + j] = (float) covariance.get(i, j);
            }
        }
    }

    @Override
    public void forward(FloatTwoLayerPoint theta) {
        error.copyFrom(product.of(theta));
        FloatElementwise.add(-1f, target, error);
        if (task.inputCovariance().isDiagonal()) {
            FloatElementwise.scaleColumns(error, variances, product.m);
        } else {
            gemm.multiply(1f, error, false, sx, false, false, product.m);
        }
    }

    @Override
    public void gradient(FloatTwoLayerPoint theta, double lossScale, FloatTwoLayerPoint gradient) {
        product.gradient(theta, lossScale, gradient);
    }

    @Override
    public double meanSquaredResidual() {
        return FloatSums.products(product.m, error) + task.noiseCovariance().trace();
    }

    @Override
    public double meanSquaredHidden(FloatTwoLayerPoint theta) {
        return product.meanSquaredHidden(theta, sx);
    }

    @Override
    public double meanSquaredInput() {
        return task.inputCovariance().trace();
    }

    @Override
    public void gammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        crr.copyFrom(se);
        gemm.multiply(1f, product.m, false, error, true, true, crr);
        FloatGaussianClosure.gammas(gemm, sx, crr, meanSquaredResidual(), product.m, gammaU, gammaW);
    }

    /** The gammas of the task, which are those at {@code E = 0}: {@code Tr(Sx) Se} and {@code Tr(Se) Sx}. */
    void taskGammas(FloatMatrix gammaU, FloatMatrix gammaW) {
        FloatGaussianClosure.scale(task.inputCovariance().trace(), se, gammaU);
        FloatGaussianClosure.scale(task.noiseCovariance().trace(), sx, gammaW);
    }
}
