package dev.noether.study.console;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C as a question that long work asks. While it is open, an interrupt (or a polite kill) does not end the process at
 * once: {@link #requested} turns true, and the process ends when this is closed, with everything written, with the status
 * of the signal (130 for Ctrl-C), which Java gives by itself.
 */
public final class Interruption implements AutoCloseable {

    /** Time that the work has to stop and to write what it recorded. */
    private static final long PATIENCE_SECONDS = 20;

    private final CountDownLatch written = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "interruption");
    private volatile boolean requested;

    private Interruption() {}

    /** Starts to listen. */
    public static Interruption listen() {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** Whether the work shall stop. */
    public boolean requested() {
        return requested;
    }

    private void stop() {
        requested = true;
        try {
            if (!written.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("noether: gave up waiting for the last results to be written");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Everything is written: an interrupted process may end. */
    @Override
    public void close() {
        if (!requested) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The process is ending already: the hook waits for the latch below.
            }
        }
        written.countDown();
    }
}
