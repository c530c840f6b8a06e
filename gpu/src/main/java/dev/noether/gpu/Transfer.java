package dev.noether.gpu;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jocl.Pointer;

/** Moves matrices between the host and the device, in pieces of bounded size, and converts precisions on the way. */
final class Transfer {

    /** Elements of a piece: large enough for the bus, small enough for the heap. */
    private static final int PIECE = 1 << 20;

    private final Session session;
    private float[] floats = {};
    private double[] doubles = {};

    Transfer(Session session) {
        this.session = session;
    }

    /** Overwrites a view whose columns or rows are contiguous; what lies between its rows becomes zero. */
    void upload(Matrix source, View to) {
        boolean transposed = to.columnStride() != 1;
        View rowMajor = transposed ? to.transposed() : to;
        forPieces(rowMajor, (first, count) -> {
            View part = rowMajor.rows(first, count);
            int extent = Math.toIntExact(part.extent());
            grow(extent);
            clear(extent);
            for (int i = 0; i < count; i++) {
                int at = Math.toIntExact(i * part.rowStride());
                if (transposed) {
                    copyColumn(source, first + i, at);
                } else if (session.precision() == Precision.FLOAT) {
                    source.copyRow(first + i, floats, at);
                } else {
                    source.copyRow(first + i, doubles, at);
                }
            }
            session.write(to.buffer(), bytes(part.offset()), bytes(extent), host());
        });
    }

    /** Overwrites {@code to} with a row-major view. */
    void download(View from, Matrix to) {
        forPieces(from, (first, count) -> {
            View part = from.rows(first, count);
            int extent = Math.toIntExact(part.extent());
            grow(extent);
            session.read(from.buffer(), bytes(part.offset()), bytes(extent), host());
            for (int i = 0; i < count; i++) {
                int at = Math.toIntExact(i * part.rowStride());
                if (session.precision() == Precision.FLOAT) {
                    to.setRow(first + i, floats, at);
                } else {
                    to.setRow(first + i, doubles, at);
                }
            }
        });
    }

    /** Overwrites rows from {@code firstRow} of a row-major array of doubles with a view of as many columns. */
    void download(View from, double[] to, int firstRow) {
        Matrix part = new Matrix(
                MemorySegment.ofArray(to),
                Precision.DOUBLE,
                (long) firstRow * from.columns(),
                from.rows(),
                from.columns(),
                from.columns());
        download(from, part);
    }

    private interface Piece {
        void move(int firstRow, int rows);
    }

    private static void forPieces(View view, Piece piece) {
        int rows = (int) Math.max(1, Math.min(view.rows(), PIECE / Math.max(1, view.rowStride())));
        for (int first = 0; first < view.rows(); first += rows) {
            piece.move(first, Math.min(rows, view.rows() - first));
        }
    }

    private void copyColumn(Matrix source, int column, int at) {
        for (int i = 0; i < source.rows(); i++) {
            if (session.precision() == Precision.FLOAT) {
                floats[at + i] = (float) source.get(i, column);
            } else {
                doubles[at + i] = source.get(i, column);
            }
        }
    }

    private void grow(int count) {
        if (session.precision() == Precision.FLOAT && floats.length < count) {
            floats = new float[count];
        } else if (session.precision() == Precision.DOUBLE && doubles.length < count) {
            doubles = new double[count];
        }
    }

    private void clear(int count) {
        if (session.precision() == Precision.FLOAT) {
            Arrays.fill(floats, 0, count, 0f);
        } else {
            Arrays.fill(doubles, 0, count, 0.0);
        }
    }

    private Pointer host() {
        return session.precision() == Precision.FLOAT ? Pointer.to(floats) : Pointer.to(doubles);
    }

    private long bytes(long count) {
        return count * session.precision().bytes();
    }
}
