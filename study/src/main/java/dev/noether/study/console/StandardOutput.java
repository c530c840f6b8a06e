package dev.noether.study.console;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import java.util.Optional;

/** Where results go; the first failure, which writers of text keep to themselves, is remembered. */
public final class StandardOutput extends OutputStream {

    private static final String CLOSED_PIPE = "broken pipe";

    private final OutputStream out;
    private IOException failure;

    /** Writes through to a stream. */
    public StandardOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            throw remembered(e);
        }
    }

    @Override
    public void flush() throws IOException {
        try {
            out.flush();
        } catch (IOException e) {
            throw remembered(e);
        }
    }

    private IOException remembered(IOException e) {
        failure = failure == null ? e : failure;
        return failure;
    }

    /** Why not all was written; that a reader has seen enough ({@code | head -1}) is none. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure)
                .map(e -> String.valueOf(e.getMessage()))
                .filter(reason -> !reason.toLowerCase(Locale.ROOT).contains(CLOSED_PIPE));
    }
}
