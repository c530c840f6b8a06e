package dev.noether.study.simulate;

import dev.noether.backend.Result;
import dev.noether.sgd.Trajectory;
import dev.noether.study.console.InputException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;

/**
 * Observations as CSV in long form, {@code replica,seed,step,quantity,value}, written as they come: a run that is cut off
 * leaves what was observed.
 */
final class ObservationFile implements Trajectory.Observer, AutoCloseable {

    private static final String HEADER = "replica,seed,step,quantity,value";

    /** Lines reach the disk at least this often. */
    private static final long FLUSH_NANOSECONDS = 1_000_000_000;

    private static final int BUFFER = 1 << 16;

    private final FileChannel channel;
    private final CRC32 crc;
    private final BufferedWriter out;
    private final long seed;
    private final Set<Observable> observables;
    private long flushed = System.nanoTime();

    /**
     * What of the file is written.
     *
     * @param bytes length
     * @param crc of these bytes
     */
    record Mark(long bytes, long crc) {}

    private ObservationFile(FileChannel channel, CRC32 crc, long seed, Set<Observable> observables) {
        this.channel = channel;
        this.crc = crc;
        this.seed = seed;
        this.observables = observables;
        out = new BufferedWriter(new OutputStreamWriter(
                new CheckedOutputStream(Channels.newOutputStream(channel), crc), StandardCharsets.UTF_8));
    }

    /** Whether a file is one of these, by its first line. */
    static boolean is(Path path) {
        try (BufferedReader in = Files.newBufferedReader(path, StandardCharsets.ISO_8859_1)) {
            return HEADER.equals(in.readLine());
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A new file, over an earlier one.
     *
     * @param seed of replica 0
     * @throws InputException if another run is writing it
     */
    static ObservationFile create(Path path, long seed, Set<Observable> observables) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            requireAlone(channel, path);
            channel.truncate(0);
            ObservationFile file = new ObservationFile(channel, new CRC32(), seed, observables);
            file.out.write(HEADER + "\n");
            file.out.flush();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Goes on after a mark; what was written after it is cut off.
     *
     * @throws InputException if what is before the mark has changed, or another run is writing the file
     */
    static ObservationFile resume(Path path, Mark mark, long seed, Set<Observable> observables) {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            requireAlone(channel, path);
            CRC32 crc = new CRC32();
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            for (long left = mark.bytes(); left > 0; left -= buffer.limit()) {
                buffer.clear().limit((int) Math.min(left, BUFFER));
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer) < 0) {
                        throw new EOFException("the file is shorter");
                    }
                }
                crc.update(buffer.flip());
            }
            if (crc.getValue() != mark.crc()) {
                throw new EOFException("the file has other bytes");
            }
            channel.truncate(mark.bytes());
            return new ObservationFile(channel, crc, seed, observables);
        } catch (NoSuchFileException | EOFException e) {
            throw new InputException(
                    path + " is not what the run wrote before its checkpoint; put it back, or begin again", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Two runs into one folder would write through each other's lines; the lock goes with the channel. */
    private static void requireAlone(FileChannel channel, Path path) throws IOException {
        boolean alone;
        try {
            alone = channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            alone = false;
        } catch (IOException e) {
            // A file system without locks cannot tell.
            alone = true;
        }
        if (!alone) {
            channel.close();
            throw new InputException(
                    "another run is writing " + path + "; wait for it, or name another folder with --out");
        }
    }

    @Override
    public void observed(int replica, long step, Result result) {
        String prefix = replica + "," + (seed + replica) + "," + step + ",";
        for (Observable observable : observables) {
            observable.read(result, (name, value) -> line(prefix, name, value));
        }
        flushNowAndThen();
    }

    private void line(String prefix, String name, double value) {
        try {
            out.write(prefix);
            // The name of a symmetry has commas.
            out.write(name.indexOf(',') < 0 ? name : '"' + name + '"');
            out.write(',');
            out.write(Double.toString(value));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flushNowAndThen() {
        long now = System.nanoTime();
        if (now - flushed > FLUSH_NANOSECONDS) {
            flushed = now;
            try {
                out.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Brings all lines to the disk, and says where they end. */
    Mark mark() {
        try {
            out.flush();
            channel.force(false);
            return new Mark(channel.position(), crc.getValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
