package dev.noether.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.noether.study.console.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be wrong before a bundle is made; what it can do is tried by verify, on the bundle itself. */
class BundleCommandTest {

    @TempDir
    private Path folder;

    @AfterEach
    void forgetTheFolders() {
        System.clearProperty(BenchCommand.APPLICATION);
        System.clearProperty(BenchCommand.HOME);
    }

    private void startedFromTheProject() {
        System.setProperty(BenchCommand.APPLICATION, folder.toString());
        System.setProperty(BenchCommand.HOME, folder.toString());
    }

    private static void assertBadInput(CommandLineRun run, String... words) {
        assertThat(run.status()).isEqualTo(ExitStatus.BAD_INPUT);
        assertThat(run.err().strip().lines()).hasSize(1);
        assertThat(run.err()).startsWith("noether: ").contains(words);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void withoutTheProjectSaysHowToStart() {
        assertBadInput(CommandLineRun.line("bundle"), "start ./noether bundle from the project's folder");
    }

    @Test
    void aFileInThePlaceOfTheFolderIsNamed() throws IOException {
        startedFromTheProject();
        Path file = Files.createFile(folder.resolve("file"));
        assertBadInput(CommandLineRun.of("bundle", "--out", file.toString()), "--out", file.toString());
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() {
        startedFromTheProject();
        assertBadInput(CommandLineRun.line("bundle --out /proc/bundle"), "--out /proc/bundle cannot be made");
    }

    @Test
    void aFolderInThePlaceOfTheArchiveIsNamed() throws IOException {
        startedFromTheProject();
        String version = CommandLineRun.line("--version").out().strip().replace(' ', '-');
        Path inTheWay = Files.createDirectory(folder.resolve(version + "-linux-x86_64.tar.gz"));
        assertBadInput(CommandLineRun.of("bundle", "--out", folder.toString()), inTheWay.toString(), "is a folder");
    }

    @Test
    void anUnknownOptionGetsASuggestion() {
        assertBadInput(CommandLineRun.line("bundle --oud x"), "--oud");
    }
}
