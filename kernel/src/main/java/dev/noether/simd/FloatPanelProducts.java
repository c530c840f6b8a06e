package dev.noether.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of matrices with panels of {@link FloatHiddenPanels}, rows {@link FloatHiddenPanels#STRIDE} apart: one panel is
 * as wide as a tile, so that factors are read where they lie, and reaches nine tenths of the peak and more where products
 * over all units at once came to three quarters (1000 x 4000 parameters, 256 samples, Zen 4).
 *
 * <p>Holds copies of panels, so each thread needs its own. Allocates nothing.
 */
final class FloatPanelProducts {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
    private static final int L = LANES.length();
    private static final int STRIDE = FloatHiddenPanels.STRIDE;
    private static final int ROWS = Lanes.TILE_ROWS;
    private static final int TILE = Lanes.TILE_VECTORS * L;

    private final float[] tile = new float[FloatMatrix.FIRST + ROWS * TILE];
    private final float[] transposed = new float[FloatMatrix.FIRST + STRIDE * TILE];
    private final FloatTransposer transposer = new FloatTransposer();

    /**
     * {@code C <- C + (op(M) B + decay C)} for a panel C: by blocks of the depth, the first of which decays.
     *
     * @param m M; not modified
     * @param transpose whether op(M) is the transpose of M
     * @param b panel B begins at {@code b[bAt]}; not modified
     * @param vectors in a row of B and C
     * @param c panel C begins at {@code c[cAt]}
     */
    void add(FloatMatrix m, boolean transpose, float[] b, int bAt, int vectors, float decay, float[] c, int cAt) {
        int depth = transpose ? m.rows() : m.columns();
        int blocks = Math.ceilDiv(depth, FloatGemm.DEPTH);
        for (int v = 0; v < vectors; v += Lanes.TILE_VECTORS) {
            int width = Math.min(Lanes.TILE_VECTORS, vectors - v);
            for (int block = 0; block < blocks; block++) {
                int from = FloatGemm.start(depth, blocks, block);
                int length = FloatGemm.start(depth, blocks, block + 1) - from;
                int bBlock = bAt + from * STRIDE + v * L;
                tiles(m, transpose, from, length, b, bBlock, width, block == 0 ? decay : 0f, c, cAt + v * L);
            }
        }
    }

    private void tiles(
            FloatMatrix m,
            boolean transpose,
            int from,
            int depth,
            float[] b,
            int bAt,
            int width,
            float decay,
            float[] c,
            int cAt) {
        int rows = transpose ? m.columns() : m.rows();
        int aRow = transpose ? 1 : m.stride();
        int aDepth = transpose ? m.stride() : 1;
        int aAt = m.at(0) + from * aDepth;
        float[] a = m.data();
        for (int i = 0; i < rows; i += ROWS) {
            int present = Math.min(ROWS, rows - i);
            int at = aAt + i * aRow;
            int to = cAt + i * STRIDE;
            if (decay == 0) {
                FloatTiles.multiply(width, present, depth, 1f, a, at, aRow, aDepth, b, bAt, STRIDE, c, to, STRIDE);
            } else {
                Arrays.fill(tile, 0f);
                FloatTiles.multiply(
                        width, present, depth, 1f, a, at, aRow, aDepth, b, bAt, STRIDE, tile, FloatMatrix.FIRST, TILE);
                addWithDecay(tile, present, width, decay, c, to);
            }
        }
    }

    /** {@code C <- C + (T + decay C)} for a tile T. */
    private static void addWithDecay(float[] t, int rows, int vectors, float decay, float[] c, int cAt) {
        FloatVector factor = FloatVector.broadcast(LANES, decay);
        for (int i = 0; i < rows; i++) {
            int from = FloatMatrix.FIRST + i * TILE;
            int to = cAt + i * STRIDE;
            for (int j = 0; j < vectors * L; j += L) {
                FloatVector value = FloatVector.fromArray(LANES, c, to + j);
                FloatVector change = factor.fma(value, FloatVector.fromArray(LANES, t, from + j));
                value.add(change).intoArray(c, to + j);
            }
        }
    }

    /** {@code product <- product + A B^T} for panels A and B, whose units are the depth: all {@link #strips}. */
    void addProduct(float[] a, int aAt, float[] b, int bAt, int depth, FloatMatrix product) {
        for (int strip = 0; strip < strips(product); strip++) {
            addProduct(strip, a, aAt, b, bAt, depth, product);
        }
    }

    /** Strips of columns of a product, as wide as a tile or a little less. */
    static int strips(FloatMatrix product) {
        return Math.ceilDiv(Math.ceilDiv(product.columns(), L), Lanes.TILE_VECTORS);
    }

    /** Sets one strip of a product to zero, with the padding of its rows. */
    static void clear(int strip, FloatMatrix product) {
        int vectors = Math.ceilDiv(product.columns(), L);
        int from = FloatGemm.start(vectors, strips(product), strip) * L;
        int to = FloatGemm.start(vectors, strips(product), strip + 1) * L;
        for (int i = 0; i < product.rows(); i++) {
            Arrays.fill(product.data(), product.at(i) + from, product.at(i) + to, 0f);
        }
    }

    /**
     * One strip of {@code product <- product + A B^T} for panels A and B, whose units are the depth. Where a product is
     * large, going through several panels strip by strip keeps the strip in cache.
     *
     * @param a panel A begins at {@code a[aAt]}; as many rows as the product; not modified
     * @param b panel B begins at {@code b[bAt]}; as many rows as the product has columns; not modified
     * @param depth units, in whole vectors
     */
    void addProduct(int strip, float[] a, int aAt, float[] b, int bAt, int depth, FloatMatrix product) {
        int columns = product.columns();
        int vectors = Math.ceilDiv(columns, L);
        int first = FloatGemm.start(vectors, strips(product), strip);
        int width = FloatGemm.start(vectors, strips(product), strip + 1) - first;
        int column = first * L;
        int present = Math.min(width * L, columns - column);
        transposer.transpose(
                b, bAt + column * STRIDE, STRIDE, present, depth, transposed, FloatMatrix.FIRST, width * L);
        for (int i = 0; i < product.rows(); i += ROWS) {
            addTile(a, aAt + i * STRIDE, Math.min(ROWS, product.rows() - i), depth, width, product, i, column);
        }
    }

    /** A tile of the product of rows of A and what is transposed. */
    private void addTile(float[] a, int aAt, int rows, int depth, int width, FloatMatrix product, int row, int column) {
        float[] b = transposed;
        int bAt = FloatMatrix.FIRST;
        float[] c = product.data();
        int cAt = product.at(row) + column;
        int stride = product.stride();
        if (rows == ROWS) {
            FloatTiles.multiplyPanel(width, depth, 1f, a, aAt, b, bAt, width * L, c, cAt, stride);
        } else {
            FloatTiles.multiply(width, rows, depth, 1f, a, aAt, STRIDE, 1, b, bAt, width * L, c, cAt, stride);
        }
    }
}
