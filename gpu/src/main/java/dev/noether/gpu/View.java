package dev.noether.gpu;

/**
 * A strided view of a matrix of reals on the device: element (i, j) is entry {@code offset + i rowStride + j
 * columnStride} of the buffer.
 */
record View(DeviceBuffer buffer, long offset, int rows, int columns, long rowStride, long columnStride) {

    /** Row-major, rows at a distance of {@code rowStride}. */
    static View of(DeviceBuffer buffer, long offset, int rows, int columns, long rowStride) {
        return new View(buffer, offset, rows, columns, rowStride, 1);
    }

    /** Row-major without padding. */
    static View dense(DeviceBuffer buffer, long offset, int rows, int columns) {
        return of(buffer, offset, rows, columns, columns);
    }

    View transposed() {
        return new View(buffer, offset, columns, rows, columnStride, rowStride);
    }

    /** {@code count} rows from row {@code first}. */
    View rows(int first, int count) {
        return new View(buffer, offset + first * rowStride, count, columns, rowStride, columnStride);
    }

    /** The diagonal of a square matrix as a matrix of one row. */
    View diagonal() {
        return new View(buffer, offset, 1, Math.min(rows, columns), 0, rowStride + columnStride);
    }

    /** A view of one element after the other: of a dense matrix, as one row. */
    View flat() {
        if (columnStride != 1 || rowStride != columns) {
            throw new IllegalStateException("a matrix with gaps is no row");
        }
        return dense(buffer, offset, 1, Math.multiplyExact(rows, columns));
    }

    /** Number of elements. */
    long size() {
        return (long) rows * columns;
    }

    /** Elements from the first to the last, with what lies between. */
    long extent() {
        return (rows - 1) * rowStride + (columns - 1) * columnStride + 1;
    }
}
