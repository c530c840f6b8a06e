package dev.noether.bench.peers;

import dev.noether.bench.Size;
import dev.noether.model.Parameters;
import dev.noether.model.Precision;
import dev.noether.task.Batch;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Steps of {@code u.w x} on one sample of one input, by two calls on vectors instead of products of matrices:
 *
 * <pre>
 * r = (u.w) x - y,   c = -2 eta r x,   (u, w) &lt;- (u + c w, w + c u)
 * </pre>
 */
final class RankOneOnBlas implements PeerTrajectory {

    /** Rotation of the form (1, h12; h21, 1). */
    private static final double UNIT_DIAGONAL = 0;

    private static final int H21 = 2;
    private static final int H12 = 3;

    private final BlasMatrix u;
    private final BlasMatrix w;
    private final MinibatchBuffer batch;
    private final Blas blas;
    private final double learningRate;
    private final MemorySegment rotation = Arena.ofAuto().allocate(5 * Double.BYTES, 64);

    RankOneOnBlas(Size size, Blas blas, Gaussians gaussians) {
        if (size.batchSize != 1 || size.inputs != 1) {
            throw new IllegalArgumentException("a step on vectors needs S = dx = dy = 1, not " + size);
        }
        this.blas = blas;
        learningRate = size.learningRate;
        u = new BlasMatrix(blas.precision(), 1, size.hidden, false);
        w = new BlasMatrix(blas.precision(), size.hidden, 1, false);
        batch = new MinibatchBuffer(size, blas, gaussians, false);
        set(0, UNIT_DIAGONAL);
    }

    @Override
    public void start(Parameters theta) {
        u.load(theta.block(0));
        w.load(theta.block(1));
    }

    @Override
    public void step(Batch.Samples samples) {
        batch.set(samples);
        step();
    }

    @Override
    public void advance(int steps) {
        for (int i = 0; i < steps; i++) {
            batch.advance();
            step();
        }
    }

    private void step() {
        int d = u.columns;
        double p = blas.dot().call(d, u.address(), 1, w.address(), 1);
        double x = get(batch.x);
        double c = -2 * learningRate * (p * x - get(batch.y)) * x;
        set(H21, c);
        set(H12, c);
        blas.rotm().call(d, u.address(), 1, w.address(), 1, rotation.address());
    }

    private double get(BlasMatrix number) {
        long offset = number.address() - number.memory().address();
        return blas.precision() == Precision.FLOAT
                ? number.memory().get(ValueLayout.JAVA_FLOAT, offset)
                : number.memory().get(ValueLayout.JAVA_DOUBLE, offset);
    }

    private void set(int index, double value) {
        if (blas.precision() == Precision.FLOAT) {
            rotation.setAtIndex(ValueLayout.JAVA_FLOAT, index, (float) value);
        } else {
            rotation.setAtIndex(ValueLayout.JAVA_DOUBLE, index, value);
        }
    }

    @Override
    public void read(Parameters theta) {
        u.store(theta.block(0));
        w.store(theta.block(1));
    }
}
