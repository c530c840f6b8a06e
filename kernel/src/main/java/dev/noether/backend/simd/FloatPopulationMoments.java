package dev.noether.backend.simd;

import dev.noether.simd.FloatElementwise;
import dev.noether.simd.FloatGemm;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatSums;
import dev.noether.task.Batch.Population;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;

/**
 * Second moments of the whole population of a Gaussian task with input covariance Sx, label-noise covariance Se and
 * target V*, exactly. The error {@code E = P - V*} is formed first, so that nothing cancels near the minimum:
 *
 * <pre>
 * M   = E Sx
 * Crr = M E^T + Se
 * </pre>
 */
final class FloatPopulationMoments implements FloatSecondMoments {

    private final FloatMatrix sx = new FloatMatrix(1, 1);
    private final FloatMatrix variances = new FloatMatrix(1, 1);
    private final FloatMatrix se = new FloatMatrix(1, 1);
    private final FloatMatrix target = new FloatMatrix(1, 1);
    private final FloatMatrix error = new FloatMatrix(1, 1);
    private final FloatMatrix m = new FloatMatrix(1, 1);
    private final FloatMatrix crr = new FloatMatrix(1, 1);
    private final FloatGemm gemm;
    private GaussianTask task;

    FloatPopulationMoments(FloatGemm gemm) {
        this.gemm = gemm;
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
    public void bind(FloatMatrix product) {
        error.copyFrom(product);
        FloatElementwise.add(-1f, target, error);
        if (task.inputCovariance().isDiagonal()) {
            FloatElementwise.scaleColumns(error, variances, m);
        } else {
            m.reshape(error.rows(), error.columns());
            gemm.multiply(1f, error, false, sx, false, false, m);
        }
    }

    @Override
    public FloatMatrix m() {
        return m;
    }

    @Override
    public FloatMatrix cx() {
        return sx;
    }

    @Override
    public FloatMatrix crr() {
        crr.copyFrom(se);
        gemm.multiply(1f, m, false, error, true, true, crr);
        return crr;
    }

    @Override
    public double meanSquaredResidual() {
        return FloatSums.products(m, error) + noiseVariance();
    }

    @Override
    public double meanSquaredInput() {
        return task.inputCovariance().trace();
    }

    /** {@code Se}, dy x dy. */
    FloatMatrix noiseCovariance() {
        return se;
    }

    /** {@code Tr Se}. */
    double noiseVariance() {
        return task.noiseCovariance().trace();
    }
}
