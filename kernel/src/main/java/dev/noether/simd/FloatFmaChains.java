package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The yardstick of the kernels: fused multiply-adds that touch no memory, twelve independent chains, enough to hide the latency of four cycles on two
 * units, few enough for sixteen registers.
 */
public final class FloatFmaChains {

    /** Chains. */
    public static final int CHAINS = 12;

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private FloatFmaChains() {}

    /** Floating-point operations of a call: a fused multiply-add is two. */
    public static double operations(int length) {
        return 2.0 * length * CHAINS * LANES.length();
    }

    /** Twelve chains {@code c <- x y + c} of the given length; the sum depends on all of them. */
    public static float run(int length, float first, float second) {
        FloatVector x = FloatVector.broadcast(LANES, first);
        FloatVector y = FloatVector.broadcast(LANES, second);
        FloatVector c0 = FloatVector.broadcast(LANES, 0f);
        FloatVector c1 = FloatVector.broadcast(LANES, 1f);
        FloatVector c2 = FloatVector.broadcast(LANES, 2f);
        FloatVector c3 = FloatVector.broadcast(LANES, 3f);
        FloatVector c4 = FloatVector.broadcast(LANES, 4f);
        FloatVector c5 = FloatVector.broadcast(LANES, 5f);
        FloatVector c6 = FloatVector.broadcast(LANES, 6f);
        FloatVector c7 = FloatVector.broadcast(LANES, 7f);
        FloatVector c8 = FloatVector.broadcast(LANES, 8f);
        FloatVector c9 = FloatVector.broadcast(LANES, 9f);
        FloatVector c10 = FloatVector.broadcast(LANES, 10f);
        FloatVector c11 = FloatVector.broadcast(LANES, 11f);
        for (int i = 0; i < length; i++) {
            c0 = x.fma(y, c0);
            c1 = x.fma(y, c1);
            c2 = x.fma(y, c2);
            c3 = x.fma(y, c3);
            c4 = x.fma(y, c4);
            c5 = x.fma(y, c5);
            c6 = x.fma(y, c6);
            c7 = x.fma(y, c7);
            c8 = x.fma(y, c8);
            c9 = x.fma(y, c9);
            c10 = x.fma(y, c10);
            c11 = x.fma(y, c11);
        }
        FloatVector low = c0.add(c1).add(c2).add(c3).add(c4).add(c5);
        FloatVector high = c6.add(c7).add(c8).add(c9).add(c10).add(c11);
        return low.add(high).lane(0);
    }
}
