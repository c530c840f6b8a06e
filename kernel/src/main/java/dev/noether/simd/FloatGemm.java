package dev.noether.simd;

/**
 * The driver of the matrix product {@code C <- alpha op(A) op(B)} or {@code C <- C + alpha op(A) op(B)}, op the identity
 * or the transpose.
 *
 * <p>It blocks, packs and calls the micro-kernel, and knows nothing of arithmetic. For each block of the depth and each
 * panel of columns, as wide as a tile, the panel of B is packed (it then stays in the first-level cache) unless it can be
 * read where it lies, and all tiles below each other are computed. A is read in place: a tile reads one element of A a
 * row and step, at any strides. How the depth is split depends on the shape only, and each element is a chain of fused
 * multiply-adds in ascending order within a block; so the bits do not depend on tiles, packing or threads.
 *
 * <p>Holds the packed panel, so each thread needs its own. Allocates nothing.
 */
public final class FloatGemm {

    /** Depth of a block: a packed panel of it (40 KiB at most) and a tile's rows of A fit the first-level cache. */
    static final int DEPTH = 128;

    /** Tiles below each other from which on a panel that could be read in place is packed nevertheless. */
    private static final int TILES_TO_PACK = 6;

    private static final int LANES = Lanes.FLOAT.length();

    private final float[] panel = new float[FloatMatrix.FIRST + DEPTH * Lanes.TILE_VECTORS * LANES];

    /**
     * {@code C <- alpha op(A) op(B)}, or added to C.
     *
     * @param alpha factor of the product
     * @param a A; not modified
     * @param transposeA whether op(A) is the transpose
     * @param b B; not modified
     * @param transposeB whether op(B) is the transpose
     * @param accumulate whether C is added to, or overwritten
     * @param c C, none of the other two; its padding is overwritten
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public void multiply(
            float alpha,
            FloatMatrix a,
            boolean transposeA,
            FloatMatrix b,
            boolean transposeB,
            boolean accumulate,
            FloatMatrix c) {
        int depth = transposeA ? a.rows() : a.columns();
        requireShapes(a, transposeA, b, transposeB, c, depth);
        if (!accumulate) {
            c.clear();
        }
        int blocks = Math.ceilDiv(depth, DEPTH);
        for (int block = 0; block < blocks; block++) {
            int from = start(depth, blocks, block);
            block(alpha, a, transposeA, b, transposeB, from, start(depth, blocks, block + 1) - from, c, false);
        }
    }

    /**
     * {@code C <- alpha op(A) op(B)}, or {@code C <- C + alpha op(A) op(B)} of a symmetric C, for a product that is known to
     * be symmetric: only the tiles on the diagonal and above are computed, the rest is their mirror image.
     *
     * @param alpha factor of the product
     * @param a A; not modified
     * @param transposeA whether op(A) is the transpose
     * @param b B; not modified
     * @param transposeB whether op(B) is the transpose
     * @param accumulate whether the product is added to C
     * @param c C, none of the other two; its padding is overwritten
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public void multiplySymmetric(
            float alpha,
            FloatMatrix a,
            boolean transposeA,
            FloatMatrix b,
            boolean transposeB,
            boolean accumulate,
            FloatMatrix c) {
        int depth = transposeA ? a.rows() : a.columns();
        requireShapes(a, transposeA, b, transposeB, c, depth);
        if (!accumulate) {
            c.clear();
        }
        int blocks = Math.ceilDiv(depth, DEPTH);
        for (int block = 0; block < blocks; block++) {
            int from = start(depth, blocks, block);
            block(alpha, a, transposeA, b, transposeB, from, start(depth, blocks, block + 1) - from, c, true);
        }
        mirror(c);
    }

    /**
     * {@code C <- alpha T B} for an upper triangle T, zero below the diagonal: those zeros cost nothing beyond the tiles on
     * the diagonal.
     *
     * @param alpha factor of the product
     * @param t T, square; not modified
     * @param b B; not modified
     * @param c C, none of the other two; its padding is overwritten
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public void multiplyTriangle(float alpha, FloatMatrix t, FloatMatrix b, FloatMatrix c) {
        int order = t.columns();
        requireShapes(t, false, b, false, c, order);
        if (t.rows() != order) {
            throw new IllegalArgumentException("a triangle of " + t.rows() + " x " + order + " is not square");
        }
        c.clear();
        int blocks = Math.ceilDiv(order, DEPTH);
        for (int block = 0; block < blocks; block++) {
            triangleBlock(alpha, t, b, start(order, blocks, block), start(order, blocks, block + 1), c);
        }
    }

    /** Rows {@code from ... end - 1} of B: tiles begin at the diagonal of T if that lies within. */
    private void triangleBlock(float alpha, FloatMatrix t, FloatMatrix b, int from, int end, FloatMatrix c) {
        int vectors = Math.ceilDiv(c.columns(), LANES);
        int panels = Math.ceilDiv(vectors, Lanes.TILE_VECTORS);
        for (int p = 0; p < panels; p++) {
            int first = start(vectors, panels, p);
            int width = start(vectors, panels, p + 1) - first;
            int column = first * LANES;
            FloatPanels.columns(b, from, end - from, column, width * LANES, panel);
            for (int i = 0; i < end; i += Lanes.TILE_ROWS) {
                int begin = Math.max(from, i);
                FloatTiles.multiply(
                        width,
                        Math.min(Lanes.TILE_ROWS, c.rows() - i),
                        end - begin,
                        alpha,
                        t.data(),
                        t.at(i) + begin,
                        t.stride(),
                        1,
                        panel,
                        FloatMatrix.FIRST + (begin - from) * width * LANES,
                        width * LANES,
                        c.data(),
                        c.at(i) + column,
                        c.stride());
            }
        }
    }

    /** Copies what is above the diagonal below it. */
    private static void mirror(FloatMatrix c) {
        float[] data = c.data();
        for (int i = 1; i < c.rows(); i++) {
            int row = c.at(i);
            for (int j = 0; j < i; j++) {
                data[row + j] = data[c.at(j) + i];
            }
        }
    }

    /** Rows {@code from ... from + depth - 1} of op(B), all columns of C, or what is not below its diagonal. */
    private void block(
            float alpha,
            FloatMatrix a,
            boolean transposeA,
            FloatMatrix b,
            boolean transposeB,
            int from,
            int depth,
            FloatMatrix c,
            boolean upper) {
        int vectors = Math.ceilDiv(c.columns(), LANES);
        int panels = Math.ceilDiv(vectors, Lanes.TILE_VECTORS);
        boolean pack = panels > 1 && c.rows() >= TILES_TO_PACK * Lanes.TILE_ROWS;
        for (int p = 0; p < panels; p++) {
            int first = start(vectors, panels, p);
            int width = start(vectors, panels, p + 1) - first;
            int column = first * LANES;
            boolean inPlace = !transposeB && !pack;
            if (transposeB) {
                FloatPanels.columnsOfTranspose(b, from, depth, column, width * LANES, panel);
            } else if (pack) {
                FloatPanels.columns(b, from, depth, column, width * LANES, panel);
            }
            tiles(
                    alpha,
                    a,
                    transposeA,
                    from,
                    depth,
                    inPlace ? b.data() : panel,
                    inPlace ? b.at(from) + column : FloatMatrix.FIRST,
                    inPlace ? b.stride() : width * LANES,
                    width,
                    column,
                    c,
                    upper);
        }
    }

    /**
     * The tiles below each other in one panel of columns; {@code upper} leaves out the vectors of columns that lie below
     * the diagonal.
     */
    private static void tiles(
            float alpha,
            FloatMatrix a,
            boolean transposeA,
            int from,
            int depth,
            float[] b,
            int bAt,
            int bStride,
            int vectors,
            int column,
            FloatMatrix c,
            boolean upper) {
        int aRow = transposeA ? 1 : a.stride();
        int aDepth = transposeA ? a.stride() : 1;
        int aAt = a.at(0) + from * aDepth;
        int end = upper ? Math.min(c.rows(), column + vectors * LANES) : c.rows();
        for (int i = 0; i < end; i += Lanes.TILE_ROWS) {
            int rows = Math.min(Lanes.TILE_ROWS, c.rows() - i);
            int skipped = upper ? Math.max(0, (i - column) / LANES) : 0;
            FloatTiles.multiply(
                    vectors - skipped,
                    rows,
                    depth,
                    alpha,
                    a.data(),
                    aAt + i * aRow,
                    aRow,
                    aDepth,
                    b,
                    bAt + skipped * LANES,
                    bStride,
                    c.data(),
                    c.at(i) + column + skipped * LANES,
                    c.stride());
        }
    }

    /** Where part {@code i} of {@code parts} nearly equal ones begins. */
    static int start(int count, int parts, int i) {
        return (int) ((long) count * i / parts);
    }

    private static void requireShapes(
            FloatMatrix a, boolean transposeA, FloatMatrix b, boolean transposeB, FloatMatrix c, int depth) {
        int rows = transposeA ? a.columns() : a.rows();
        int bDepth = transposeB ? b.columns() : b.rows();
        int columns = transposeB ? b.rows() : b.columns();
        if (bDepth != depth || c.rows() != rows || c.columns() != columns) {
            throw new IllegalArgumentException("the product of " + rows + " x " + depth + " and " + bDepth + " x "
                    + columns + " does not fit into " + c.rows() + " x " + c.columns());
        }
    }
}
