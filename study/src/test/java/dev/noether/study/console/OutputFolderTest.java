package dev.noether.study.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        assertThatThrownBy(() -> OutputFolder.prepare(Path.of(""), "--out"))
                .isInstanceOf(InputException.class)
                .hasMessage("--out is empty; name a folder, or . for the one you are in");
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
    void aFileNeedsAFolderAndAFreePlace() {
        assertThatThrownBy(() -> OutputFolder.requireFile(temporary.resolve("x/y.json"), "--project"))
                .isInstanceOf(InputException.class)
                .hasMessage("--project " + temporary.resolve("x/y.json") + " cannot be written, there is no folder "
                        + temporary.resolve("x") + "; make it first");
        assertThat(temporary).isEmptyDirectory();
        assertThatThrownBy(() -> OutputFolder.requireFile(temporary, "--project"))
                .isInstanceOf(InputException.class)
                .hasMessage("--project " + temporary + " is a folder, it must be a file");
    }

    @Test
    void aSymbolicLinkIsFollowed() throws IOException {
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Path target = Files.writeString(elsewhere.resolve("target"), "earlier");
        Path folder = Files.createDirectory(temporary.resolve("folder"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("../elsewhere/target"));
        Path second = Files.createSymbolicLink(folder.resolve("second"), link);
        OutputFolder.prepare(folder, "--out").write("second", out -> out.write(7));
        assertThat(target).hasBinaryContent(new byte[] {7});
        assertThat(link).isSymbolicLink();
        assertThat(second).isSymbolicLink();
        Files.delete(target);
        OutputFolder.replace(link, out -> out.write(8));
        assertThat(target).hasBinaryContent(new byte[] {8});
        assertThat(elsewhere.toFile().list()).containsExactly("target");
    }

    @Test
    void whatIsNoRegularFileIsNotReplaced() throws Exception {
        Path pipe = temporary.resolve("pipe");
        assumeThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        Path link = Files.createSymbolicLink(temporary.resolve("link"), pipe);
        for (Path file : List.of(pipe, link)) {
            assertThatThrownBy(() -> OutputFolder.requireFile(file, "--project"))
                    .isInstanceOf(InputException.class)
                    .hasMessage("--project " + file + " is a device, a pipe or a socket, it must be a regular file");
            assertThatThrownBy(() -> OutputFolder.replace(file, out -> out.write(7)))
                    .isInstanceOf(InputException.class)
                    .hasMessageStartingWith(file + " is a device, a pipe");
        }
        assertThat(temporary.toFile().list()).containsExactlyInAnyOrder("pipe", "link");
    }

    @Test
    void linksInACircleAreRefused() throws IOException {
        Path link = Files.createSymbolicLink(temporary.resolve("link"), Path.of("link"));
        assertThatThrownBy(() -> OutputFolder.requireFile(link, "--project"))
                .isInstanceOf(InputException.class)
                .hasMessageContaining("leads nowhere");
    }
}
