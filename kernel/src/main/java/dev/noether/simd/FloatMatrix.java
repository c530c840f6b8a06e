package dev.noether.simd;

import dev.noether.model.Matrix;
import java.util.Arrays;

/**
 * A matrix in a kernel's own memory: row-major, each row padded to whole vectors, so that loads and stores of whole
 * vectors need no mask.
 *
 * <pre>
 *   data:  | row 0 .......... pad | row 1 .......... pad | ...
 *          ^ at(0)                ^ at(1) = at(0) + stride
 * </pre>
 *
 * What is in the padding is never part of a result: lanes go over columns, and nothing sums over lanes. The shape may
 * change; memory grows when it must and is kept.
 */
public final class FloatMatrix {

    private static final int LANES = Lanes.FLOAT.length();

    /** Rows this many bytes apart fall on the same lines of a first-level cache. */
    private static final int ALIASING_BYTES = 4096;

    /**
     * Where memory of ours begins in an array. Its elements come 16 bytes after the start of the object; so, where objects
     * begin on lines of 64 bytes ({@code -XX:ObjectAlignmentInBytes=64}), no load of 64 bytes touches two lines. A sweep
     * over the parameters of a net of 2000 hidden units took a tenth less for that; without the flag nothing is lost.
     */
    static final int FIRST = (64 - 16) / Float.BYTES;

    private float[] data;
    private int offset;
    private int rows;
    private int columns;
    private int stride;

    /** Zeros. */
    public FloatMatrix(int rows, int columns) {
        data = new float[0];
        reshape(rows, columns);
    }

    /** A matrix in given memory; {@code stride} is at least the padded columns. Reads and writes touch whole vectors. */
    FloatMatrix(float[] data, int offset, int rows, int columns, int stride) {
        this.data = data;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.stride = stride;
    }

    /** {@code columns} rounded up to whole vectors. */
    static int padded(int columns) {
        return Math.multiplyExact(Math.ceilDiv(columns, LANES), LANES);
    }

    /** Changes the shape; the contents are undefined afterwards unless the shape is the same. Allocates only to grow. */
    public void reshape(int newRows, int newColumns) {
        int newStride = padded(newColumns);
        if (newRows > 1 && (long) newStride * Float.BYTES % ALIASING_BYTES == 0) {
            newStride += LANES;
        }
        int length = Math.addExact(FIRST, Math.multiplyExact(newRows, newStride));
        if (data.length < length) {
            data = new float[length];
        }
        offset = FIRST;
        rows = newRows;
        columns = newColumns;
        stride = newStride;
    }

    /**
     * Makes this a view of columns {@code from ... from + count - 1} of a matrix, to be read only: as a left factor, or, where
     * {@code from} is a multiple of the lanes, by anything that goes over whole vectors of columns.
     */
    public void viewColumns(FloatMatrix source, int from, int count) {
        data = source.data;
        offset = source.offset + from;
        rows = source.rows;
        columns = count;
        stride = source.stride;
    }

    /** Makes this a view of rows {@code from ... from + count - 1} of a matrix. */
    public void viewRows(FloatMatrix source, int from, int count) {
        data = source.data;
        offset = source.at(from);
        rows = count;
        columns = source.columns;
        stride = source.stride;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** The memory itself. */
    public float[] data() {
        return data;
    }

    /** Index of element (i, 0) in {@link #data()}. */
    public int at(int i) {
        return offset + i * stride;
    }

    /** Distance between the starts of two rows. */
    public int stride() {
        return stride;
    }

    /** Sets all rows to zero, with their padding up to whole vectors. */
    public void clear() {
        int width = padded(columns);
        for (int i = 0; i < rows; i++) {
            Arrays.fill(data, at(i), at(i) + width, 0f);
        }
    }

    /** Takes the shape and the elements of {@code source}. */
    public void copyFrom(FloatMatrix source) {
        reshape(source.rows, source.columns);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(source.data, source.at(i), data, at(i), columns);
        }
    }

    /** Overwrites rows {@code from ... from + count - 1} of a matrix of this shape. */
    public void copyRowsTo(int from, int count, FloatMatrix target) {
        for (int i = from; i < from + count; i++) {
            System.arraycopy(data, at(i), target.data, target.at(i), columns);
        }
    }

    /** Takes the shape and the elements of {@code source}, rounded. */
    public void copyFrom(Matrix source) {
        reshape(source.rows(), source.columns());
        for (int i = 0; i < rows; i++) {
            source.copyRow(i, data, at(i));
        }
    }

    /** Takes the shape and the elements of the transpose of {@code source}. */
    public void transposeFrom(FloatMatrix source) {
        reshape(source.columns, source.rows);
        FloatPanels.transpose(
                source.data, source.offset, source.stride, source.rows, source.columns, data, offset, stride);
    }

    /** Overwrites {@code target}, of the same shape. */
    public void copyTo(Matrix target) {
        target.requireShape("target", rows, columns);
        for (int i = 0; i < rows; i++) {
            target.setRow(i, data, at(i));
        }
    }

    /** Overwrites {@code target[from ...]} with the elements, row by row without padding. */
    public void copyTo(double[] target, int from) {
        for (int i = 0; i < rows; i++) {
            int at = at(i);
            int to = from + i * columns;
            for (int j = 0; j < columns; j++) {
                target[to + j] = data[at + j];
            }
        }
    }
}
