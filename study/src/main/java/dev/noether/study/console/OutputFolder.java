package dev.noether.study.console;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A folder for results, known to be writable before work starts. */
public final class OutputFolder {

    /** As many as Linux follows. */
    private static final int MOST_LINKS = 40;

    private final Path path;

    private OutputFolder(Path path) {
        this.path = path;
    }

    /** Writes the contents of a file. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /**
     * Makes the folder where it is missing, and tries to write a file in it.
     *
     * @param flag that named it, for the error
     * @throws InputException if it cannot be made or written
     */
    public static OutputFolder prepare(Path path, String flag) {
        if (path.toString().isEmpty()) {
            throw new InputException(flag + " is empty; name a folder, or . for the one you are in");
        }
        try {
            Files.createDirectories(path);
        } catch (FileAlreadyExistsException e) {
            throw new InputException(flag + " " + path + " is a file (or goes through one), it must be a folder", e);
        } catch (IOException e) {
            throw new InputException(
                    flag + " " + path + " cannot be made (" + e.getMessage() + "); name a folder that can be written",
                    e);
        }
        try {
            Files.delete(Files.createTempFile(path, ".noether", null));
        } catch (IOException e) {
            throw new InputException(
                    flag + " " + path + " cannot be written (" + e.getMessage()
                            + "); name a folder that can be written",
                    e);
        }
        return new OutputFolder(path);
    }

    /**
     * Checks, before work starts, that a file can be {@link #replace written}; its folder is not made.
     *
     * @param flag that named the file, for the error
     * @throws InputException if it cannot
     */
    public static void requireFile(Path file, String flag) {
        requireReplaceable(file, flag + " " + file);
        Path parent = place(file).toAbsolutePath().getParent();
        if (!Files.isDirectory(parent)) {
            throw new InputException(
                    flag + " " + file + " cannot be written, there is no folder " + parent + "; make it first");
        }
        prepare(parent, "the folder of " + flag);
    }

    /**
     * Refuses what a file must not take the place of.
     *
     * @param name of the file, for the error
     * @throws InputException if something is there, or where a symbolic link leads, that is no regular file
     */
    public static void requireReplaceable(Path file, String name) {
        if (Files.isDirectory(file)) {
            throw new InputException(name + " is a folder, it must be a file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new InputException(name + " is a device, a pipe or a socket, it must be a regular file");
        }
    }

    /**
     * Where the bytes of a file go: past symbolic links, which stay.
     *
     * @throws InputException if the links lead in a circle
     */
    public static Path place(Path file) {
        Path place = file;
        try {
            for (int links = 0; Files.isSymbolicLink(place); links++) {
                if (links == MOST_LINKS) {
                    throw new InputException(file + " is a symbolic link that leads nowhere; name another file");
                }
                place = place.resolveSibling(Files.readSymbolicLink(place));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return place;
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    /** A file in the folder. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** Writes a file of the folder as {@link #replace} does. */
    public void write(String name, Content content) {
        replace(file(name), content);
    }

    /**
     * Writes a file whole or not at all: beside its place first, then moved over an earlier one.
     *
     * @throws InputException if something is there that is no regular file
     */
    public static void replace(Path file, Content content) {
        requireReplaceable(file, file.toString());
        Path target = place(file);
        try {
            Path part = target.resolveSibling("." + target.getFileName() + ".part");
            try {
                try (OutputStream out = Files.newOutputStream(part)) {
                    content.writeTo(out);
                }
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
