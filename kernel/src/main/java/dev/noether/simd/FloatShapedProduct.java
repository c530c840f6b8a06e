package dev.noether.simd;

import java.lang.constant.ConstantDescs;
import java.lang.invoke.MethodHandles;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Matrix products of small nets, compiled for their shape: each shape has a class of its own, made from the class file of
 * a tile, in which strides and numbers of rows are constants. C2 then takes the range checks out of the loops, which
 * otherwise cost a quarter of the time of a product that fits the first-level cache.
 *
 * <pre>
 * Forward:  C (rows x n) = A B  or  scale (A B + D),     A rows x depth, B paired of depth rows
 * Update:   C += decay C + A^T B,                        C paired, A rows x 2 pairs, B rows x n
 * </pre>
 *
 * Every element is one chain of fused multiply-adds in ascending order of the depth, or two, of even and odd depth, in a
 * tail; so its bits depend on the shape only. A has a zero, or anything finite where the partner is zero, beyond an odd
 * depth; all matrices are laid out as {@link FloatPairedColumns} says. Tiles are at most three vectors wide.
 */
public final class FloatShapedProduct {

    /** {@code C <- A B}, or {@code scale (A B + D)} if D is not null, whose tail may hold anything in its upper half. */
    interface Forward {
        void multiply(float[] a, int aAt, float[] b, float scale, float[] d, int dAt, float[] c);
    }

    /** {@code C <- C + (decay C + A^T B)}. */
    interface Update {
        void add(float[] a, int aAt, float[] b, float decay, float[] c);
    }

    /**
     * The constants of a class.
     *
     * @param rows rows of A and of the matrix that is not paired
     * @param pairs pairs of rows of the paired matrix
     * @param aStride distance between the rows of A
     * @param pairedRow from the first row of a pair to the second
     * @param pairedTail from a panel's place in the first row of a pair to the tail
     * @param pairedStride from pair to pair
     * @param rowTail from a panel's place in a row that is not paired to the tail
     * @param rowStride from row to row of the matrix that is not paired
     * @param column where the panel begins in a row
     */
    record Shape(
            int rows,
            int pairs,
            int aStride,
            int pairedRow,
            int pairedTail,
            int pairedStride,
            int rowTail,
            int rowStride,
            int column) {}

    private record Key(Class<?> tile, Shape shape) {}

    private static final int L = Lanes.FLOAT.length();

    /** Widest tile in vectors: 20 accumulators, 7 vectors of B and 3 of A fit 32 registers; 10, 4 and 2 fit 16. */
    private static final int WIDEST = Lanes.TILE_VECTORS == 5 ? 3 : 2;

    /** Classes that were made, so that equal shapes are compiled once. */
    private static final Map<Key, Object> MADE = new ConcurrentHashMap<>();

    private final Forward[] forward;
    private final Update[] update;

    private FloatShapedProduct(Forward[] forward, Update[] update) {
        this.forward = forward;
        this.update = update;
    }

    /** {@code rows x depth} times a paired matrix of {@code depth} rows. */
    public static FloatShapedProduct forward(int rows, int depth, int aStride, FloatPairedColumns columns) {
        int panels = Math.ceilDiv(columns.full(), WIDEST);
        Forward[] parts = new Forward[panels];
        for (int p = 0; p < panels; p++) {
            int from = columns.full() * p / panels;
            int width = columns.full() * (p + 1) / panels - from;
            boolean tail = columns.tail() == 1 && p == panels - 1;
            Class<?> tile =
                    switch (width) {
                        case 1 -> tail ? FloatForwardTile1Tail.class : FloatForwardTile1.class;
                        case 2 -> tail ? FloatForwardTile2Tail.class : FloatForwardTile2.class;
                        default -> tail ? FloatForwardTile3Tail.class : FloatForwardTile3.class;
                    };
            parts[p] = (Forward) made(tile, shape(rows, depth, aStride, columns, from * L));
        }
        return new FloatShapedProduct(parts, new Update[0]);
    }

    /** A paired matrix of {@code pairedRows} rows, updated by the transpose of {@code depth} rows of A times as many of B. */
    public static FloatShapedProduct update(int pairedRows, int depth, int aStride, FloatPairedColumns columns) {
        int panels = Math.ceilDiv(columns.full(), WIDEST);
        Update[] parts = new Update[panels];
        for (int p = 0; p < panels; p++) {
            int from = columns.full() * p / panels;
            int width = columns.full() * (p + 1) / panels - from;
            boolean tail = columns.tail() == 1 && p == panels - 1;
            Class<?> tile =
                    switch (width) {
                        case 1 -> tail ? FloatUpdateTile1Tail.class : FloatUpdateTile1.class;
                        case 2 -> tail ? FloatUpdateTile2Tail.class : FloatUpdateTile2.class;
                        default -> tail ? FloatUpdateTile3Tail.class : FloatUpdateTile3.class;
                    };
            parts[p] = (Update) made(tile, shape(depth, pairedRows, aStride, columns, from * L));
        }
        return new FloatShapedProduct(new Forward[0], parts);
    }

    private static Shape shape(int rows, int pairedRows, int aStride, FloatPairedColumns columns, int column) {
        return new Shape(
                rows,
                Math.ceilDiv(pairedRows, 2),
                aStride,
                columns.full() * L,
                2 * columns.full() * L - column,
                columns.pairedStride(),
                columns.full() * L - column,
                columns.rowStride(),
                column);
    }

    private static Object made(Class<?> tile, Shape shape) {
        return MADE.computeIfAbsent(new Key(tile, shape), key -> ShapedClasses.instance(tile, shape));
    }

    /** The constants of the class of {@code lookup}, for its static initializer. */
    static Shape shapeOf(MethodHandles.Lookup lookup) {
        try {
            return MethodHandles.classData(lookup, ConstantDescs.DEFAULT_NAME, Shape.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@code C <- A B}. */
    public void multiply(float[] a, int aAt, float[] b, float[] c) {
        for (Forward part : forward) {
            part.multiply(a, aAt, b, 1f, null, 0, c);
        }
    }

    /** {@code C <- scale (A B + D)}. */
    public void multiply(float[] a, int aAt, float[] b, float scale, float[] d, int dAt, float[] c) {
        for (Forward part : forward) {
            part.multiply(a, aAt, b, scale, d, dAt, c);
        }
    }

    /** {@code C <- C + (decay C + A^T B)}. */
    public void add(float[] a, int aAt, float[] b, float decay, float[] c) {
        for (Update part : update) {
            part.add(a, aAt, b, decay, c);
        }
    }
}
