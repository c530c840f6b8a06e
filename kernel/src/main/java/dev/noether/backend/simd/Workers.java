package dev.noether.backend.simd;

/**
 * Threads that work on the same job together with the caller: started at the first job, parked between jobs. The caller
 * is worker 0. Used from one thread at a time.
 */
final class Workers implements AutoCloseable {

    /** How often the caller asks whether to stop while it waits for the others. */
    private static final long QUESTION_MILLISECONDS = 50;

    /** What each worker does. */
    @FunctionalInterface
    interface Job {
        void work(int worker);
    }

    private final Thread[] threads;
    private Job job;
    private Cancellation cancellation;
    private long jobs;
    private int working;
    private Throwable failure;
    private boolean closed;

    /** {@code count} workers, the caller among them. */
    Workers(int count) {
        threads = new Thread[count - 1];
    }

    /**
     * Runs a job on every worker and returns when all have returned. If one throws, the others are cancelled and the
     * caller gets what was thrown.
     */
    void run(Job work, Cancellation stop) {
        if (closed) {
            throw new IllegalStateException("this stepper is closed");
        }
        announce(work, stop);
        workOn(work, 0, stop);
        Throwable thrown = awaitOthers(stop);
        if (thrown instanceof Error error) {
            throw error;
        }
        if (thrown != null) {
            throw (RuntimeException) thrown;
        }
    }

    private synchronized void announce(Job work, Cancellation stop) {
        for (int t = 0; t < threads.length; t++) {
            if (threads[t] == null) {
                int worker = t + 1;
                threads[t] = Thread.ofPlatform()
                        .daemon()
                        .name("noether-simd-" + worker)
                        .start(() -> serve(worker));
            }
        }
        job = work;
        cancellation = stop;
        failure = null;
        working = threads.length;
        jobs++;
        notifyAll();
    }

    private Throwable awaitOthers(Cancellation stop) {
        boolean interrupted = false;
        while (!othersDone()) {
            try {
                pause();
                stop.requested();
            } catch (InterruptedException e) {
                interrupted = true;
                stop.request();
            } catch (RuntimeException | Error e) {
                fail(e, stop);
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            job = null;
            cancellation = null;
            return failure;
        }
    }

    private synchronized boolean othersDone() {
        return working == 0;
    }

    @SuppressWarnings("WaitNotInLoop") // the caller asks its questions again after any wake-up
    private synchronized void pause() throws InterruptedException {
        if (working > 0) {
            wait(QUESTION_MILLISECONDS);
        }
    }

    private void workOn(Job work, int worker, Cancellation stop) {
        try {
            work.work(worker);
        } catch (RuntimeException | Error e) {
            fail(e, stop);
        }
    }

    @SuppressWarnings("ReferenceEquality") // an exception must not suppress itself
    private synchronized void fail(Throwable e, Cancellation stop) {
        stop.request();
        if (failure == null) {
            failure = e;
        } else if (failure != e) {
            failure.addSuppressed(e);
        }
    }

    /** Life of a thread: one job after the other. */
    private void serve(int worker) {
        long done = 0;
        while (awaitJob(done)) {
            done++;
            workOn(job, worker, cancellation);
            synchronized (this) {
                working--;
                notifyAll();
            }
        }
    }

    private synchronized boolean awaitJob(long done) {
        while (jobs == done && !closed) {
            try {
                wait();
            } catch (InterruptedException e) {
                // Nobody has a reason to interrupt these threads; close() ends them.
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return jobs > done;
    }

    /** Ends the threads. */
    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
