package dev.noether.study.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** By what a file of ours is known: a text in its head. */
public final class FileMark {

    /** It is looked for in so many bytes from the start. */
    private static final int HEAD = 4096;

    private final String text;

    private FileMark(String text) {
        this.text = text;
    }

    /** The mark that consists of a text in ASCII. */
    public static FileMark of(String text) {
        return new FileMark(text);
    }

    /**
     * Whether a file carries it; what is no regular file does not.
     *
     * @throws InputException if it cannot be read
     */
    public boolean isIn(Path path) {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(HEAD), StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new InputException(path + " cannot be read (" + e.getMessage() + "); move it away", e);
        }
    }
}
