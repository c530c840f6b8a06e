package dev.noether.study.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFolderTest {

    @TempDir
    private Path temporary;

    @Test
    void isMadeWithItsParentsAndLeftEmpty() throws IOException {
        Path path = temporary.resolve("a/b/c");
        assertThat(OutputFolder.prepare(path, "--out").path()).isEqualTo(path);
        assertThat(path).isEmptyDirectory();
    }

    @Test
    void aFileInItsPlaceIsRefused() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThatThrownBy(() -> OutputFolder.prepare(file, "--out"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--out " + file + " is a file");
        assertThatThrownBy(() -> OutputFolder.prepare(file.resolve("below"), "--out"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("name a folder that can be written");
    }

    @Test
    void aFolderThatNobodyCanWriteIsRefused() {
        // Even root cannot make files there.
        assertThatThrownBy(() -> OutputFolder.prepare(Path.of("/proc/self"), "--out"))
                .isInstanceOf(InputException.class)
                .hasMessageStartingWith("--out /proc/self cannot be written");
    }

    @Test
    void aFileIsReplacedAsAWhole() throws IOException {
        OutputFolder folder = OutputFolder.prepare(temporary, "--out");
        folder.write("result", out -> out.write(new byte[] {1, 2, 3}));
        folder.write("result", out -> out.write(new byte[] {4}));
        assertThat(temporary.resolve("result")).hasBinaryContent(new byte[] {4});
        assertThat(temporary.toFile().list()).containsExactly("result");
    }

    @Test
    void aFailureLeavesTheEarlierFileAndNothingElse() throws IOException {
        OutputFolder folder = OutputFolder.prepare(temporary, "--out");
        folder.write("result", out -> out.write(7));
        assertThatThrownBy(() -> folder.write("result", out -> {
                    out.write(8);
                    throw new IOException("the disk is full");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the disk is full");
        assertThat(temporary.resolve("result")).hasBinaryContent(new byte[] {7});
        assertThat(temporary.toFile().list()).containsExactly("result");
    }

    @Test
    void theFolderOfAFileIsMade() {
        OutputFolder.ofFile(temporary.resolve("x/y.json"), "--project");
        assertThat(temporary.resolve("x")).isEmptyDirectory();
        assertThatThrownBy(() -> OutputFolder.ofFile(temporary, "--project"))
                .isInstanceOf(InputException.class)
                .hasMessage("--project " + temporary + " is a folder, it must be a file");
    }
}
