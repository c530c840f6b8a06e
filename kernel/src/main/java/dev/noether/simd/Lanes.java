package dev.noether.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one species of each element type in this process. Two float species at once would make the type profiles inside
 * the Vector API see both, and accumulators would be boxed (5 times slower).
 */
public final class Lanes {

    /** System property that narrows the vectors to 128, 256 or 512 bits. */
    public static final String BITS_PROPERTY = "noether.simd.bits";

    /** System property that limits the tiles to those for 16 registers, so that they are tested where there are 32. */
    public static final String REGISTERS_PROPERTY = "noether.simd.registers";

    /** Bits of a vector. */
    public static final int BITS = bits();

    /** Vectors of floats. */
    public static final VectorSpecies<Float> FLOAT = VectorSpecies.of(float.class, VectorShape.forBitSize(BITS));

    /** Vectors of doubles. */
    public static final VectorSpecies<Double> DOUBLE = VectorSpecies.of(double.class, VectorShape.forBitSize(BITS));

    /** Rows of a tile of the matrix product. */
    public static final int TILE_ROWS = 5;

    /**
     * Largest width of a tile, in vectors: accumulators, a row of B and a broadcast element of A fit the register file
     * (25 + 5 + 1 of 32 registers, 10 + 2 + 1 of 16). Of the tiles tried, 5 x 5 and 8 x 3 were fastest, 6 x 4 and 12 x 2
     * a fifth slower; five rows also divide the usual sizes.
     */
    public static final int TILE_VECTORS = registers() >= 32 ? 5 : 2;

    private Lanes() {}

    /** Vector registers to use: 32 with AVX-512, NEON or SVE, 16 with AVX2 or if the property says so. */
    private static int registers() {
        boolean wide = FloatVector.SPECIES_PREFERRED.vectorBitSize() >= 512
                || System.getProperty("os.arch").equals("aarch64");
        String property = System.getProperty(REGISTERS_PROPERTY);
        if (property != null && !property.equals("16") && !property.equals("32")) {
            throw new IllegalArgumentException(REGISTERS_PROPERTY + " is '" + property + "', it must be 16 or 32");
        }
        return wide && !"16".equals(property) ? 32 : 16;
    }

    private static int bits() {
        // AVX without AVX2 has wide vectors of floats but not of integers, which the random stream needs as wide.
        int preferred = Math.min(
                Math.min(FloatVector.SPECIES_PREFERRED.vectorBitSize(), DoubleVector.SPECIES_PREFERRED.vectorBitSize()),
                IntVector.SPECIES_PREFERRED.vectorBitSize());
        String property = System.getProperty(BITS_PROPERTY);
        if (property == null) {
            return Math.min(preferred, 512);
        }
        return switch (property) {
            case "128" -> 128;
            case "256" -> 256;
            case "512" -> 512;
            default ->
                throw new IllegalArgumentException(
                        BITS_PROPERTY + " is '" + property + "', it must be 128, 256 or 512");
        };
    }
}
