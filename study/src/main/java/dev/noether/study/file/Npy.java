package dev.noether.study.file;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.study.console.InputException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The .npy format of numpy: magic, version, a header that is a Python dictionary, then the elements. Reads matrices of
 * {@code <f4} and {@code <f8} in C and Fortran order; writes C order.
 */
public final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int ALIGNMENT = 64;
    private static final Pattern DESCRIPTION = Pattern.compile("'descr'\\s*:\\s*'([^']*)'");
    private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
    private static final Pattern VECTOR = Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d+)\\s*,\\s*\\)");
    private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,?\\s*\\)");

    private Npy() {}

    /**
     * The matrix in a file, in double.
     *
     * @throws InputException if the file is not there, is not such a file, or does not hold a matrix of floats
     */
    public static Matrix read(Path path) {
        return read(bytes(path), path.toString());
    }

    /**
     * The matrix in a file, in double; a vector comes as a matrix of one row.
     *
     * @throws InputException if the file is not there, is not such a file, or holds neither, of floats
     */
    public static Matrix readVectorOrMatrix(Path path) {
        return read(bytes(path), path.toString(), true);
    }

    private static byte[] bytes(Path path) {
        try {
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new InputException(path + " does not exist; name a .npy file", e);
        } catch (IOException e) {
            throw new InputException(path + " cannot be read (" + e.getMessage() + "); name a .npy file", e);
        }
    }

    /**
     * The matrix in the bytes of a file, in double.
     *
     * @param name of the file, for errors
     */
    public static Matrix read(byte[] bytes, String name) {
        return read(bytes, name, false);
    }

    private static Matrix read(byte[] bytes, String name, boolean vectors) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int prefix = MAGIC.length + 2;
        for (int i = 0; i < MAGIC.length; i++) {
            if (bytes.length < prefix + 2 || bytes[i] != MAGIC[i]) {
                throw new InputException(name + " is not a .npy file: it does not begin with the mark of numpy");
            }
        }
        // Version 1 has two bytes for the length of the header, later ones have four.
        boolean first = bytes[MAGIC.length] == 1;
        if (!first && bytes.length < prefix + 4) {
            throw new InputException(name + " ends inside its header");
        }
        long length = first ? in.getShort(prefix) & 0xFFFF : in.getInt(prefix) & 0xFFFFFFFFL;
        long data = prefix + (first ? 2 : 4) + length;
        if (data > bytes.length) {
            throw new InputException(name + " ends inside its header");
        }
        int start = (int) (data - length);
        String header = new String(bytes, start, (int) length, StandardCharsets.ISO_8859_1);
        if (vectors) {
            header = VECTOR.matcher(header).replaceFirst("'shape': (1, $1)");
        }
        return elements(in.position((int) data).slice().order(ByteOrder.LITTLE_ENDIAN), header, name);
    }

    private static Matrix elements(ByteBuffer in, String header, String name) {
        String type = find(DESCRIPTION, header).map(m -> m.group(1)).orElse("unknown");
        if (!type.equals("<f4") && !type.equals("<f8")) {
            throw new InputException(name + " has elements of type '" + type
                    + "', they must be <f4 or <f8: save numpy.asarray(a, dtype='<f8')");
        }
        Matcher shape = find(SHAPE, header)
                .orElseThrow(
                        () -> new InputException(name + " does not hold a matrix: its shape must be (rows, columns)"));
        boolean columnsFirst =
                find(FORTRAN, header).map(m -> m.group(1).equals("True")).orElse(false);
        Precision precision = type.equals("<f4") ? Precision.FLOAT : Precision.DOUBLE;
        double rows = Double.parseDouble(shape.group(1));
        double columns = Double.parseDouble(shape.group(2));
        double needed = rows * columns * precision.bytes();
        if (needed != in.remaining()) {
            throw new InputException(name + " announces " + shape.group(1) + " x " + shape.group(2) + " elements of "
                    + precision.bytes() + " bytes, but holds " + in.remaining() + " bytes of them");
        }
        if (needed == 0) {
            throw new InputException(name + " is empty: its " + shape.group(1) + " x " + shape.group(2)
                    + " elements are none; it must have at least one row and one column");
        }
        Matrix matrix = Matrix.allocate(Precision.DOUBLE, (int) rows, (int) columns);
        for (int i = 0; i < matrix.rows(); i++) {
            for (int j = 0; j < matrix.columns(); j++) {
                int at = columnsFirst ? j * matrix.rows() + i : i * matrix.columns() + j;
                matrix.set(
                        i,
                        j,
                        precision == Precision.FLOAT ? in.getFloat(at * Float.BYTES) : in.getDouble(at * Double.BYTES));
            }
        }
        return matrix;
    }

    private static Optional<Matcher> find(Pattern pattern, String header) {
        return Optional.of(pattern.matcher(header)).filter(Matcher::find);
    }

    /**
     * Writes an array.
     *
     * @param matrices one matrix, or several of one shape and precision, which become an array of three dimensions
     */
    public static void write(OutputStream out, List<Matrix> matrices) throws IOException {
        Matrix first = matrices.getFirst();
        writeHeader(out, first.precision(), matrices.size(), first.rows(), first.columns());
        for (Matrix matrix : matrices) {
            for (int i = 0; i < matrix.rows(); i++) {
                out.write(LittleEndian.row(matrix, i));
            }
        }
    }

    /**
     * Writes what comes before the elements, which the caller writes after it by rows.
     *
     * @param count of matrices; more than one become an array of three dimensions
     */
    public static void writeHeader(OutputStream out, Precision precision, int count, int rows, int columns)
            throws IOException {
        String header = "{'descr': '" + (precision == Precision.FLOAT ? "<f4" : "<f8")
                + "', 'fortran_order': False, 'shape': (" + (count == 1 ? "" : count + ", ") + rows + ", " + columns
                + "), }";
        int unpadded = MAGIC.length + 4 + header.length() + 1;
        int padding = Math.floorMod(-unpadded, ALIGNMENT);
        ByteBuffer prefix = ByteBuffer.allocate(MAGIC.length + 4).order(ByteOrder.LITTLE_ENDIAN);
        prefix.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) (header.length() + padding + 1));
        out.write(prefix.array());
        out.write((header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
