package dev.noether.gpu;

import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * The OpenCL loader {@code libOpenCL.so.1}, which finds the drivers: the system's, else one of our own, which a bundle has
 * beside JOCL's library.
 */
final class OpenClLoader {

    private static final String NAME = "libOpenCL.so.1";

    private OpenClLoader() {}

    /**
     * Loads our own if it is needed: JOCL asks for the library by its name, and then gets what is loaded already. If there
     * is none, JOCL reports that it is missing.
     *
     * @param preferred whether ours is taken even if the system has one: an old one does not heed
     *     {@link VendorLibraries#REGISTRY}
     */
    @SuppressWarnings("restricted") // JOCL needs native access as well.
    static void load(boolean preferred) {
        Optional<Path> own = onLibraryPath(NAME);
        if (own.isPresent() && (preferred || !systemHasOne())) {
            System.load(own.get().toAbsolutePath().toString());
        }
    }

    @SuppressWarnings("restricted")
    private static boolean systemHasOne() {
        try {
            SymbolLookup.libraryLookup(NAME, Arena.global());
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** A file in one of the folders of {@code java.library.path}. */
    static Optional<Path> onLibraryPath(String file) {
        return Arrays.stream(System.getProperty("java.library.path", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, file))
                .filter(Files::isRegularFile)
                .findFirst();
    }
}
