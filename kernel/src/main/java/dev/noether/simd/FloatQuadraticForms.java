package dev.noether.simd;

import java.util.Arrays;

/**
 * Quadratic forms {@code b_j^T G b_j} of the columns of a matrix, for a symmetric G. Each is {@code b_j^T T b_j}, T the upper
 * triangle of G with all that is above the diagonal doubled: half of the operations. A few columns are done at a time, and
 * what T makes of them is summed up while it is in the caches; as a matrix it would be as large as b.
 *
 * <p>Holds T and those columns, so each thread needs its own. Allocates nothing but for larger shapes than before.
 */
public final class FloatQuadraticForms {

    /** Elements that are made before they are summed up: a quarter of a second-level cache of one MiB. */
    private static final int AT_ONCE = (1 << 18) / Float.BYTES;

    private static final int TILE = Lanes.TILE_VECTORS * Lanes.FLOAT.length();

    private final FloatGemm gemm;
    private final FloatLaneSums sums = new FloatLaneSums();
    private final FloatMatrix triangle = new FloatMatrix(1, 1);
    private final FloatMatrix columns = new FloatMatrix(1, 1);
    private final FloatMatrix image = new FloatMatrix(1, 1);

    /** @param gemm used for all products, in calls of this object only */
    public FloatQuadraticForms(FloatGemm gemm) {
        this.gemm = gemm;
    }

    /**
     * {@code out_j <- out_j + factor b_j^T G b_j}.
     *
     * @param factor of all forms
     * @param g G, n x n, taken as symmetric: only what is on and above its diagonal is read
     * @param b n rows; not modified
     * @param out at least one entry a column of b
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public void add(double factor, FloatMatrix g, FloatMatrix b, double[] out) {
        setTriangle(g);
        int step = step(b);
        for (int from = 0; from < b.columns(); from += step) {
            multiply(b, from, Math.min(step, b.columns() - from));
            sums.addColumnProducts(image, columns, factor, out, from);
        }
    }

    /**
     * {@code tr(b^T G b)}.
     *
     * @param g G, n x n, taken as symmetric: only what is on and above its diagonal is read
     * @param b n rows; not modified
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public double sum(FloatMatrix g, FloatMatrix b) {
        setTriangle(g);
        double total = 0;
        int step = step(b);
        for (int from = 0; from < b.columns(); from += step) {
            multiply(b, from, Math.min(step, b.columns() - from));
            total += sums.products(image, columns);
        }
        return total;
    }

    /** Columns at a time: whole tiles. */
    private static int step(FloatMatrix b) {
        return Math.max(1, AT_ONCE / (b.rows() * TILE)) * TILE;
    }

    private void multiply(FloatMatrix b, int from, int count) {
        columns.viewColumns(b, from, count);
        image.reshape(b.rows(), count);
        gemm.multiplyTriangle(1f, triangle, columns, image);
    }

    private void setTriangle(FloatMatrix g) {
        int order = g.rows();
        triangle.reshape(order, order);
        float[] from = g.data();
        float[] to = triangle.data();
        for (int i = 0; i < order; i++) {
            int row = triangle.at(i);
            int source = g.at(i);
            Arrays.fill(to, row, row + i, 0f);
            to[row + i] = from[source + i];
            for (int j = i + 1; j < order; j++) {
                to[row + j] = 2 * from[source + j];
            }
        }
    }
}
