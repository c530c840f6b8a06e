package dev.noether.study.bundle;

import dev.noether.study.console.InputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a bundle while it is put together, in the temporary folder; closing removes it. */
final class Staging implements AutoCloseable {

    /**
     * Time of all files: the same sources and the same JDK then give the same archive but for the cache of classes, in
     * which Java writes down the times of the files that it is for.
     */
    private static final FileTime TIME = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    private final Path temporary;
    private final Path root;

    /** @param name of the folder in the archive */
    Staging(String name) throws IOException {
        temporary = Files.createTempDirectory("noether-bundle");
        root = Files.createDirectory(temporary.resolve(name));
    }

    /** A file of the bundle; its folder is made. */
    Path file(String name) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return file;
    }

    void copy(Path from, String name) throws IOException {
        Files.copy(from, file(name), StandardCopyOption.REPLACE_EXISTING);
    }

    void write(String name, String text) throws IOException {
        Files.writeString(file(name), text);
    }

    void writeProgram(String name, String text) throws IOException {
        write(name, text);
        Files.setPosixFilePermissions(file(name), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Gives all files the one time. */
    void freeze() throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (!Files.isSymbolicLink(file)) {
                    Files.setLastModifiedTime(file, TIME);
                }
            }
        }
    }

    /** Packs the folder into an archive, whole or not at all. */
    void pack(Path archive) throws IOException, InterruptedException {
        Path part = Files.createTempFile(archive.toAbsolutePath().getParent(), ".noether-bundle", ".part");
        try {
            ProcessBuilder tar = new ProcessBuilder(List.of(
                    "tar",
                    "--create",
                    "--file=" + part.toAbsolutePath(),
                    "--use-compress-program=gzip -9 -n",
                    "--format=ustar",
                    "--sort=name",
                    "--owner=0",
                    "--group=0",
                    "--numeric-owner",
                    "--mode=u+rw,go=rX",
                    "--mtime=@" + TIME.toInstant().getEpochSecond(),
                    "--directory=" + temporary,
                    root.getFileName().toString()));
            run(tar, "the bundle cannot be packed");
            Files.setPosixFilePermissions(part, PosixFilePermissions.fromString("rw-r--r--"));
            Files.move(part, archive, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** A path as it is written in Java's options of the environment. */
    static String quoted(Path path) {
        return '"' + path.toString() + '"';
    }

    /**
     * Runs a program to its end.
     *
     * @param failure beginning of the sentence if it fails
     * @throws InputException if it is not there or fails, with the end of what it says
     */
    static void run(ProcessBuilder program, String failure) throws IOException, InterruptedException {
        String name = program.command().getFirst();
        Process process;
        try {
            process = program.redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new InputException(failure + ": " + name + " cannot be started; install it", e);
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (process.waitFor() != 0) {
            String last = said.lines().reduce((_, line) -> line).orElse("it says nothing");
            throw new InputException(failure + ": " + name + " fails (" + last + ")");
        }
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(file);
            }
        }
    }
}
