package dev.noether.task;

import dev.noether.model.Matrix;
import dev.noether.random.RandomStream;

/** Samples of a Gaussian task one after the other, with the bits that {@link GaussianTask} defines. */
final class FloatSampler {

    private final GaussianTask task;
    private final RandomStream stream;
    private final float[] z;
    private final float[] x;
    private final float[] y;

    FloatSampler(GaussianTask task, long seed) {
        this.task = task;
        stream = new RandomStream(seed);
        x = new float[task.inputs()];
        y = new float[task.outputs()];
        z = new float[Math.max(x.length, y.length)];
    }

    /** Overwrites row {@code sample} of both matrices. */
    void draw(int inputPurpose, int noisePurpose, long step, int sample, Matrix inputs, Matrix labels) {
        stream.normals(inputPurpose, step, sample, x.length, z, 0);
        correlate(task.inputCovariance(), x);
        stream.normals(noisePurpose, step, sample, y.length, z, 0);
        correlate(task.noiseCovariance(), y);
        for (int i = 0; i < y.length; i++) {
            float sum = y[i];
            for (int j = 0; j < x.length; j++) {
                sum = Math.fma((float) task.target().get(i, j), x[j], sum);
            }
            y[i] = sum;
        }
        inputs.setRow(sample, x, 0);
        labels.setRow(sample, y, 0);
    }

    private void correlate(Covariance covariance, float[] out) {
        for (int i = 0; i < out.length; i++) {
            float sum = 0;
            for (int j = covariance.isDiagonal() ? i : 0; j <= i; j++) {
                sum = Math.fma((float) covariance.factor(i, j), z[j], sum);
            }
            out[i] = sum;
        }
    }
}
