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
     * The folder of a file that shall be written.
     *
     * @param flag that named the file, for the error
     */
    public static OutputFolder ofFile(Path file, String flag) {
        if (Files.isDirectory(file)) {
            throw new InputException(flag + " " + file + " is a folder, it must be a file");
        }
        Path parent = file.toAbsolutePath().getParent();
        return prepare(parent, "the folder of " + flag);
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    /** A file in the folder. */
    public Path file(String name) {
        return path.resolve(name);
    }

    /** Writes a file whole or not at all: beside it first, then moved over an earlier one. */
    public void write(String name, Content content) {
        Path target = file(name);
        try {
            Path part = file("." + name + ".part");
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
