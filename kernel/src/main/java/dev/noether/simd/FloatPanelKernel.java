package dev.noether.simd;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What a step of a two-layer linear net does with one panel of hidden units, while the panel is in cache:
 *
 * <pre>
 * U  &lt;- U  + (M W^T       + decay U)        M (dy x dx) holds the factor of the gradient, - 2c eta E[r x^T]
 * Wt &lt;- Wt + (M^T (old U) + decay Wt)
 * P  &lt;- P  + U Wt^T
 * </pre>
 *
 * Nothing like a gradient is written: a tile is added to the parameters when its sum is complete, so that small updates
 * of large parameters are rounded once. In the third product units are the depth; there the panel of Wt is transposed.
 *
 * <p>Holds copies of panels, so each thread needs its own. Allocates nothing.
 */
public final class FloatPanelKernel {

    private static final VectorSpecies<Float> LANES = Lanes.FLOAT;
    private static final int L = LANES.length();
    private static final int STRIDE = FloatHiddenPanels.STRIDE;
    private static final int ROWS = Lanes.TILE_ROWS;
    private static final int TILE = Lanes.TILE_VECTORS * L;

    private final FloatHiddenPanels layout;
    private final int dx;
    private final int dy;
    private final float[] old;
    private final float[] tile = new float[FloatMatrix.FIRST + ROWS * TILE];
    private final float[] transposed = new float[FloatMatrix.FIRST + STRIDE * TILE];
    private final FloatTransposer transposer = new FloatTransposer();

    /** For nets with {@code inputs} inputs and {@code outputs} outputs. */
    public FloatPanelKernel(FloatHiddenPanels layout, int inputs, int outputs) {
        this.layout = layout;
        dx = inputs;
        dy = outputs;
        old = new float[Math.addExact(FloatMatrix.FIRST, Math.multiplyExact(outputs, STRIDE))];
    }

    /**
     * The first two lines for panel p.
     *
     * @param u U in panels
     * @param w the transpose of W in panels
     * @param m M, dy x dx; not modified
     * @param decay {@code - 2 eta gamma}
     */
    public void update(int p, FloatMatrix u, FloatMatrix w, FloatMatrix m, float decay) {
        int uAt = u.at(p * dy);
        int wAt = w.at(p * dx);
        int vectors = layout.vectors(p);
        System.arraycopy(u.data(), uAt, old, FloatMatrix.FIRST, dy * STRIDE);
        add(m, false, w.data(), wAt, vectors, decay, u.data(), uAt);
        add(m, true, old, FloatMatrix.FIRST, vectors, decay, w.data(), wAt);
    }

    /** {@code C <- C + (op(M) B + decay C)} for a panel: by blocks of the depth, the first of which decays. */
    private void add(
            FloatMatrix m, boolean transpose, float[] b, int bAt, int vectors, float decay, float[] c, int cAt) {
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

    /** The third line for panel p. */
    public void addProduct(int p, FloatMatrix u, FloatMatrix w, FloatMatrix product) {
        int uAt = u.at(p * dy);
        int wAt = w.at(p * dx);
        int depth = layout.vectors(p) * L;
        int vectors = Math.ceilDiv(dx, L);
        int tiles = Math.ceilDiv(vectors, Lanes.TILE_VECTORS);
        for (int t = 0; t < tiles; t++) {
            int first = FloatGemm.start(vectors, tiles, t);
            int width = FloatGemm.start(vectors, tiles, t + 1) - first;
            int column = first * L;
            int present = Math.min(width * L, dx - column);
            transposer.transpose(
                    w.data(), wAt + column * STRIDE, STRIDE, present, depth, transposed, FloatMatrix.FIRST, width * L);
            for (int i = 0; i < dy; i += ROWS) {
                addTile(u.data(), uAt + i * STRIDE, Math.min(ROWS, dy - i), depth, width, product, i, column);
            }
        }
    }

    /** A tile of the product of rows of U and what is transposed. */
    private void addTile(float[] u, int uAt, int rows, int depth, int width, FloatMatrix product, int row, int column) {
        float[] b = transposed;
        int bAt = FloatMatrix.FIRST;
        float[] c = product.data();
        int cAt = product.at(row) + column;
        int stride = product.stride();
        if (rows == ROWS) {
            FloatTiles.multiplyPanel(width, depth, 1f, u, uAt, b, bAt, width * L, c, cAt, stride);
        } else {
            FloatTiles.multiply(width, rows, depth, 1f, u, uAt, STRIDE, 1, b, bAt, width * L, c, cAt, stride);
        }
    }
}
