package dev.noether.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VendorLibrariesTest {

    private static final String NVIDIA = "libnvidia-opencl.so.1";

    @TempDir
    private Path folder;

    private Path registry;
    private Path libraries;

    @BeforeEach
    void makeFolders() throws IOException {
        registry = Files.createDirectory(folder.resolve("vendors"));
        libraries = Files.createDirectory(folder.resolve("lib"));
    }

    private List<String> registered() throws IOException {
        Optional<Path> made = new VendorLibraries(registry, List.of(folder.resolve("none"), libraries)).register();
        if (made.isEmpty()) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(made.get())) {
            return files.sorted().map(VendorLibrariesTest::content).toList();
        }
    }

    private static String content(Path file) {
        assertThat(file.toString()).endsWith(".icd");
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aLibraryThatNobodyRegisteredJoinsThoseThatAre() throws IOException {
        Files.writeString(registry.resolve("pocl.icd"), "libpocl.so.2.9.0\n");
        Path driver = Files.createFile(libraries.resolve(NVIDIA));
        Files.createFile(libraries.resolve("libpocl.so.2"));
        assertThat(registered()).containsExactly("libpocl.so.2.9.0", driver.toString());
    }

    @Test
    void aRegisteredLibraryIsLeftToTheLoader() throws IOException {
        Files.writeString(registry.resolve("nvidia.icd"), NVIDIA);
        Files.createFile(libraries.resolve(NVIDIA));
        assertThat(registered()).isEmpty();
    }

    @Test
    void withoutARegistryTheLibraryIsEnough() throws IOException {
        Files.delete(registry);
        Path driver = Files.createFile(libraries.resolve(NVIDIA));
        assertThat(registered()).containsExactly(driver.toString());
    }

    @Test
    void withoutALibraryThereIsNothingToDo() throws IOException {
        assertThat(registered()).isEmpty();
    }
}
