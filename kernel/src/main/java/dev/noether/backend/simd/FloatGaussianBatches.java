package dev.noether.backend.simd;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.simd.FloatLinearMap;
import dev.noether.simd.FloatNormals;
import dev.noether.task.Covariance;
import dev.noether.task.GaussianTask;
import java.util.Arrays;

/**
 * Minibatches of a Gaussian task in lanes, with the bits that {@link GaussianTask} defines. Allocates nothing after
 * construction; not safe for several threads at once.
 */
final class FloatGaussianBatches {

    /** Normals that are drawn before they are mapped, so that they stay in the nearest cache. */
    private static final int GROUP = 4096;

    private final int batchSize;
    private final int inputs;
    private final int outputs;
    private final boolean noisy;
    private final FloatNormals normals;
    private final FloatLinearMap inputFactor;
    private final FloatLinearMap noiseFactor;
    private final FloatLinearMap target;
    private final float[] z;

    /** The minibatches of {@code batchSize} samples of a task, as the stream of a seed has them. */
    FloatGaussianBatches(GaussianTask task, long seed, int batchSize) {
        this.batchSize = batchSize;
        inputs = task.inputs();
        outputs = task.outputs();
        noisy = !task.noiseCovariance().isZero();
        normals = new FloatNormals(seed);
        inputFactor = new FloatLinearMap(factor(task.inputCovariance()));
        noiseFactor = new FloatLinearMap(factor(task.noiseCovariance()));
        target = new FloatLinearMap(task.target());
        z = new float[Math.max(GROUP, Math.max(wholeBlocks(inputs), wholeBlocks(outputs)))];
    }

    private static Matrix factor(Covariance covariance) {
        int n = covariance.size();
        Matrix factor = Matrix.allocate(Precision.DOUBLE, n, n);
        for (int i = 0; i < n; i++) {
            for (int j = covariance.isDiagonal() ? i : 0; j <= i; j++) {
                factor.set(i, j, covariance.factor(i, j));
            }
        }
        return factor;
    }

    /**
     * Overwrites minibatch {@code step}; what lies between the rows is left alone.
     *
     * @param x S x dx, row i at {@code xAt + i xStride}
     * @param y S x dy, row i at {@code yAt + i yStride}; another array than x
     */
    void draw(long step, float[] x, int xAt, int xStride, float[] y, int yAt, int yStride) {
        draw(step, 0, batchSize, x, xAt, xStride, y, yAt, yStride);
    }

    /** Overwrites samples {@code first ... first + samples - 1} of minibatch {@code step}, from row 0 on. */
    void draw(long step, int first, int samples, float[] x, int xAt, int xStride, float[] y, int yAt, int yStride) {
        correlated(Purpose.INPUTS, step, first, samples, inputFactor, inputs, x, xAt, xStride);
        if (noisy) {
            correlated(Purpose.LABEL_NOISE, step, first, samples, noiseFactor, outputs, y, yAt, yStride);
        } else {
            for (int i = 0; i < samples; i++) {
                int row = yAt + i * yStride;
                Arrays.fill(y, row, row + outputs, 0);
            }
        }
        target.add(x, xAt, xStride, samples, y, yAt, yStride);
    }

    private void correlated(
            int purpose,
            long step,
            int first,
            int samples,
            FloatLinearMap factor,
            int count,
            float[] out,
            int at,
            int stride) {
        // Whole blocks in rows without gaps are what the normals write fastest.
        int width = wholeBlocks(count);
        int group = Math.max(1, GROUP / width);
        for (int i = 0; i < samples; i += group) {
            int present = Math.min(group, samples - i);
            normals.fill(purpose, step, first + i, present, width, z, 0, width);
            factor.map(z, 0, width, present, out, at + i * stride, stride);
        }
    }

    private static int wholeBlocks(int count) {
        int block = RandomStream.FLOATS_PER_BLOCK;
        return (count + block - 1) / block * block;
    }
}
