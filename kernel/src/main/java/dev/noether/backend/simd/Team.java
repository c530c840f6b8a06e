package dev.noether.backend.simd;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that work on the parts of one step together with the caller, who leads: he names a part, all do their share,
 * and he goes on when all are done. He alone decides what comes next, so that the others need no opinion on cancellation
 * or divergence.
 *
 * <p>Between two parts of a step the members spin; who has waited for long parks, so that a team is not frozen where there
 * are fewer cores than members. Each member writes numbers of its own only, {@link #LINE} apart:
 *
 * <pre>
 *   numbers: | pad | parts named by the leader | pad | parts done by member 1 | pad | member 2 | ...
 * </pre>
 *
 * Used from one thread at a time, which becomes the leader.
 */
final class Team implements AutoCloseable {

    /** One part of a step. */
    @FunctionalInterface
    interface Part {

        /** The share of one member of so many. */
        void work(int member, int members);
    }

    /** Longs between two counters: two lines of a cache, since processors fetch lines in pairs. */
    private static final int LINE = 16;

    /** Questions before a member parks: a fraction of a millisecond, more than members wait for each other in a step. */
    private static final int SPINS = 10_000;

    private static final VarHandle NUMBERS = MethodHandles.arrayElementVarHandle(long[].class);
    private static final VarHandle PARKED = MethodHandles.arrayElementVarHandle(boolean[].class);

    private final int members;
    private final long[] numbers;
    private final Thread[] threads;
    private final boolean[] parked;
    private Thread leader;
    private Part part;
    private volatile Throwable failure;
    private volatile boolean closed;

    /** {@code members} of a team, the caller among them. */
    Team(int members) {
        this.members = members;
        numbers = new long[LINE * (members + 1)];
        threads = new Thread[members];
        parked = new boolean[members];
    }

    /** Where the share of a member of so many begins, of {@code count} things side by side. */
    static int start(int count, int member, int members) {
        return (int) ((long) count * member / members);
    }

    /** Members, the leader among them. */
    int members() {
        return members;
    }

    /** Has a part done by all members; what one throws is thrown here. */
    void run(Part next) {
        if (members == 1) {
            next.work(0, 1);
            return;
        }
        if (closed) {
            throw new IllegalStateException("this stepper is closed");
        }
        part = next;
        leader = Thread.currentThread();
        long number = numbers[LINE] + 1;
        NUMBERS.setVolatile(numbers, LINE, number);
        wake();
        try {
            next.work(0, members);
        } finally {
            for (int member = 1; member < members; member++) {
                await(number, LINE * (member + 1), 0);
            }
        }
        Throwable thrown = failure;
        if (thrown != null) {
            failure = null;
            throw new IllegalStateException("a member of the team failed", thrown);
        }
    }

    private void wake() {
        for (int member = 1; member < members; member++) {
            if (threads[member] == null) {
                int self = member;
                threads[member] = Thread.ofPlatform()
                        .daemon()
                        .name("noether-simd-team-" + member)
                        .start(() -> serve(self));
            } else if (isParked(member)) {
                LockSupport.unpark(threads[member]);
            }
        }
    }

    /** Life of a member: one part after the other. */
    private void serve(int self) {
        for (long number = 1; await(number, LINE, self); number++) {
            try {
                part.work(self, members);
            } catch (RuntimeException | Error e) {
                failure = e;
            }
            NUMBERS.setVolatile(numbers, LINE * (self + 1), number);
            if (isParked(0)) {
                LockSupport.unpark(leader);
            }
        }
    }

    /** Waits until a counter is there, or the team is closed; whether it is there. */
    private boolean await(long number, int counter, int self) {
        for (int spin = 0; spin < SPINS; spin++) {
            if ((long) NUMBERS.getAcquire(numbers, counter) >= number) {
                return true;
            }
            Thread.onSpinWait();
        }
        // Announced before the counter is read again: who counts after that sees it, and unparks.
        setParked(self, true);
        boolean interrupted = false;
        while ((long) NUMBERS.getVolatile(numbers, counter) < number && !(closed && self > 0)) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        setParked(self, false);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return (long) NUMBERS.getVolatile(numbers, counter) >= number;
    }

    private boolean isParked(int member) {
        return (boolean) PARKED.getVolatile(parked, member);
    }

    private void setParked(int member, boolean value) {
        PARKED.setVolatile(parked, member, value);
    }

    /** Ends the threads. */
    @Override
    public void close() {
        closed = true;
        for (int member = 1; member < members; member++) {
            if (threads[member] != null) {
                LockSupport.unpark(threads[member]);
            }
        }
    }
}
