package dev.noether.study.file;

import dev.noether.study.console.InputException;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Unsigned bytes in the IDX format of MNIST: two zero bytes, the type 8, the number of dimensions, each dimension as a
 * 32-bit big-endian number, then the bytes, the last dimension fastest.
 *
 * @param dimensions sizes
 * @param bytes as many as their product
 */
@SuppressWarnings("ArrayRecordComponent")
public record IdxFile(int[] dimensions, byte[] bytes) {

    private static final int UNSIGNED_BYTES = 8;

    private static final int GZIP_MAGIC = 0x1f8b;

    /** More bytes than any array holds. */
    private static final long MOST = Integer.MAX_VALUE - 8L;

    /**
     * Reads a file, gzipped or not.
     *
     * @param dimensions how many there must be
     * @throws InputException if it is none, of another type, truncated or too long, in one sentence with the file's name
     */
    public static IdxFile read(Path path, int dimensions) {
        try (InputStream in = open(path);
                DataInputStream data = new DataInputStream(in)) {
            int magic = data.readInt();
            if (magic >>> 16 != 0 || ((magic >>> 8) & 0xff) != UNSIGNED_BYTES || (magic & 0xff) != dimensions) {
                throw new InputException(String.format(
                        "%s begins with 0x%08x, it must be an IDX file of unsigned bytes in %d dimension%s, which begins"
                                + " with 0x%08x",
                        path, magic, dimensions, dimensions == 1 ? "" : "s", (UNSIGNED_BYTES << 8) | dimensions));
            }
            int[] sizes = new int[dimensions];
            long count = 1;
            for (int d = 0; d < dimensions; d++) {
                sizes[d] = data.readInt();
                if (sizes[d] < 1) {
                    throw new InputException(
                            path + " says that dimension " + (d + 1) + " is " + sizes[d] + ", it must be at least 1");
                }
                count = Math.min(MOST + 1, count * sizes[d]);
            }
            if (count > MOST) {
                throw new InputException(path + " says that it holds more than " + MOST + " bytes, it is damaged");
            }
            byte[] bytes = data.readNBytes((int) count);
            if (bytes.length < count) {
                throw new InputException(path + " ends after " + bytes.length + " of " + count
                        + " bytes, it is truncated; fetch it again");
            }
            if (data.read() >= 0) {
                throw new InputException(path + " goes on after its " + count + " bytes, it is damaged");
            }
            return new IdxFile(sizes, bytes);
        } catch (EOFException e) {
            throw new InputException(
                    path + " ends within its header or its gzip stream, it is truncated; fetch it again", e);
        } catch (ZipException e) {
            throw new InputException(path + " is a damaged gzip file (" + e.getMessage() + "); fetch it again", e);
        } catch (IOException e) {
            throw new InputException(path + " cannot be read (" + e.getMessage() + ")", e);
        }
    }

    private static InputStream open(Path path) throws IOException {
        BufferedInputStream in = new BufferedInputStream(Files.newInputStream(path));
        in.mark(2);
        int magic = (in.read() << 8) | in.read();
        in.reset();
        return magic == GZIP_MAGIC ? new GZIPInputStream(in, 1 << 16) : in;
    }
}
