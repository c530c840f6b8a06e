package dev.noether.bench;

import dev.noether.random.Purpose;
import dev.noether.random.RandomStream;
import dev.noether.simd.FloatNormals;
import java.util.Arrays;

/** The inputs of a minibatch: in lanes, and by the scalar stream that has the same bits. */
final class FloatNormalsSubject implements Comparison.Subject {

    private static final long SEED = 1;

    private final int samples;
    private final int inputs;
    private final float[] out;
    private final FloatNormals lanes = new FloatNormals(SEED);
    private final RandomStream stream = new RandomStream(SEED);
    private long step;

    FloatNormalsSubject(Size size) {
        samples = size.batchSize;
        inputs = size.inputs;
        out = new float[samples * inputs];
        kernel();
        float[] computed = out.clone();
        step--;
        control();
        if (!Arrays.equals(computed, out)) {
            throw new IllegalStateException("the normals in lanes are not those of the stream");
        }
    }

    @Override
    public Object kernel() {
        lanes.fill(Purpose.INPUTS, step++, 0, samples, inputs, out, 0, inputs);
        return out;
    }

    @Override
    public Object control() {
        for (int i = 0; i < samples; i++) {
            stream.normals(Purpose.INPUTS, step, i, inputs, out, i * inputs);
        }
        step++;
        return out;
    }
}
