package dev.noether.study.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.noether.model.Matrix;
import dev.noether.model.Precision;
import dev.noether.study.console.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NpyTest {

    @TempDir
    private Path folder;

    private static Matrix random(Precision precision, int rows, int columns, long seed) {
        Random random = new Random(seed);
        Matrix matrix = Matrix.allocate(precision, rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                matrix.set(i, j, random.nextGaussian());
            }
        }
        return matrix;
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("a.npy"), bytes);
    }

    private static byte[] written(Matrix... matrices) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Npy.write(out, List.of(matrices));
        return out.toByteArray();
    }

    /** A file of version 1 with this dictionary and these elements. */
    private static byte[] handmade(int version, String dictionary, double... elements) {
        byte[] header = dictionary.getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer bytes =
                ByteBuffer.allocate(12 + header.length + 8 * elements.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.ISO_8859_1))
                .put((byte) version)
                .put((byte) 0);
        if (version == 1) {
            bytes.putShort((short) header.length);
        } else {
            bytes.putInt(header.length);
        }
        bytes.put(header);
        for (double element : elements) {
            bytes.putDouble(element);
        }
        byte[] result = new byte[bytes.position()];
        bytes.flip().get(result);
        return result;
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void whatIsWrittenReadsBackAsTheSameBits(Precision precision) throws IOException {
        Matrix matrix = random(precision, 5, 3, 11);
        assertThat(Npy.read(file(written(matrix))).toRows()).isDeepEqualTo(matrix.toRows());
    }

    @Test
    void theHeaderIsThatOfNumpy() throws IOException {
        byte[] bytes = written(random(Precision.FLOAT, 2, 3, 1));
        String header = new String(bytes, 10, 118, StandardCharsets.ISO_8859_1);
        assertThat(header)
                .startsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }")
                .endsWith(" \n");
        assertThat(bytes)
                .startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0)
                .hasSize(128 + 2 * 3 * 4);
    }

    @Test
    void severalMatricesAreAnArrayOfThreeDimensions() throws IOException {
        Matrix first = random(Precision.DOUBLE, 2, 3, 2);
        Matrix second = random(Precision.DOUBLE, 2, 3, 3);
        byte[] bytes = written(first, second);
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).contains("'shape': (2, 2, 3), }");
        double last = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble(bytes.length - 8);
        assertThat(last).isEqualTo(second.get(1, 2));
    }

    @ParameterizedTest
    @CsvSource({"1,False", "1,True", "2,False", "2,True"})
    void bothOrdersAndVersionsAreRead(int version, String fortran) throws IOException {
        String dictionary = "{'descr': '<f8', 'fortran_order': " + fortran + ", 'shape': (2, 3), }\n";
        double[][] rows =
                Npy.read(file(handmade(version, dictionary, 1, 2, 3, 4, 5, 6))).toRows();
        double[][] rowMajor = {{1, 2, 3}, {4, 5, 6}};
        double[][] columnMajor = {{1, 3, 5}, {2, 4, 6}};
        assertThat(rows).isDeepEqualTo(fortran.equals("True") ? columnMajor : rowMajor);
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path missing = folder.resolve("missing.npy");
        assertThatThrownBy(() -> Npy.read(missing))
                .isInstanceOf(InputException.class)
                .hasMessage(missing + " does not exist; name a .npy file");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'descr': '<i8', 'fortran_order': False, 'shape': (1, 1), } | '<i8', they must be <f4 or <f8",
                "{'descr': '>f8', 'fortran_order': False, 'shape': (1, 1), } | '>f8', they must be <f4 or <f8",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } | its shape must be (rows, columns)",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1), } | its shape must be (rows, columns)",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1), } | announces 2 x 1 elements of 8 bytes, but holds 8",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (0, 1), } | announces 0 x 1",
                "{} | elements of type 'unknown'"
            })
    void whatIsNoMatrixOfFloatsIsRefused(String dictionary, String reason) throws IOException {
        Path path = file(handmade(1, dictionary, 1.0));
        assertThatThrownBy(() -> Npy.read(path))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(path.toString())
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"(0, 0)", "(0, 3)", "(2, 0)"})
    void anEmptyMatrixIsRefused(String shape) throws IOException {
        Path path = file(handmade(1, "{'descr': '<f8', 'fortran_order': False, 'shape': " + shape + ", }"));
        assertThatThrownBy(() -> Npy.read(path))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith(path + " is empty: its ");
    }

    @Test
    void whatIsNoSuchFileIsRefused() throws IOException {
        Path path = file("hello, world".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> Npy.read(path))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("is not a .npy file");
        for (int length : new int[] {0, 6, 9, 40}) {
            byte[] cut = java.util.Arrays.copyOf(written(random(Precision.DOUBLE, 1, 1, 5)), length);
            assertThatThrownBy(() -> Npy.read(file(cut))).isInstanceOf(InputException.class);
        }
    }
}
