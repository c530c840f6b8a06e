package dev.noether.study.figure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.Noether;
import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is refused before any work starts. */
class FigureCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Noether.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void helpSaysThatFiguresAreDouble() {
        assertThat(run("figure", "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " ")).contains("reference, figure: double only");
    }

    private void refuses(String sentence, String... arguments) {
        assertThat(run(arguments)).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(err.toString()).startsWith("noether: ").contains(sentence).hasLineCount(1);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anUnknownFigure() {
        refuses("there is no figure '0' in this version", "figure", "0", "--out", directory.toString());
    }

    @Test
    void aMisspeltFigureWithTheOneThatWasMeant() {
        refuses("did you mean 'all'?", "figure", "2", "al1", "--out", directory.toString());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void twoSizesAtOnce() {
        refuses("--quick and --paper", "figure", "2", "--quick", "--paper", "--out", directory.toString());
    }

    @Test
    void singlePrecision() {
        refuses("--precision float", "figure", "2", "--precision", "float", "--out", directory.toString());
    }

    @Test
    void anOutputFolderThatIsAFile() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        refuses("must be a folder", "figure", "2", "--backend", "reference", "--out", file.toString());
    }

    @Test
    void aStrangersFileInTheWay() throws IOException {
        Files.writeString(directory.resolve("figure2.csv"), "step,value\n");
        refuses("figure2.csv is in the way", "figure", "2", "--backend", "reference", "--out", directory.toString());
    }
}
