package dev.noether.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The stream gives the examples of its specification. */
final class RandomStreamExamplesTest {

    private static final Path SPECIFICATION = Path.of("..", "docs", "random-stream.md");

    /** Cells of the rows of the table whose header starts with these columns. */
    private static List<String[]> table(String header) throws IOException {
        List<String> lines = Files.readAllLines(SPECIFICATION);
        int start = lines.indexOf(header);
        assertThat(start).as("table '%s'", header).isNotNegative();
        return lines.stream()
                .skip(start + 2L)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                        .map(String::trim)
                        .toArray(String[]::new))
                .toList();
    }

    @Test
    void normals() throws IOException {
        List<String[]> rows = table("| seed | purpose | step | sample | component | float | double |");
        assertThat(rows).hasSizeGreaterThan(10);
        for (String[] row : rows) {
            RandomStream stream = new RandomStream(Long.parseUnsignedLong(row[0], 16));
            int purpose = Integer.parseInt(row[1]);
            long step = Long.parseLong(row[2]);
            int sample = Integer.parseUnsignedInt(row[3]);
            int component = Integer.parseInt(row[4]);
            float[] floats = new float[component + 1];
            double[] doubles = new double[component + 1];
            stream.normals(purpose, step, sample, component + 1, floats, 0);
            stream.normals(purpose, step, sample, component + 1, doubles, 0);
            assertThat(floats[component]).isEqualTo(Float.parseFloat(row[5]));
            assertThat(doubles[component]).isEqualTo(Double.parseDouble(row[6]));
        }
    }

    @Test
    void indices() throws IOException {
        List<String[]> rows = table("| seed | step | place | size of the data | index |");
        assertThat(rows).hasSizeGreaterThan(3);
        for (String[] row : rows) {
            RandomStream stream = new RandomStream(Long.parseUnsignedLong(row[0], 16));
            int index = stream.index(Long.parseLong(row[1]), Integer.parseInt(row[2]), Integer.parseInt(row[3]));
            assertThat(index).isEqualTo(Integer.parseInt(row[4]));
        }
    }

    @Test
    void publishedAnswers() throws IOException {
        List<String[]> rows = table("| counter | key | words |");
        assertThat(rows).hasSize(3);
        for (String[] row : rows) {
            int[] words = words(row[0]);
            Threefry.encrypt(words(row[1]), words);
            assertThat(words).isEqualTo(words(row[2]));
        }
    }

    private static int[] words(String cell) {
        String text = cell.startsWith("four times ") ? (cell.substring(11) + " ").repeat(4) : cell;
        return Arrays.stream(text.trim().split(" "))
                .mapToInt(word -> Integer.parseUnsignedInt(word, 16))
                .toArray();
    }
}
