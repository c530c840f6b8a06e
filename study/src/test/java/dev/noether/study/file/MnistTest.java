package dev.noether.study.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.noether.study.CommandLineRun;
import dev.noether.study.console.ExitStatus;
import dev.noether.study.console.InputException;
import dev.noether.task.Batch;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of three images of 2 x 2 pixels, written by hand. */
class MnistTest {

    private static final String IMAGES = "train-images-idx3-ubyte";
    private static final String LABELS = "train-labels-idx1-ubyte";

    private static final byte[] PIXELS = {0, 10, 20, (byte) 255, 0, 20, 40, (byte) 155, 0, 30, 60, 55};

    @TempDir
    private Path folder;

    @BeforeEach
    void write() throws IOException {
        Files.write(folder.resolve(IMAGES), idx(0x803, PIXELS, 3, 2, 2));
        Files.write(folder.resolve(LABELS), idx(0x801, new byte[] {7, 0, 9}, 3));
    }

    private static byte[] idx(int magic, byte[] bytes, int... sizes) {
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + bytes.length);
        buffer.putInt(magic);
        for (int size : sizes) {
            buffer.putInt(size);
        }
        return buffer.put(bytes).array();
    }

    private void refuses(String sentence) {
        assertThatThrownBy(() -> Mnist.read(folder, 50))
                .isInstanceOf(InputException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void imagesAreCentredAndScaledAndLabelsAreOneHot() {
        Batch.Samples samples = Mnist.read(folder, 50);
        // Variances over the three: 0, 200/3, 800/3, 20000/3, together 7000.
        double scale = Math.sqrt(50 / 7000.0);
        assertThat(samples.x().toRows()[0])
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(0, -10 * scale, -20 * scale, 100 * scale);
        assertThat(samples.y().toRows()[0]).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 0, 0);
        assertThat(samples.y().toRows()[2]).endsWith(1);
        double trace = Arrays.stream(samples.x().toRows())
                .flatMapToDouble(Arrays::stream)
                .map(value -> value * value / 3)
                .sum();
        assertThat(trace).isCloseTo(50, within(1e-12));
    }

    @Test
    void gzippedFilesAreTheSame() throws IOException {
        double[][] plain = Mnist.read(folder, 1).x().toRows();
        byte[] bytes = Files.readAllBytes(folder.resolve(IMAGES));
        Files.delete(folder.resolve(IMAGES));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(IMAGES + ".gz")))) {
            out.write(bytes);
        }
        assertThat(Mnist.read(folder, 1).x().toRows()).isDeepEqualTo(plain);
        byte[] packed = Files.readAllBytes(folder.resolve(IMAGES + ".gz"));
        Files.write(folder.resolve(IMAGES + ".gz"), Arrays.copyOf(packed, packed.length - 12));
        refuses("truncated");
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        Files.delete(folder.resolve(LABELS));
        refuses("holds no file " + LABELS);
        Files.delete(folder.resolve(IMAGES));
        refuses("holds no file " + IMAGES);
    }

    @Test
    void aTruncatedFileSaysWhereItEnds() throws IOException {
        Files.write(folder.resolve(IMAGES), Arrays.copyOf(idx(0x803, PIXELS, 3, 2, 2), 20));
        refuses(IMAGES + " ends after 4 of 12 bytes");
        Files.write(folder.resolve(IMAGES), new byte[] {0, 0});
        refuses("truncated");
        Files.write(folder.resolve(IMAGES), new byte[0]);
        refuses("truncated");
    }

    @Test
    void anotherTypeSaysWhatItIs() throws IOException {
        Files.write(folder.resolve(IMAGES), idx(0xd03, PIXELS, 3, 2, 2));
        refuses("begins with 0x00000d03, it must be an IDX file of unsigned bytes in 3 dimensions");
        Files.write(folder.resolve(IMAGES), idx(0x801, PIXELS, 12));
        refuses("begins with 0x00000801");
    }

    @Test
    void whatDoesNotFitIsRefused() throws IOException {
        Files.write(folder.resolve(LABELS), idx(0x801, new byte[] {7, 0}, 2));
        refuses("holds 3 images");
        Files.write(folder.resolve(LABELS), idx(0x801, new byte[] {7, 10, 0}, 3));
        refuses("label 2 is 10");
        Files.write(folder.resolve(LABELS), idx(0x801, new byte[] {7, 1, 0, 5}, 3));
        refuses("goes on after its 3 bytes");
        Files.write(folder.resolve(LABELS), idx(0x801, new byte[] {7}, -3));
        refuses("dimension 1 is -3");
        Files.write(folder.resolve(IMAGES), idx(0x803, PIXELS, 1 << 20, 1 << 20, 1 << 20));
        refuses("damaged");
    }

    @Test
    void theCommandRefusesBeforeItTouchesAnything() throws IOException {
        Files.delete(folder.resolve(LABELS));
        Path out = folder.resolve("out");
        CommandLineRun run = CommandLineRun.of(
                "figure", "5", "--backend", "reference", "--mnist", folder.toString(), "--out", out.toString());
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err()).hasLineCount(1).contains("holds no file " + LABELS);
        assertThat(out).doesNotExist();
        CommandLineRun other = CommandLineRun.of("figure", "2", "--mnist", folder.toString(), "--out", out.toString());
        assertThat(other.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(other.err()).contains("--mnist belongs to figure 5");
    }
}
