package dev.noether.gpu;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * Where files are kept that can be made again: a folder that this user alone can read and write, since code is loaded from
 * it. The system property {@code noether.cache}, else the environment variable {@code NOETHER_CACHE_DIR}, names it; else it
 * is {@code noether} in {@code XDG_CACHE_HOME}, else in {@code .cache} of the home folder.
 */
final class CacheFolder {

    /** System property that names the folder. */
    static final String PROPERTY = "noether.cache";

    private CacheFolder() {}

    /** The folder, made if it is missing; empty if it cannot be written or is another user's. */
    static Optional<Path> find() {
        try {
            return Optional.of(prepare(wanted()));
        } catch (IOException | RuntimeException e) {
            // A cache only saves time: without one all is made again.
            return Optional.empty();
        }
    }

    /** A new folder of this user alone; to be emptied by its user, it is removed when the process ends. */
    static Path temporary() throws IOException {
        Path folder = Files.createTempDirectory("noether");
        folder.toFile().deleteOnExit();
        return folder;
    }

    /** Whether the user named a folder, rather than having the usual one. */
    static boolean isNamed() {
        return !named().isEmpty();
    }

    private static String named() {
        String named = System.getProperty(PROPERTY, System.getenv("NOETHER_CACHE_DIR"));
        return named == null ? "" : named;
    }

    private static Path wanted() {
        if (isNamed()) {
            return Path.of(named());
        }
        String caches = System.getenv("XDG_CACHE_HOME");
        Path home = caches == null || !Path.of(caches).isAbsolute()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(caches);
        return home.resolve("noether");
    }

    private static Path prepare(Path folder) throws IOException {
        var ownerOnly = PosixFilePermissions.fromString("rwx------");
        Path parent = folder.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        try {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(ownerOnly));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(folder + " is not a folder", e);
            }
            // Fails for a folder of somebody else.
            Files.setPosixFilePermissions(folder, ownerOnly);
        }
        if (!Files.isWritable(folder)) {
            throw new IOException(folder + " cannot be written");
        }
        return folder;
    }
}
