package dev.noether.bench;

import dev.noether.model.Precision;
import dev.noether.simd.DoubleFmaChains;
import dev.noether.simd.FloatFmaChains;
import dev.noether.simd.FloatTriad;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What one core can do at most: fused multiply-adds in registers, and a triad over more and more memory. */
public final class Limits {

    /** Name of the contender that measures the peak. */
    public static final String CHAINS = "FMA chains";

    private static final int CHAIN_LENGTH = 10_000;

    private static final String TRIAD = "triad ";

    /** Elements of each of three arrays: within the first two caches, within a slice of the third, and beyond all. */
    private static final int[] TRIAD_LENGTHS = {2_000, 40_000, 400_000, 24_000_000};

    /** The sum of what the chains and triads gave, so that they are not left out. */
    private double sink;

    /** The ways to the limits, for one contest. */
    public List<Contest.Contender> contenders(Precision precision) {
        List<Contest.Contender> all = new ArrayList<>();
        all.add(new Contest.Contender(CHAINS, times -> {
            for (int i = 0; i < times; i++) {
                sink += switch (precision) {
                    case FLOAT -> FloatFmaChains.run(CHAIN_LENGTH, 0.5f, 0.25f);
                    case DOUBLE -> DoubleFmaChains.run(CHAIN_LENGTH, 0.5, 0.25);
                };
            }
        }));
        if (precision == Precision.FLOAT) {
            for (int length : TRIAD_LENGTHS) {
                FloatTriad triad = new FloatTriad(length);
                all.add(new Contest.Contender(TRIAD + 3L * length * Float.BYTES, times -> {
                    for (int i = 0; i < times; i++) {
                        triad.run(1e-3f);
                    }
                    sink += triad.first();
                }));
            }
        }
        return all;
    }

    /** Operations of one call of the chains. */
    static double chainOperations(Precision precision) {
        return switch (precision) {
            case FLOAT -> FloatFmaChains.operations(CHAIN_LENGTH);
            case DOUBLE -> DoubleFmaChains.operations(CHAIN_LENGTH);
        };
    }

    /** Bytes that a triad of this name reads and writes, empty if it is none. */
    static OptionalLong triadBytes(String name) {
        return name.startsWith(TRIAD)
                ? OptionalLong.of(Long.parseLong(name.substring(TRIAD.length())))
                : OptionalLong.empty();
    }
}
