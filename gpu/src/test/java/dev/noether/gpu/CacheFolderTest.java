package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code is loaded from the folder: nobody else may write there. */
final class CacheFolderTest {

    @TempDir
    private Path parent;

    private Path folder;
    private String before;

    @BeforeEach
    void name() {
        before = System.getProperty(CacheFolder.PROPERTY);
        folder = parent.resolve("above").resolve("cache");
        System.setProperty(CacheFolder.PROPERTY, folder.toString());
    }

    @AfterEach
    void nameAsBefore() {
        if (before == null) {
            System.clearProperty(CacheFolder.PROPERTY);
        } else {
            System.setProperty(CacheFolder.PROPERTY, before);
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void isMadeForThisUserAlone() throws IOException {
        assertThat(CacheFolder.find()).hasValue(folder);
        assertThat(permissions(folder)).isEqualTo("rwx------");
    }

    @Test
    void isClosedToOthersWhereItWasOpen() throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(CacheFolder.find()).hasValue(folder);
        assertThat(permissions(folder)).isEqualTo("rwx------");
    }

    @Test
    void isNoLinkToAFolder() throws IOException {
        Files.createDirectory(folder.getParent());
        Path other = Files.createDirectory(parent.resolve("other"));
        Files.createSymbolicLink(folder, other);
        assertThat(CacheFolder.find()).isEmpty();
    }

    @Test
    void isNoFile() throws IOException {
        Files.createDirectory(folder.getParent());
        Files.createFile(folder);
        assertThat(CacheFolder.find()).isEmpty();
    }
}
