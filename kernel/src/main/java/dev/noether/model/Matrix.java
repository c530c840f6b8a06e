package dev.noether.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * A strided view of a matrix in a caller's memory: element (i, j) is entry {@code offset + i * rowStride + j} of
 * {@code segment}, counted in elements of {@code precision}, in native byte order. The view owns nothing, so memory
 * of other programs comes in without a copy. A vector is a matrix of one row.
 *
 * @param segment heap array or native memory
 * @param precision type of the elements
 * @param offset index of element (0, 0), in elements
 * @param rows number of rows, at least 1
 * @param columns number of columns, at least 1
 * @param rowStride distance between the starts of two rows, in elements, at least {@code columns}
 */
public record Matrix(MemorySegment segment, Precision precision, long offset, int rows, int columns, long rowStride) {

    private static final ValueLayout.OfFloat FLOATS = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfDouble DOUBLES = ValueLayout.JAVA_DOUBLE_UNALIGNED;

    /** @throws IllegalArgumentException if the view is empty or reaches outside the segment */
    public Matrix {
        Objects.requireNonNull(segment);
        Objects.requireNonNull(precision);
        if (rows < 1 || columns < 1) {
            throw new IllegalArgumentException(
                    "a matrix needs at least one row and column, not " + rows + " x " + columns);
        }
        if (rowStride < columns) {
            throw new IllegalArgumentException("row stride " + rowStride + " is below the " + columns + " columns");
        }
        long needed = offset + (rows - 1) * rowStride + columns;
        long present = segment.byteSize() / precision.bytes();
        if (offset < 0 || needed > present) {
            throw new IllegalArgumentException("a " + rows + " x " + columns + " view at offset " + offset + " needs "
                    + needed + " elements, the segment has " + present);
        }
    }

    /** A new matrix of zeros on the heap, rows without padding. */
    public static Matrix allocate(Precision precision, int rows, int columns) {
        int length = Math.multiplyExact(rows, columns);
        MemorySegment segment = precision == Precision.FLOAT
                ? MemorySegment.ofArray(new float[length])
                : MemorySegment.ofArray(new double[length]);
        return new Matrix(segment, precision, 0, rows, columns, columns);
    }

    /** A double matrix with the given rows, copied. */
    public static Matrix of(double[][] rows) {
        Matrix matrix = allocate(Precision.DOUBLE, rows.length, rows.length == 0 ? 0 : rows[0].length);
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != matrix.columns) {
                throw new IllegalArgumentException(
                        "row " + i + " has " + rows[i].length + " entries, row 0 has " + matrix.columns);
            }
            for (int j = 0; j < rows[i].length; j++) {
                matrix.set(i, j, rows[i][j]);
            }
        }
        return matrix;
    }

    /** A double identity of n rows. */
    public static Matrix identity(int n) {
        Matrix matrix = allocate(Precision.DOUBLE, n, n);
        for (int i = 0; i < n; i++) {
            matrix.set(i, i, 1);
        }
        return matrix;
    }

    /** View of a row-major array without padding; writes go through. */
    public static Matrix view(double[] array, int rows, int columns) {
        return new Matrix(MemorySegment.ofArray(array), Precision.DOUBLE, 0, rows, columns, columns);
    }

    /** Element (i, j); for setup and tests, not for hot loops. */
    public double get(int i, int j) {
        long index = index(i, j);
        return precision == Precision.FLOAT ? segment.getAtIndex(FLOATS, index) : segment.getAtIndex(DOUBLES, index);
    }

    /** Sets element (i, j), rounded to the precision of this matrix. */
    public void set(int i, int j, double value) {
        long index = index(i, j);
        if (precision == Precision.FLOAT) {
            segment.setAtIndex(FLOATS, index, (float) value);
        } else {
            segment.setAtIndex(DOUBLES, index, value);
        }
    }

    private long index(int i, int j) {
        Objects.checkIndex(i, rows);
        Objects.checkIndex(j, columns);
        return offset + i * rowStride + j;
    }

    /** Copies row i to {@code destination[at ...]}; converts where the precisions differ. Allocates nothing. */
    public void copyRow(int i, float[] destination, int at) {
        if (precision == Precision.FLOAT) {
            MemorySegment.copy(segment, FLOATS, index(i, 0) * Float.BYTES, destination, at, columns);
        } else {
            for (int j = 0; j < columns; j++) {
                destination[at + j] = (float) segment.getAtIndex(DOUBLES, index(i, j));
            }
        }
    }

    /** Copies row i to {@code destination[at ...]}; converts where the precisions differ. Allocates nothing. */
    public void copyRow(int i, double[] destination, int at) {
        if (precision == Precision.DOUBLE) {
            MemorySegment.copy(segment, DOUBLES, index(i, 0) * Double.BYTES, destination, at, columns);
        } else {
            for (int j = 0; j < columns; j++) {
                destination[at + j] = segment.getAtIndex(FLOATS, index(i, j));
            }
        }
    }

    /** Overwrites row i from {@code source[at ...]}; converts where the precisions differ. Allocates nothing. */
    public void setRow(int i, float[] source, int at) {
        if (precision == Precision.FLOAT) {
            MemorySegment.copy(source, at, segment, FLOATS, index(i, 0) * Float.BYTES, columns);
        } else {
            for (int j = 0; j < columns; j++) {
                segment.setAtIndex(DOUBLES, index(i, j), source[at + j]);
            }
        }
    }

    /** Overwrites row i from {@code source[at ...]}; converts where the precisions differ. Allocates nothing. */
    public void setRow(int i, double[] source, int at) {
        if (precision == Precision.DOUBLE) {
            MemorySegment.copy(source, at, segment, DOUBLES, index(i, 0) * Double.BYTES, columns);
        } else {
            for (int j = 0; j < columns; j++) {
                segment.setAtIndex(FLOATS, index(i, j), (float) source[at + j]);
            }
        }
    }

    /** Overwrites every element with that of {@code source}, rounded to the precision of this matrix. */
    public void copyFrom(Matrix source) {
        requireShape("source", source.rows, source.columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                set(i, j, source.get(i, j));
            }
        }
    }

    /** A copy on the heap in the given precision, without padding. */
    public Matrix copy(Precision target) {
        Matrix copy = allocate(target, rows, columns);
        copy.copyFrom(this);
        return copy;
    }

    /** The elements as rows of doubles. */
    public double[][] toRows() {
        double[][] result = new double[rows][columns];
        for (int i = 0; i < rows; i++) {
            copyRow(i, result[i], 0);
        }
        return result;
    }

    /** Whether every element off the diagonal is zero; a matrix that is not square never is diagonal. */
    public boolean isDiagonal() {
        boolean diagonal = rows == columns;
        for (int i = 0; diagonal && i < rows; i++) {
            for (int j = 0; diagonal && j < columns; j++) {
                diagonal = i == j || get(i, j) == 0;
            }
        }
        return diagonal;
    }

    /** @throws IllegalArgumentException naming both shapes, unless this matrix is rows x columns */
    public void requireShape(String name, int expectedRows, int expectedColumns) {
        if (rows != expectedRows || columns != expectedColumns) {
            throw new IllegalArgumentException(
                    name + " is " + rows + " x " + columns + ", expected " + expectedRows + " x " + expectedColumns);
        }
    }
}
