package dev.noether.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The yardstick of memory: {@code a <- b + s c} over three arrays, which is two operations for three numbers moved. */
public final class FloatTriad {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private final float[] a;
    private final float[] b;
    private final float[] c;

    /** Three arrays of {@code length} elements; b is 1 and c is 2. */
    public FloatTriad(int length) {
        a = new float[length];
        b = new float[length];
        c = new float[length];
        Arrays.fill(b, 1f);
        Arrays.fill(c, 2f);
    }

    /** One pass; all elements of a are {@code 1 + 2 s} afterwards. */
    public void run(float s) {
        int step = LANES.length();
        int bound = LANES.loopBound(a.length);
        FloatVector factor = FloatVector.broadcast(LANES, s);
        int i = 0;
        for (; i < bound; i += step) {
            FloatVector.fromArray(LANES, c, i)
                    .fma(factor, FloatVector.fromArray(LANES, b, i))
                    .intoArray(a, i);
        }
        for (; i < a.length; i++) {
            a[i] = Math.fma(c[i], s, b[i]);
        }
    }

    /** Element 0 of a. */
    public float first() {
        return a[0];
    }

    /** Last element of a. */
    public float last() {
        return a[a.length - 1];
    }
}
