package dev.noether.simd;

/**
 * The micro-kernels of the matrix product: a tile of C stays in registers while the depth goes by.
 *
 * <pre>
 *            columns: 1 to {@link Lanes#TILE_VECTORS} vectors
 *          +-----------------+
 *    row 0 | c00 c01 c02 ... |      each step k of the depth:
 *    row 1 | c10 c11 c12 ... |        load one row of B, {@code vectors} vectors;
 *    ...   |                 |        for each row i: c_i += broadcast(a_ik) b_k
 *    row 4 | c40 c41 c42 ... |
 *          +-----------------+
 * </pre>
 *
 * One static method a width, in a class of its own: accumulators are named locals, since vectors in arrays or passed to
 * helpers would be boxed. Only the widest is written; the build makes the narrower ones from it by leaving out the lines
 * of the columns that they lack ({@code build/narrower-tiles.xml}). The loop is not unrolled; five rows are enough accumulators to hide the latency of an FMA.
 */
final class FloatTiles {

    private FloatTiles() {}

    /**
     * {@code C <- C + alpha A B} for one tile. Every element of the product is one chain of fused multiply-adds in
     * ascending k, then one with alpha: the same bits for every width of tile.
     *
     * @param vectors width of the tile, 1 to 5
     * @param rows rows of A and C, 1 to {@link Lanes#TILE_ROWS}; no others are read or written
     * @param depth columns of A, rows of B; at least 1
     * @param alpha factor of the product
     * @param a element (i, k) of A is {@code a[aAt + i aRow + k aDepth]}; not modified
     * @param b row k of B is {@code b[bAt + k bStride ...]}, whole vectors; not modified
     * @param c row i of C is {@code c[cAt + i cStride ...]}, whole vectors
     */
    static void multiply(
            int vectors,
            int rows,
            int depth,
            float alpha,
            float[] a,
            int aAt,
            int aRow,
            int aDepth,
            float[] b,
            int bAt,
            int bStride,
            float[] c,
            int cAt,
            int cStride) {
        switch (vectors) {
            case 1 -> FloatTile5x1.multiply(rows, depth, alpha, a, aAt, aRow, aDepth, b, bAt, bStride, c, cAt, cStride);
            case 2 -> FloatTile5x2.multiply(rows, depth, alpha, a, aAt, aRow, aDepth, b, bAt, bStride, c, cAt, cStride);
            case 3 -> FloatTile5x3.multiply(rows, depth, alpha, a, aAt, aRow, aDepth, b, bAt, bStride, c, cAt, cStride);
            case 4 -> FloatTile5x4.multiply(rows, depth, alpha, a, aAt, aRow, aDepth, b, bAt, bStride, c, cAt, cStride);
            case 5 -> FloatTile5x5.multiply(rows, depth, alpha, a, aAt, aRow, aDepth, b, bAt, bStride, c, cAt, cStride);
            default -> throw new IllegalArgumentException("no tile is " + vectors + " vectors wide");
        }
    }

    /**
     * The same for five rows of a panel of {@link FloatHiddenPanels}: element (i, k) of A is
     * {@code a[aAt + i STRIDE + k]}. Where the distance of rows is no constant, each of them costs two more instructions a
     * step (an addition and a sign extension of its index), which tiles of less than 5 vectors have no room for: 5 x 3 and
     * 5 x 4 vectors ran at four fifths of the peak (Ice Lake), and near it like this. 5 x 5 loses a quarter (Zen 5): without
     * the checks of the indices between them the compiler loads all five elements of A first, and no register is left for
     * the last accumulator.
     */
    static void multiplyPanel(
            int vectors,
            int depth,
            float alpha,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            int bStride,
            float[] c,
            int cAt,
            int cStride) {
        int rows = Lanes.TILE_ROWS;
        int row = FloatHiddenPanels.STRIDE;
        switch (vectors) {
            case 1 -> FloatPanelTile5x1.multiply(rows, depth, alpha, a, aAt, b, bAt, bStride, c, cAt, cStride);
            case 2 -> FloatPanelTile5x2.multiply(rows, depth, alpha, a, aAt, b, bAt, bStride, c, cAt, cStride);
            case 3 -> FloatPanelTile5x3.multiply(rows, depth, alpha, a, aAt, b, bAt, bStride, c, cAt, cStride);
            case 4 -> FloatPanelTile5x4.multiply(rows, depth, alpha, a, aAt, b, bAt, bStride, c, cAt, cStride);
            case 5 -> FloatTile5x5.multiply(rows, depth, alpha, a, aAt, row, 1, b, bAt, bStride, c, cAt, cStride);
            default -> throw new IllegalArgumentException("no tile is " + vectors + " vectors wide");
        }
    }
}
