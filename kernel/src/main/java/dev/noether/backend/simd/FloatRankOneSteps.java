package dev.noether.backend.simd;

import dev.noether.backend.LearningRate;
import dev.noether.backend.Replica;
import dev.noether.backend.Run;
import dev.noether.model.TwoLayerNet;
import dev.noether.simd.FloatMatrix;
import dev.noether.simd.FloatRankOne;
import dev.noether.task.Batch;
import dev.noether.task.BatchSource;
import dev.noether.task.GaussianTask;
import java.util.Arrays;

/**
 * Steps of a linear net of one input and one output on one sample, {@code f(x) = (u . w) x}, by {@link FloatRankOne}: as
 * many in one call as there are samples drawn ahead.
 */
final class FloatRankOneSteps implements FloatStepping {

    private final TwoLayerNet net;
    private final Replica replica;
    private final FloatMinibatchesAhead batches;
    private final float[] u;
    private final float[] w;
    private final float[] rates;
    private final float[] decays;

    FloatRankOneSteps(TwoLayerNet net, Replica replica, FloatMinibatches minibatches) {
        this.net = net;
        this.replica = replica;
        u = new float[FloatRankOne.padded(net.hidden())];
        w = new float[u.length];
        GaussianTask task = replica.source() instanceof BatchSource.Fresh fresh ? fresh.task() : null;
        batches = new FloatMinibatchesAhead(minibatches, replica.seed(), task, 1, 1, 1, 1, 1);
        rates = new float[batches.steps()];
        decays = new float[rates.length];
        if (replica.learningRate() instanceof LearningRate.Constant) {
            setRates(0, rates.length);
        }
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
        advance(step, step + 1, workspace);
    }

    @Override
    public void advance(long from, long to, FloatWorkspace workspace) {
        long step = from;
        while (step < to) {
            int place = batches.seek(step, workspace);
            int count = (int) Math.min(to - step, batches.present() - place);
            step(place, step, count);
            step += count;
        }
    }

    @Override
    public boolean stepOn(FloatObjective objective, long step) {
        if (objective instanceof FloatObjective.OnSamples samples && samples.x().rows() == 1) {
            batches.take(samples);
            step(0, step, 1);
            return true;
        }
        return false;
    }

    private void step(int place, long step, int count) {
        if (!(replica.learningRate() instanceof LearningRate.Constant)) {
            setRates(step, count);
        }
        FloatRankOne.step(u, w, batches.x, batches.negatedY, place, count, rates, decays);
    }

    private void setRates(long step, int count) {
        for (int k = 0; k < count; k++) {
            double eta = replica.learningRate().at(step + k);
            rates[k] = (float) (-2 * net.lossScale() * eta);
            decays[k] = (float) (-2 * eta * replica.weightDecay());
        }
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
