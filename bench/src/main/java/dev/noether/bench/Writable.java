package dev.noether.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether a file can be written, said before minutes of measurement rather than after. */
final class Writable {

    private Writable() {}

    /**
     * Makes the folder of a file that is to be written.
     *
     * @throws IOException if the file cannot be, with the file and the reason
     */
    static void require(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || (Files.exists(file) && !Files.isRegularFile(file))) {
            throw new IOException(file + ": it is not a file");
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new IOException(file + ": its folder cannot be made", e);
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw new IOException(file + ": permission denied");
        }
    }
}
