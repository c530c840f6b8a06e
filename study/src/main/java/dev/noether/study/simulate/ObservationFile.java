package dev.noether.study.simulate;

import dev.noether.backend.Result;
import dev.noether.sgd.Trajectory;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * Observations as CSV in long form, {@code replica,seed,step,quantity,value}, written as they come: a run that is cut off
 * leaves what was observed.
 */
final class ObservationFile implements Trajectory.Observer, AutoCloseable {

    /** Lines reach the disk at least this often. */
    private static final long FLUSH_NANOSECONDS = 1_000_000_000;

    private final BufferedWriter out;
    private final long seed;
    private final Set<Observable> observables;
    private long flushed = System.nanoTime();

    /** @param seed of replica 0 */
    ObservationFile(Path path, long seed, Set<Observable> observables) {
        this.seed = seed;
        this.observables = observables;
        try {
            out = Files.newBufferedWriter(path);
            out.write("replica,seed,step,quantity,value\n");
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
