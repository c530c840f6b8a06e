package dev.noether.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes in lanes, square by square. A square of L x L elements is transposed in log2(L) stages: that of distance s
 * exchanges, of each two rows i and i + s where i has not the bit s, the elements of the upper row in the columns with that
 * bit for those of the lower row in the columns without. Two stages go together on four rows in registers.
 *
 * <p>A stage is one permutation of one vector and one selection a row. A shuffle of two vectors, which has no instruction of its
 * own in the Vector API, costs twice that: with it, transposing took a third of the product that needs it.
 *
 * <p>Holds the square being transposed, so each thread needs its own. Allocates nothing.
 */
final class FloatTransposer {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
    private static final int L = LANES.length();
    private static final int FIRST = FloatMatrix.FIRST;

    /** Of the stages that are first and second if they are done together, and of the last two. */
    private static final VectorShuffle<Float> BY_1 = exchange(1);

    private static final VectorShuffle<Float> BY_2 = exchange(2);
    private static final VectorShuffle<Float> BY_QUARTER = exchange(L / 4);
    private static final VectorShuffle<Float> BY_HALF = exchange(L / 2);
    private static final VectorMask<Float> WITH_1 = columns(1);
    private static final VectorMask<Float> WITH_2 = columns(2);
    private static final VectorMask<Float> WITH_QUARTER = columns(L / 4);
    private static final VectorMask<Float> WITH_HALF = columns(L / 2);

    private final float[] one = new float[FIRST + L * L];
    private final float[] other = new float[FIRST + L * L];

    /** Exchanges the columns that differ in the bit {@code distance}. */
    private static VectorShuffle<Float> exchange(int distance) {
        return VectorShuffle.fromOp(LANES, lane -> (lane ^ distance) & (L - 1));
    }

    /** The columns that have the bit {@code distance}. */
    private static VectorMask<Float> columns(int distance) {
        boolean[] set = new boolean[L];
        for (int j = 0; j < L; j++) {
            set[j] = (j & distance) != 0;
        }
        return VectorMask.fromArray(LANES, set, 0);
    }

    /**
     * {@code out(j, i) = in(i, j)} for {@code rows x columns} elements of {@code in}, and zero for i beyond the rows.
     *
     * @param in row i at {@code inAt + i inStride}; not modified
     * @param out row j at {@code outAt + j outStride}, written up to whole vectors
     */
    void transpose(float[] in, int inAt, int inStride, int rows, int columns, float[] out, int outAt, int outStride) {
        for (int i = 0; i < rows; i += L) {
            int presentRows = Math.min(L, rows - i);
            for (int j = 0; j < columns; j += L) {
                int presentColumns = Math.min(L, columns - j);
                int from = inAt + i * inStride + j;
                int to = outAt + j * outStride + i;
                if (presentRows == L && presentColumns == L) {
                    square(in, from, inStride, out, to, outStride);
                } else {
                    part(in, from, inStride, presentRows, presentColumns, out, to, outStride);
                }
            }
        }
    }

    private void square(float[] in, int inAt, int inStride, float[] out, int outAt, int outStride) {
        switch (L) {
            case 2 -> nearPairs(in, inAt, inStride, out, outAt, outStride);
            case 4 -> farQuads(in, inAt, inStride, out, outAt, outStride);
            case 8 -> {
                nearPairs(in, inAt, inStride, one, FIRST, L);
                farQuads(one, FIRST, L, out, outAt, outStride);
            }
            default -> {
                nearQuads(in, inAt, inStride, one, FIRST, L);
                farQuads(one, FIRST, L, out, outAt, outStride);
            }
        }
    }

    /** The stage of distance 1. */
    private static void nearPairs(float[] in, int inAt, int inStride, float[] out, int outAt, int outStride) {
        for (int i = 0; i < L; i += 2) {
            FloatVector a = FloatVector.fromArray(LANES, in, inAt + i * inStride);
            FloatVector b = FloatVector.fromArray(LANES, in, inAt + (i + 1) * inStride);
            a.blend(b.rearrange(BY_1), WITH_1).intoArray(out, outAt + i * outStride);
            a.rearrange(BY_1).blend(b, WITH_1).intoArray(out, outAt + (i + 1) * outStride);
        }
    }

    /** The stages of distances 1 and 2. */
    private static void nearQuads(float[] in, int inAt, int inStride, float[] out, int outAt, int outStride) {
        for (int i = 0; i < L; i += 4) {
            int from = inAt + i * inStride;
            int to = outAt + i * outStride;
            FloatVector a = FloatVector.fromArray(LANES, in, from);
            FloatVector b = FloatVector.fromArray(LANES, in, from + inStride);
            FloatVector c = FloatVector.fromArray(LANES, in, from + 2 * inStride);
            FloatVector d = FloatVector.fromArray(LANES, in, from + 3 * inStride);
            FloatVector p = a.blend(b.rearrange(BY_1), WITH_1);
            FloatVector q = a.rearrange(BY_1).blend(b, WITH_1);
            FloatVector r = c.blend(d.rearrange(BY_1), WITH_1);
            FloatVector s = c.rearrange(BY_1).blend(d, WITH_1);
            p.blend(r.rearrange(BY_2), WITH_2).intoArray(out, to);
            q.blend(s.rearrange(BY_2), WITH_2).intoArray(out, to + outStride);
            p.rearrange(BY_2).blend(r, WITH_2).intoArray(out, to + 2 * outStride);
            q.rearrange(BY_2).blend(s, WITH_2).intoArray(out, to + 3 * outStride);
        }
    }

    /** The stages of distances L/4 and L/2. */
    private static void farQuads(float[] in, int inAt, int inStride, float[] out, int outAt, int outStride) {
        for (int i = 0; i < L / 4; i++) {
            int from = inAt + i * inStride;
            int to = outAt + i * outStride;
            FloatVector a = FloatVector.fromArray(LANES, in, from);
            FloatVector b = FloatVector.fromArray(LANES, in, from + L / 4 * inStride);
            FloatVector c = FloatVector.fromArray(LANES, in, from + L / 2 * inStride);
            FloatVector d = FloatVector.fromArray(LANES, in, from + 3 * (L / 4) * inStride);
            FloatVector p = a.blend(b.rearrange(BY_QUARTER), WITH_QUARTER);
            FloatVector q = a.rearrange(BY_QUARTER).blend(b, WITH_QUARTER);
            FloatVector r = c.blend(d.rearrange(BY_QUARTER), WITH_QUARTER);
            FloatVector s = c.rearrange(BY_QUARTER).blend(d, WITH_QUARTER);
            p.blend(r.rearrange(BY_HALF), WITH_HALF).intoArray(out, to);
            q.blend(s.rearrange(BY_HALF), WITH_HALF).intoArray(out, to + L / 4 * outStride);
            p.rearrange(BY_HALF).blend(r, WITH_HALF).intoArray(out, to + L / 2 * outStride);
            q.rearrange(BY_HALF).blend(s, WITH_HALF).intoArray(out, to + 3 * (L / 4) * outStride);
        }
    }

    /** A square of which not all rows or columns are there: it is completed with zeros. */
    private void part(
            float[] in, int inAt, int inStride, int rows, int columns, float[] out, int outAt, int outStride) {
        Arrays.fill(other, 0f);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(in, inAt + i * inStride, other, FIRST + i * L, columns);
        }
        square(other, FIRST, L, other, FIRST, L);
        for (int j = 0; j < columns; j++) {
            System.arraycopy(other, FIRST + j * L, out, outAt + j * outStride, L);
        }
    }
}
