package dev.noether.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Transposes in lanes, square by square. A square of L x L elements in row-major order is transposed by log2(L) perfect
 * shuffles of its {@code L^2} elements, since each moves the first bit of an index behind the last. A shuffle interleaves
 * vector h of the first half with vector h of the second.
 *
 * <p>Holds the square being shuffled, so each thread needs its own. Allocates nothing.
 */
final class FloatTransposer {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
    private static final int L = LANES.length();
    private static final int FIRST = FloatMatrix.FIRST;
    private static final int HALF = L / 2;
    private static final int SHUFFLES = Integer.numberOfTrailingZeros(L);
    private static final VectorShuffle<Float> ZIP_LOW = VectorShuffle.makeZip(LANES, 0);
    private static final VectorShuffle<Float> ZIP_HIGH = VectorShuffle.makeZip(LANES, 1);

    private final float[] one = new float[FIRST + L * L];
    private final float[] other = new float[FIRST + L * L];

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
        if (L == 2) {
            shuffle(in, inAt, inStride, out, outAt, outStride);
            return;
        }
        shuffle(in, inAt, inStride, one, FIRST, L);
        float[] from = one;
        float[] to = other;
        for (int s = 2; s < SHUFFLES; s++) {
            shuffle(from, FIRST, L, to, FIRST, L);
            float[] swap = from;
            from = to;
            to = swap;
        }
        shuffle(from, FIRST, L, out, outAt, outStride);
    }

    private static void shuffle(float[] in, int inAt, int inStride, float[] out, int outAt, int outStride) {
        for (int h = 0; h < HALF; h++) {
            FloatVector first = FloatVector.fromArray(LANES, in, inAt + h * inStride);
            FloatVector second = FloatVector.fromArray(LANES, in, inAt + (h + HALF) * inStride);
            first.rearrange(ZIP_LOW, second).intoArray(out, outAt + 2 * h * outStride);
            first.rearrange(ZIP_HIGH, second).intoArray(out, outAt + (2 * h + 1) * outStride);
        }
    }

    /** A square of which not all rows or columns are there: it is completed with zeros. */
    private void part(
            float[] in, int inAt, int inStride, int rows, int columns, float[] out, int outAt, int outStride) {
        Arrays.fill(one, 0f);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(in, inAt + i * inStride, one, FIRST + i * L, columns);
        }
        float[] from = one;
        float[] to = other;
        for (int s = 0; s < SHUFFLES; s++) {
            shuffle(from, FIRST, L, to, FIRST, L);
            float[] swap = from;
            from = to;
            to = swap;
        }
        for (int j = 0; j < columns; j++) {
            System.arraycopy(from, FIRST + j * L, out, outAt + j * outStride, L);
        }
    }
}
