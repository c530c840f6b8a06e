package dev.noether.study.figure.experiment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * Pieces of work that do not need each other, side by side on the threads, each on one of them: several trajectories on a
 * thread each come further than one after the other on all threads, and nothing waits for what has but one thread.
 */
public final class Jobs {

    /** How often a cancellation is asked for. */
    private static final long PATIENCE_MILLIS = 100;

    private final long[] done;
    private final LongConsumer listener;
    private long sum;

    private Jobs(int count, LongConsumer listener) {
        done = new long[count];
        this.listener = listener;
    }

    /**
     * A piece of work.
     *
     * @param work what it costs, in nominal nanoseconds of one thread
     * @param divisible whether it can work on several threads, and asks for a cancellation by itself: one that does not is left
     *     behind when cancelled
     * @param task does it, and keeps the result
     */
    public record Job(long work, boolean divisible, Task task) {}

    /** What a job does. */
    @FunctionalInterface
    public interface Task {

        /**
         * Works to the end.
         *
         * @param threads that may work at once
         * @param done to be told how much of {@link Job#work} is done
         */
        void run(int threads, LongConsumer done);
    }

    /**
     * Does all jobs, the longest first. One that is longer than its share of what is left has all threads for itself before
     * the others begin, so that they do not wait for it in the end.
     *
     * @param done told how much of the work of all is done, by one thread at a time
     * @param cancelled asked several times a second; once true, no job begins any more
     */
    public static void run(List<Job> jobs, int threads, LongConsumer done, BooleanSupplier cancelled) {
        Jobs all = new Jobs(jobs.size(), done);
        List<Integer> order = new ArrayList<>();
        for (int k = 0; k < jobs.size(); k++) {
            order.add(k);
        }
        order.sort(Comparator.comparingLong((Integer k) -> jobs.get(k).work()).reversed());
        long left = jobs.stream().mapToLong(Job::work).sum();
        List<Integer> shared = new ArrayList<>();
        for (int k : order) {
            Job job = jobs.get(k);
            if (job.divisible() && job.work() > left / threads) {
                all.begin(k, job, threads, cancelled);
                left -= job.work();
            } else {
                shared.add(k);
            }
        }
        all.runShared(shared, jobs, threads, cancelled);
    }

    private void begin(int k, Job job, int threads, BooleanSupplier cancelled) {
        if (!cancelled.getAsBoolean()) {
            job.task().run(threads, of -> tell(k, of));
        }
    }

    private synchronized void tell(int k, long of) {
        sum += of - done[k];
        done[k] = of;
        listener.accept(sum);
    }

    private void runShared(List<Integer> shared, List<Job> jobs, int threads, BooleanSupplier cancelled) {
        // Daemons: what is left behind does not keep a program from its end.
        ExecutorService pool = Executors.newFixedThreadPool(
                threads, Thread.ofPlatform().daemon().name("job-", 0).factory());
        try {
            List<Future<?>> begun = new ArrayList<>();
            for (int k : shared) {
                begun.add(pool.submit(() -> begin(k, jobs.get(k), 1, cancelled)));
            }
            for (int i = 0; i < begun.size(); i++) {
                await(begun.get(i), jobs.get(shared.get(i)).divisible(), cancelled);
            }
        } finally {
            pool.shutdown();
        }
    }

    private static void await(Future<?> future, boolean endsWhenCancelled, BooleanSupplier cancelled) {
        while (true) {
            try {
                future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                if (!endsWhenCancelled && cancelled.getAsBoolean()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while jobs ran", e);
            } catch (ExecutionException e) {
                switch (e.getCause()) {
                    case RuntimeException cause -> throw cause;
                    case Error cause -> throw cause;
                    case null, default -> throw new IllegalStateException(e.getCause());
                }
            }
        }
    }
}
