package dev.noether.simd;

import java.util.Arrays;

/** Copies of operands into the order in which the micro-kernels read them. */
final class FloatPanels {

    private FloatPanels() {}

    /**
     * A panel of B: {@code panel[FIRST + k width + j] = B(fromRow + k, fromColumn + j)}.
     *
     * @param fromColumn a multiple of the lanes
     * @param width whole vectors, as far as the padding of B
     */
    static void columns(FloatMatrix b, int fromRow, int depth, int fromColumn, int width, float[] panel) {
        for (int k = 0; k < depth; k++) {
            System.arraycopy(b.data(), b.at(fromRow + k) + fromColumn, panel, FloatMatrix.FIRST + k * width, width);
        }
    }

    /**
     * A panel of the transpose of B: {@code panel[FIRST + k width + j] = B(fromRow + j, fromColumn + k)}, zero where j is beyond
     * the last row.
     */
    static void columnsOfTranspose(FloatMatrix b, int fromColumn, int depth, int fromRow, int width, float[] panel) {
        int present = Math.min(width, b.rows() - fromRow);
        transpose(b.data(), b.at(fromRow) + fromColumn, b.stride(), present, depth, panel, FloatMatrix.FIRST, width);
        if (present < width) {
            for (int k = 0; k < depth; k++) {
                int row = FloatMatrix.FIRST + k * width;
                Arrays.fill(panel, row + present, row + width, 0f);
            }
        }
    }

    /** {@code out(j, i) = in(i, j)} for {@code rows x columns} elements of {@code in}. */
    static void transpose(
            float[] in, int inAt, int inStride, int rows, int columns, float[] out, int outAt, int outStride) {
        int i = 0;
        for (; i + 8 <= rows; i += 8) {
            transposeEight(in, inAt + i * inStride, inStride, columns, out, outAt + i, outStride);
        }
        for (; i < rows; i++) {
            int from = inAt + i * inStride;
            int to = outAt + i;
            for (int j = 0; j < columns; j++, to += outStride) {
                out[to] = in[from + j];
            }
        }
    }

    /** Eight rows at once, so that what is written next to each other is written together. */
    private static void transposeEight(
            float[] in, int row0, int inStride, int columns, float[] out, int outAt, int outStride) {
        int row1 = row0 + inStride;
        int row2 = row1 + inStride;
        int row3 = row2 + inStride;
        int row4 = row3 + inStride;
        int row5 = row4 + inStride;
        int row6 = row5 + inStride;
        int row7 = row6 + inStride;
        for (int j = 0, to = outAt; j < columns; j++, to += outStride) {
            out[to] = in[row0 + j];
            out[to + 1] = in[row1 + j];
            out[to + 2] = in[row2 + j];
            out[to + 3] = in[row3 + j];
            out[to + 4] = in[row4 + j];
            out[to + 5] = in[row5 + j];
            out[to + 6] = in[row6 + j];
            out[to + 7] = in[row7 + j];
        }
    }
}
