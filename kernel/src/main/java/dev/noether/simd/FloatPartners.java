package dev.noether.simd;

import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The lanes at a distance, to add up all lanes in halves: {@code sum <- sum + sum.rearrange(BY_...)} from half the lanes down
 * to 1. The additions are written out where they are needed, since a method with a vector as argument may not be inlined.
 * Of two lanes C2 has no rearrangement: they are added one by one.
 */
final class FloatPartners {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    static final VectorShuffle<Float> BY_8 = partner(8);
    static final VectorShuffle<Float> BY_4 = partner(4);
    static final VectorShuffle<Float> BY_2 = partner(2);
    static final VectorShuffle<Float> BY_1 = partner(1);

    private FloatPartners() {}

    private static VectorShuffle<Float> partner(int distance) {
        return VectorShuffle.fromOp(LANES, lane -> (lane ^ distance) & (LANES.length() - 1));
    }
}
