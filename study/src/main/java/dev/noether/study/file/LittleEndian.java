package dev.noether.study.file;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Matrices as bytes: little-endian, row-major, unpadded, in the matrix's own precision. */
public final class LittleEndian {

    private LittleEndian() {}

    /** The bytes of row i. */
    public static byte[] row(Matrix matrix, int i) {
        ByteBuffer bytes = ByteBuffer.allocate(
                        matrix.columns() * matrix.precision().bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int j = 0; j < matrix.columns(); j++) {
            if (matrix.precision() == Precision.FLOAT) {
                bytes.putFloat((float) matrix.get(i, j));
            } else {
                bytes.putDouble(matrix.get(i, j));
            }
        }
        return bytes.array();
    }

    /** The bytes of {@code count} numbers from {@code values[at]} on, rounded to a precision. */
    public static byte[] row(double[] values, int at, int count, Precision precision) {
        ByteBuffer bytes = ByteBuffer.allocate(count * precision.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        for (int j = at; j < at + count; j++) {
            if (precision == Precision.FLOAT) {
                bytes.putFloat((float) values[j]);
            } else {
                bytes.putDouble(values[j]);
            }
        }
        return bytes.array();
    }
}
