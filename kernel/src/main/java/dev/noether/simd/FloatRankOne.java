package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** A net of one input and one output is its two vectors u and w: an update and the next product in one pass. */
public final class FloatRankOne {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
    private static final int L = LANES.length();

    private FloatRankOne() {}

    /**
     * {@code u <- u + (decay u + c w)} and {@code w <- w + (decay w + c u)}, both with old values on the right.
     *
     * @param u as long as w, a multiple of the lanes, zero beyond the hidden units; w likewise
     * @return {@code u . w} afterwards, by lanes, then in halves
     */
    public static float step(float[] u, float[] w, float c, float decay) {
        FloatVector rate = FloatVector.broadcast(LANES, c);
        FloatVector shrink = FloatVector.broadcast(LANES, decay);
        FloatVector sum = FloatVector.zero(LANES);
        for (int i = 0; i < u.length; i += L) {
            FloatVector a = FloatVector.fromArray(LANES, u, i);
            FloatVector b = FloatVector.fromArray(LANES, w, i);
            FloatVector nextA = a.add(rate.fma(b, shrink.mul(a)));
            FloatVector nextB = b.add(rate.fma(a, shrink.mul(b)));
            nextA.intoArray(u, i);
            nextB.intoArray(w, i);
            sum = nextA.fma(nextB, sum);
        }
        // C2 has no rearrangement of two lanes.
        if (L == 2) {
            return sum.lane(0) + sum.lane(1);
        }
        if (L == 16) {
            sum = sum.add(sum.rearrange(FloatPartners.BY_8));
        }
        if (L >= 8) {
            sum = sum.add(sum.rearrange(FloatPartners.BY_4));
        }
        sum = sum.add(sum.rearrange(FloatPartners.BY_2));
        return sum.add(sum.rearrange(FloatPartners.BY_1)).lane(0);
    }
}
