package dev.noether.backend.simd;

import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.simd.FloatDiagonalRows;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatNormals;
import dev.noether.task.GaussianTask;

/**
 * The minibatches of one trajectory of a small net, several steps at once where they are drawn from a task: one call
 * makes the random numbers of all. Labels are negated, so that a residual is a sum. The bits are those of
 * {@link FloatMinibatches}.
 *
 * <pre>
 *   x:           | step s: S rows of xStride, zero beyond dx | step s + 1 | ...
 *   negatedY:    | step s: S rows of yStride, zero beyond dy | step s + 1 | ...
 * </pre>
 */
final class FloatMinibatchesAhead {

    /** Elements that are made at once, more only where one step needs more: they stay in the first-level cache. */
    private static final int ELEMENTS_AHEAD = 2048;

    final float[] x;
    final float[] negatedY;
    private final FloatMinibatches source;
    private final Diagonal diagonal;
    private final int size;
    private final int dx;
    private final int dy;
    private final int xStride;
    private final int yStride;
    private final int ahead;
    private final boolean fixed;
    private long first;
    private int present;

    /**
     * @param seed of the trajectory
     * @param task what is sampled, or null
     * @param size S
     * @param xStride at least dx, and a multiple of the lanes unless both strides are 1; yStride likewise
     */
    FloatMinibatchesAhead(
            FloatMinibatches source, long seed, GaussianTask task, int size, int dx, int dy, int xStride, int yStride) {
        this.source = source;
        fixed = source instanceof FloatMinibatches.Fixed;
        this.size = size;
        this.dx = dx;
        this.dy = dy;
        this.xStride = xStride;
        this.yStride = yStride;
        ahead = task == null ? 1 : Math.clamp(ELEMENTS_AHEAD / ((long) size * (xStride + yStride)), 1, ELEMENTS_AHEAD);
        // Rows of labels are mapped from rows of inputs, which may be shorter.
        x = new float[FloatDiagonalRows.padded(Math.addExact(Math.multiplyExact(ahead * size, xStride), yStride))];
        negatedY = new float[FloatDiagonalRows.padded(Math.multiplyExact(ahead * size, yStride))];
        diagonal = task != null && isDiagonal(task) ? new Diagonal(seed, task) : null;
    }

    private static boolean isDiagonal(GaussianTask task) {
        return task.inputCovariance().isDiagonal()
                && task.noiseCovariance().isDiagonal()
                && task.target().isDiagonal();
    }

    /** Makes minibatch {@code step} and returns which of those in the arrays it is: it begins at row S times that. */
    int seek(long step, FloatWorkspace workspace) {
        boolean missing = fixed ? present == 0 : step < first || step >= first + present;
        if (missing) {
            present = draw(step, workspace);
            first = step;
        }
        return fixed ? 0 : (int) (step - first);
    }

    /** Minibatches in the arrays, after {@link #seek}. */
    int present() {
        return present;
    }

    /** Minibatches that there is room for. */
    int steps() {
        return ahead;
    }

    /** Takes a batch of the caller's, of S samples, as the only one. */
    void take(FloatObjective.OnSamples samples) {
        present = 0;
        copy(samples, 0);
    }

    private int draw(long step, FloatWorkspace workspace) {
        if (diagonal != null) {
            int steps = (int) Math.min(ahead, (1L << 32) - (step & 0xFFFF_FFFFL));
            diagonal.draw(step, steps);
            return steps;
        }
        for (int k = 0; k < ahead; k++) {
            copy((FloatObjective.OnSamples) source.next(workspace.objectives, step + k), k);
        }
        return ahead;
    }

    private void copy(FloatObjective.OnSamples samples, int k) {
        FloatMatrix fromX = samples.x();
        FloatMatrix fromY = samples.y();
        for (int i = 0; i < size; i++) {
            System.arraycopy(fromX.data(), fromX.at(i), x, (k * size + i) * xStride, dx);
            int row = fromY.at(i);
            int to = (k * size + i) * yStride;
            for (int j = 0; j < dy; j++) {
                negatedY[to + j] = -fromY.data()[row + j];
            }
        }
    }

    /**
     * Draws from a task whose covariances and target are diagonal. Rows of one element without padding are mapped as one
     * long row.
     */
    private final class Diagonal {

        private final FloatNormals normals;
        private final float[] inputFactor;
        private final float[] noiseFactor;
        private final float[] target;
        private final boolean noisy;
        private final boolean dense = xStride == 1 && yStride == 1;
        private final int xBlocks = dense ? 1 : wholeBlocks(dx);
        private final int yBlocks = dense ? 1 : wholeBlocks(dy);
        private final float[] z;

        Diagonal(long seed, GaussianTask task) {
            normals = new FloatNormals(seed);
            noisy = !task.noiseCovariance().isZero();
            inputFactor = new float[dense ? FloatDiagonalRows.padded(ahead * size) : xStride];
            noiseFactor = new float[dense ? inputFactor.length : yStride];
            target = new float[noiseFactor.length];
            for (int i = 0; i < (dense ? ahead * size : dx); i++) {
                int element = dense ? 0 : i;
                inputFactor[i] = (float) task.inputCovariance().factor(element, element);
            }
            for (int i = 0; i < (dense ? ahead * size : dy); i++) {
                int element = dense ? 0 : i;
                noiseFactor[i] = (float) -task.noiseCovariance().factor(element, element);
                target[i] = (float) (element < dx ? -task.target().get(element, element) : 0);
            }
            z = new float[ahead * size * Math.max(xBlocks, yBlocks) + Math.max(inputFactor.length, noiseFactor.length)];
        }

        void draw(long step, int steps) {
            int rows = dense ? 1 : steps * size;
            normals.fillSteps(Purpose.INPUTS, step, steps, size, xBlocks, z, 0, xBlocks);
            FloatDiagonalRows.scale(rows, z, xBlocks, inputFactor, x);
            if (noisy) {
                normals.fillSteps(Purpose.LABEL_NOISE, step, steps, size, yBlocks, z, 0, yBlocks);
            }
            FloatDiagonalRows.scaleAndAdd(rows, z, yBlocks, noiseFactor, x, xStride, target, negatedY);
        }
    }

    private static int wholeBlocks(int count) {
        int block = RandomStream.FLOATS_PER_BLOCK;
        return Math.ceilDiv(count, block) * block;
    }
}
