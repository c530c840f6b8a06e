package dev.noether.simd;

import java.util.Arrays;

/**
 * Where the elements of a matrix of n columns lie that is read or updated by whole vectors, so that a last vector of
 * at most half its lanes costs half. Two rows share it:
 *
 * <pre>
 *   pair p:   | row 2p: full vectors | row 2p + 1: full vectors | tail of 2p : tail of 2p + 1 |      pairedStride
 * </pre>
 *
 * A matrix that is not paired, such as activations by sample, holds its tail twice instead, so that it can be multiplied
 * onto both halves:
 *
 * <pre>
 *   row i:    | full vectors | tail : tail |                                                        rowStride
 * </pre>
 *
 * Where the tail is longer than half a vector, or vectors and registers are few, all vectors are full ones. What lies
 * beyond n, and the partner of an odd last row, is zero.
 *
 * @param columns n
 * @param full full vectors of a row
 * @param tail 1 if there is a tail, else 0
 */
public record FloatPairedColumns(int columns, int full, int tail) {

    private static final int L = Lanes.FLOAT.length();

    /** Halves of narrower vectors save nothing, and C2 has no masks of two lanes. */
    private static final boolean TAILS = L >= 8 && Lanes.TILE_VECTORS == 5;

    /** The layout of {@code n} columns. */
    public static FloatPairedColumns of(int n) {
        int rest = n % L;
        boolean hasTail = TAILS && n > L && rest > 0 && rest <= L / 2;
        return hasTail ? new FloatPairedColumns(n, n / L, 1) : new FloatPairedColumns(n, Math.ceilDiv(n, L), 0);
    }

    /** Distance between the rows of a matrix that is not paired. */
    public int rowStride() {
        return (full + tail) * L;
    }

    /** Distance between the first rows of two pairs. */
    int pairedStride() {
        return (2 * full + tail) * L;
    }

    /** Elements of a paired matrix. */
    public int pairedLength(int rows) {
        return Math.multiplyExact(Math.ceilDiv(rows, 2), pairedStride());
    }

    /** Index of an element of a paired matrix. */
    int at(int row, int column) {
        int pair = row / 2 * pairedStride();
        int half = row % 2;
        return column < full * L
                ? pair + (half * full) * L + column
                : pair + 2 * full * L + half * (L / 2) + column - full * L;
    }

    /** Overwrites a paired matrix with {@code source}, or its transpose; this has the columns of what is stored. */
    public void load(FloatMatrix source, boolean transpose, float[] paired) {
        // The padding is not zero any more where the values have left the finite numbers.
        Arrays.fill(paired, 0f);
        float[] data = source.data();
        for (int i = 0; i < source.rows(); i++) {
            int row = source.at(i);
            for (int j = 0; j < source.columns(); j++) {
                paired[transpose ? at(j, i) : at(i, j)] = data[row + j];
            }
        }
    }

    /** Overwrites the elements of {@code target} with those of a paired matrix of its shape. */
    public void store(float[] paired, FloatMatrix target) {
        float[] data = target.data();
        for (int i = 0; i < target.rows(); i++) {
            int row = target.at(i);
            for (int j = 0; j < columns; j++) {
                data[row + j] = paired[at(i, j)];
            }
        }
    }
}
