package dev.noether.bench.peers;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A matrix in native memory on a cache line's boundary, stored by rows or by columns; its memory may be one of many slots. */
final class BlasMatrix {

    private static final int CACHE_LINE = 64;

    final int rows;
    final int columns;
    private final boolean byColumns;
    private final Precision precision;
    private final MemorySegment memory;
    private long address;

    /**
     * A matrix of zeros.
     *
     * @param byColumns whether neighbours in memory are neighbours in a column
     * @param slots matrices of this shape that the memory holds one after another, the first of them chosen
     */
    BlasMatrix(Precision precision, int rows, int columns, boolean byColumns, int slots) {
        this.precision = precision;
        this.rows = rows;
        this.columns = columns;
        this.byColumns = byColumns;
        memory = Arena.ofAuto().allocate((long) slots * rows * columns * precision.bytes(), CACHE_LINE);
        address = memory.address();
    }

    BlasMatrix(Precision precision, int rows, int columns, boolean byColumns) {
        this(precision, rows, columns, byColumns, 1);
    }

    /** Chooses a slot. */
    void choose(int slot) {
        address = memory.address() + (long) slot * rows * columns * precision.bytes();
    }

    /** Address of element (0, 0) of the chosen slot. */
    long address() {
        return address;
    }

    /** The memory of all slots. */
    MemorySegment memory() {
        return memory;
    }

    /** Number of elements of a slot. */
    int size() {
        return rows * columns;
    }

    boolean byColumns() {
        return byColumns;
    }

    /** Distance between neighbouring rows in memory, or columns where they are what is contiguous. */
    int stride() {
        return byColumns ? rows : columns;
    }

    /** Copies a matrix of the same shape into the first slot. */
    void load(Matrix source) {
        Matrix view = view();
        if (!byColumns) {
            view.copyFrom(source);
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                view.set(j, i, source.get(i, j));
            }
        }
    }

    /** Copies the first slot out. */
    void store(Matrix destination) {
        Matrix view = view();
        if (!byColumns) {
            destination.copyFrom(view);
            return;
        }
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                destination.set(i, j, view.get(j, i));
            }
        }
    }

    private Matrix view() {
        return new Matrix(memory, precision, 0, byColumns ? columns : rows, byColumns ? rows : columns, stride());
    }
}
