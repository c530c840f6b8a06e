package dev.noether.backend.simd;

import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatDiagonalRows;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatRankOne;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianTask;
import java.util.Arrays;

/**
 * Steps of a linear net of one input and one output on one sample, {@code f(x) = (u . w) x}. With {@code p = u . w}, which
 * the pass that updates u and w leaves for the next step, {@code r = p x - y} and {@code c = -2 c eta r x}:
 *
 * <pre>
 * u' = u + (c w - 2 eta gamma u)        w' = w + (c u - 2 eta gamma w)        p' = u' . w'
 * </pre>
 */
final class FloatRankOneSteps implements FloatStepping {

    private final TwoLayerNet net;
    private final Replica replica;
    private final FloatMinibatchesAhead batches;
    private final int stride;
    private final float[] u;
    private final float[] w;
    private float p;

    FloatRankOneSteps(TwoLayerNet net, Replica replica, FloatMinibatches minibatches) {
        this.net = net;
        this.replica = replica;
        stride = FloatDiagonalRows.padded(1);
        u = new float[FloatDiagonalRows.padded(net.hidden())];
        w = new float[u.length];
        GaussianTask task = replica.source() instanceof BatchSource.Fresh fresh ? fresh.task() : null;
        batches = new FloatMinibatchesAhead(minibatches, replica.seed(), task, 1, 1, 1, stride, stride);
    }

    /** Whether this is how a replica of a net should step. */
    static boolean suits(TwoLayerNet net, Replica replica) {
        BatchSource source = replica.source();
        boolean samples = !(source instanceof BatchSource.Fixed fixed) || fixed.batch() instanceof Batch.Samples;
        return samples && net.linearInInputs() && net.inputs() == 1 && net.outputs() == 1 && Run.batchSize(source) == 1;
    }

    @Override
    public void load(FloatPoint theta) {
        copyRow(theta.block(TwoLayerNet.U), u);
        copyRow(theta.block(TwoLayerNet.W), w);
        p = FloatRankOne.step(u, w, 0f, 0f);
    }

    private static void copyRow(FloatMatrix from, float[] to) {
        // The padding is not zero any more where the values have left the finite numbers.
        Arrays.fill(to, 0f);
        System.arraycopy(from.data(), from.at(0), to, 0, from.columns());
    }

    @Override
    public void store(FloatPoint theta) {
        FloatMatrix toU = theta.block(TwoLayerNet.U);
        FloatMatrix toW = theta.block(TwoLayerNet.W);
        System.arraycopy(u, 0, toU.data(), toU.at(0), toU.columns());
        System.arraycopy(w, 0, toW.data(), toW.at(0), toW.columns());
    }

    @Override
    public void step(long step, FloatWorkspace workspace) {
        step(batches.seek(step, workspace), step);
    }

    @Override
    public boolean stepOn(FloatObjective objective, long step) {
        if (objective instanceof FloatObjective.OnSamples samples && samples.x().rows() == 1) {
            batches.take(samples);
            step(0, step);
            return true;
        }
        return false;
    }

    private void step(int place, long step) {
        double eta = replica.learningRate().at(step);
        float x = batches.x[place * stride];
        float r = Math.fma(p, x, batches.negatedY[place * stride]);
        float c = (float) (-2 * net.lossScale() * eta) * r * x;
        p = FloatRankOne.step(u, w, c, (float) (-2 * eta * replica.weightDecay()));
    }

    @Override
    public double squaredNorm() {
        double sum = 0;
        for (int j = 0; j < u.length; j++) {
            double a = u[j];
            double b = w[j];
            sum += a * a + b * b;
        }
        return sum;
    }
}
