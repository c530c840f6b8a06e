package dev.noether.backend.simd;

import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatDiagonalRows;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatPairedColumns;
import dev.noether.simd.FloatShapedProduct;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianTask;

/**
 * Steps of a small two-layer linear net on samples, in the order of samples: six products of constant shape and nothing
 * else. U is held in both orientations, {@code U} and {@code Ut}, each updated by a product of its own; so every product
 * reads and writes whole vectors. With {@code e = 2c eta / S} and old values on the right,
 *
 * <pre>
 * H = X Wt      R = -e (H Ut - Y)      B = R U
 * Wt += X^T B - 2 eta gamma Wt         U += R^T H - 2 eta gamma U         Ut += H^T R - 2 eta gamma Ut
 * </pre>
 *
 * No gradient is written, and what is added to a parameter is summed up before it is added.
 */
final class FloatPairedSteps implements FloatStepping {

    /** Parameters beyond which they leave the nearest caches: 64 Ki, of U twice and W. */
    private static final long PARAMETERS = 1 << 16;

    private final TwoLayerNet net;
    private final FloatPairedColumns byHidden;
    private final FloatPairedColumns byOutput;
    private final float[] u;
    private final float[] ut;
    private final float[] wt;
    private final float[] hidden;
    private final float[] residuals;
    private final float[] backward;
    private final FloatShapedProduct toHidden;
    private final FloatShapedProduct toResiduals;
    private final FloatShapedProduct toBackward;
    private final FloatShapedProduct toW;
    private final FloatShapedProduct toU;
    private final FloatShapedProduct toUt;
    private final FloatMinibatchesAhead batches;
    private final int size;
    private final int xStride;
    private final Replica replica;

    FloatPairedSteps(TwoLayerNet net, Replica replica, FloatMinibatches minibatches) {
        this.net = net;
        this.replica = replica;
        int dx = net.inputs();
        int d = net.hidden();
        int dy = net.outputs();
        size = Run.batchSize(replica.source());
        byHidden = FloatPairedColumns.of(d);
        byOutput = FloatPairedColumns.of(dy);
        xStride = FloatDiagonalRows.padded(dx);
        int hStride = byHidden.rowStride();
        int rStride = byOutput.rowStride();
        u = new float[byHidden.pairedLength(dy)];
        wt = new float[byHidden.pairedLength(dx)];
        ut = new float[byOutput.pairedLength(d)];
        hidden = new float[size * hStride];
        backward = new float[size * hStride];
        residuals = new float[size * rStride];
        toHidden = FloatShapedProduct.forward(size, dx, xStride, byHidden);
        toResiduals = FloatShapedProduct.forward(size, d, hStride, byOutput);
        toBackward = FloatShapedProduct.forward(size, dy, rStride, byHidden);
        toW = FloatShapedProduct.update(dx, size, xStride, byHidden);
        toU = FloatShapedProduct.update(dy, size, rStride, byHidden);
        toUt = FloatShapedProduct.update(d, size, hStride, byOutput);
        GaussianTask task = replica.source() instanceof BatchSource.Fresh fresh ? fresh.task() : null;
        batches = new FloatMinibatchesAhead(minibatches, replica.seed(), task, size, dx, dy, xStride, rStride);
    }

    /** Whether this is how a replica of a net should step: samples in the cheaper order, and all of it in the caches. */
    static boolean suits(TwoLayerNet net, Replica replica) {
        BatchSource source = replica.source();
        boolean samples = !(source instanceof BatchSource.Fixed fixed) || fixed.batch() instanceof Batch.Samples;
        long size = Run.batchSize(source);
        long dx = net.inputs();
        long d = net.hidden();
        long dy = net.outputs();
        return samples
                && net.linearInInputs()
                && !FloatLinearSamples.byProduct(size, dx, d, dy)
                && (2 * dy + dx) * d <= PARAMETERS
                && size * (dx + dy + d) <= PARAMETERS;
    }

    @Override
    public void load(FloatPoint theta) {
        FloatMatrix fromU = theta.block(TwoLayerNet.U);
        byHidden.load(fromU, false, u);
        byOutput.load(fromU, true, ut);
        byHidden.load(theta.block(TwoLayerNet.W), false, wt);
    }

    @Override
    public void store(FloatPoint theta) {
        byHidden.store(u, theta.block(TwoLayerNet.U));
        byHidden.store(wt, theta.block(TwoLayerNet.W));
    }

    @Override
    public void step(long step, FloatWorkspace workspace) {
        step(batches.seek(step, workspace), step);
    }

    @Override
    public boolean stepOn(FloatObjective objective, long step) {
        if (objective instanceof FloatObjective.OnSamples samples && samples.x().rows() == size) {
            batches.take(samples);
            step(0, step);
            return true;
        }
        return false;
    }

    private void step(int place, long step) {
        double eta = replica.learningRate().at(step);
        float scale = (float) (-2 * net.lossScale() * eta / size);
        float decay = (float) (-2 * eta * replica.weightDecay());
        int xAt = place * size * xStride;
        toHidden.multiply(batches.x, xAt, wt, hidden);
        toResiduals.multiply(hidden, 0, ut, scale, batches.negatedY, place * size * byOutput.rowStride(), residuals);
        toBackward.multiply(residuals, 0, u, backward);
        toW.add(batches.x, xAt, backward, decay, wt);
        toU.add(residuals, 0, hidden, decay, u);
        toUt.add(hidden, 0, residuals, decay, ut);
    }

    @Override
    public double squaredNorm() {
        return squares(u) + squares(wt);
    }

    private static double squares(float[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value * value;
        }
        return sum;
    }
}
