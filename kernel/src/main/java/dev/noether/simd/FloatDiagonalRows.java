package dev.noether.simd;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Diagonal maps of many short rows, by whole vectors. A row that is written is a multiple of the lanes long; factors are
 * as long, and zero where a row ends before that. So what is read there must be finite, and memory must go on for so long
 * beyond the last row.
 */
public final class FloatDiagonalRows {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;

    private FloatDiagonalRows() {}

    /** {@code n} rounded up to whole vectors. */
    public static int padded(int n) {
        return FloatMatrix.padded(n);
    }

    /** {@code out_ij = f_j z_ij}; the rows of {@code out} are {@code f.length} apart. */
    public static void scale(int rows, float[] z, int zStride, float[] f, float[] out) {
        int width = f.length;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j += LANES.length()) {
                FloatVector.fromArray(LANES, z, i * zStride + j)
                        .mul(FloatVector.fromArray(LANES, f, j))
                        .intoArray(out, i * width + j);
            }
        }
    }

    /** {@code out_ij = fma(v_j, x_ij, f_j z_ij)}; the rows of {@code out} are {@code f.length} apart. */
    public static void scaleAndAdd(
            int rows, float[] z, int zStride, float[] f, float[] x, int xStride, float[] v, float[] out) {
        int width = f.length;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j += LANES.length()) {
                FloatVector e =
                        FloatVector.fromArray(LANES, z, i * zStride + j).mul(FloatVector.fromArray(LANES, f, j));
                FloatVector.fromArray(LANES, v, j)
                        .fma(FloatVector.fromArray(LANES, x, i * xStride + j), e)
                        .intoArray(out, i * width + j);
            }
        }
    }
}
