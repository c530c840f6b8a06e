package dev.noether.bench;

import dev.noether.model.Matrix;
import dev.noether.model.Parameters;
import dev.noether.model.TwoLayerNet;
import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.task.Batch;

/**
 * The two-layer linear net with the loss {@code mean |U W x - y|^2} as one writes it in plain Java: five products,
 *
 * <pre>
 * H = X W^T    R = H U^T - Y    gU = (2/S) R^T H    G = R U    gW^T = (2/S) X^T G
 * </pre>
 *
 * with W kept as its transpose, so that every innermost loop runs over contiguous memory.
 */
final class FloatPlainNet implements PlainNet {

    private final int samples;
    private final int inputs;
    private final int hidden;
    private final int outputs;
    private final float rate;
    private final float noiseDeviation;
    private final RandomStream stream;
    private final float[][] u;
    private final float[][] ut;
    private final float[][] w;
    private final float[][] wt;
    private final float[][] x;
    private final float[][] y;
    private final float[][] h;
    private final float[][] r;
    private final float[][] g;
    private final float[][] gu;
    private final float[][] gwt;

    FloatPlainNet(Size size, long seed) {
        samples = size.batchSize;
        inputs = size.inputs;
        outputs = size.inputs;
        hidden = size.hidden;
        rate = (float) size.learningRate;
        noiseDeviation = (float) size.task().noiseCovariance().factor(0, 0);
        stream = new RandomStream(seed);
        u = new float[outputs][hidden];
        ut = new float[hidden][outputs];
        w = new float[hidden][inputs];
        wt = new float[inputs][hidden];
        x = new float[samples][inputs];
        y = new float[samples][outputs];
        h = new float[samples][hidden];
        r = new float[samples][outputs];
        g = new float[samples][hidden];
        gu = new float[outputs][hidden];
        gwt = new float[inputs][hidden];
    }

    @Override
    public void gradient(Parameters theta, Batch.Samples batch, Parameters out) {
        start(theta);
        load(batch.x(), x);
        load(batch.y(), y);
        gradient();
        store(gu, out.block(TwoLayerNet.U));
        FloatPlainProduct.transpose(gwt, w);
        store(w, out.block(TwoLayerNet.W));
    }

    /** Overwrites gu and gwt from u, wt, x and y. */
    private void gradient() {
        float scale = 2f / samples;
        FloatPlainProduct.multiply(1f, x, wt, h);
        FloatPlainProduct.transpose(u, ut);
        for (int i = 0; i < samples; i++) {
            for (int j = 0; j < outputs; j++) {
                r[i][j] = -y[i][j];
            }
        }
        FloatPlainProduct.add(1f, h, ut, r);
        FloatPlainProduct.multiplyTransposed(scale, r, h, gu);
        FloatPlainProduct.multiply(1f, r, u, g);
        FloatPlainProduct.multiplyTransposed(scale, x, g, gwt);
    }

    @Override
    public void start(Parameters theta) {
        load(theta.block(TwoLayerNet.U), u);
        load(theta.block(TwoLayerNet.W), w);
        FloatPlainProduct.transpose(w, wt);
    }

    @Override
    public void step(long step) {
        for (int i = 0; i < samples; i++) {
            stream.normals(Purpose.INPUTS, step, i, inputs, x[i], 0);
            stream.normals(Purpose.LABEL_NOISE, step, i, outputs, y[i], 0);
            for (int j = 0; j < outputs; j++) {
                y[i][j] = Math.fma(noiseDeviation, y[i][j], x[i][j]);
            }
        }
        gradient();
        descend(u, gu);
        descend(wt, gwt);
    }

    private void descend(float[][] theta, float[][] gradient) {
        for (int i = 0; i < theta.length; i++) {
            descend(theta[i], gradient[i]);
        }
    }

    private void descend(float[] theta, float[] gradient) {
        for (int j = 0; j < theta.length; j++) {
            theta[j] = Math.fma(-rate, gradient[j], theta[j]);
        }
    }

    @Override
    public void read(Parameters theta) {
        store(u, theta.block(TwoLayerNet.U));
        FloatPlainProduct.transpose(wt, w);
        store(w, theta.block(TwoLayerNet.W));
    }

    private static void load(Matrix from, float[][] to) {
        for (int i = 0; i < from.rows(); i++) {
            from.copyRow(i, to[i], 0);
        }
    }

    private static void store(float[][] from, Matrix to) {
        for (int i = 0; i < to.rows(); i++) {
            to.setRow(i, from[i], 0);
        }
    }
}
