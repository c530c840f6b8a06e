package dev.noether.simd;

import java.util.Arrays;

/** Copies of operands into the order in which the micro-kernels read them. */
final class FloatPanels {

    private static final int LANES = Lanes.FLOAT.length();

    private FloatPanels() {}

    /**
     * A panel of B: {@code panel[k width + j] = B(fromRow + k, fromColumn + j)}.
     *
     * @param fromColumn a multiple of the lanes
     * @param width whole vectors, as far as the padding of B
     */
    static void columns(FloatMatrix b, int fromRow, int depth, int fromColumn, int width, float[] panel) {
        for (int k = 0; k < depth; k++) {
            System.arraycopy(b.data(), b.at(fromRow + k) + fromColumn, panel, k * width, width);
        }
    }

    /**
     * A panel of the transpose of B: {@code panel[k width + j] = B(fromRow + j, fromColumn + k)}, zero where j is beyond
     * the last row.
     */
    static void columnsOfTranspose(FloatMatrix b, int fromColumn, int depth, int fromRow, int width, float[] panel) {
        int present = Math.min(width, b.rows() - fromRow);
        transpose(b.data(), b.at(fromRow) + fromColumn, b.stride(), present, depth, panel, 0, width);
        if (present < width) {
            for (int k = 0; k < depth; k++) {
                Arrays.fill(panel, k * width + present, (k + 1) * width, 0f);
            }
        }
    }

    /** {@code out(j, i) = in(i, j)} for {@code rows x columns} elements of {@code in}. */
    static void transpose(
            float[] in, int inAt, int inStride, int rows, int columns, float[] out, int outAt, int outStride) {
        // A group of rows at a time: their lines stay in the first-level cache while the columns go by.
        for (int group = 0; group < rows; group += LANES) {
            int count = Math.min(LANES, rows - group);
            int from = inAt + group * inStride;
            int to = outAt + group;
            for (int j = 0; j < columns; j++) {
                for (int i = 0; i < count; i++) {
                    out[to + i] = in[from + i * inStride + j];
                }
                to += outStride;
            }
        }
    }
}
