package dev.noether.bench;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Several ways to do the same, timed in turns: in every round each of them works for some milliseconds, one after the
 * other, and each round begins with another one. What a noisy machine does to one it does to all, so ratios of medians are
 * steadier than times.
 */
public final class Contest {

    /** Longest pause between two turns, in which the threads of other libraries stop spinning. */
    private static final long PAUSE_MILLISECONDS = 250;

    /**
     * One of the ways.
     *
     * @param name in tables
     * @param work does a number of operations
     * @param isJava whether it is compiled while it works: what takes turns with many others from the start may not have
     *     been called often enough when the others are warm
     */
    public record Contender(String name, IntConsumer work, boolean isJava) {

        /** One that is compiled already. */
        public Contender(String name, IntConsumer work) {
            this(name, work, false);
        }
    }

    /**
     * What was measured.
     *
     * @param name of the contender
     * @param nanoseconds of an operation, median over the rounds
     * @param spread half the distance of the quartiles, relative to the median
     * @param operations in a turn
     */
    public record Time(String name, double nanoseconds, double spread, int operations) {}

    /** The warm-up of all is over when the compilers worked for less than this part of a round of it. */
    private static final double AT_REST = 0.05;

    /** A round of the warm-up should be no shorter: a compilation counts when it ends, and that of a kernel takes so long. */
    public static final int WARM_UP_ROUND_MILLISECONDS = 5000;

    /** It is broken off after this: better a time that says what it is than none. */
    private static final long LONGEST_WARM_UP_NANOSECONDS = 60_000_000_000L;

    /**
     * Java works alone at first, for at least so long: until its long methods are compiled a small step takes a thousand
     * times as long, so that seconds may pass without a compilation.
     */
    private static final long ALONE_NANOSECONDS = 4_000_000_000L;

    /** Pieces of that. */
    private static final long PIECE_NANOSECONDS = 2_000_000_000L;

    /** It is done with that when a piece is no faster than this part of the time of the one before. */
    private static final double SETTLED = 0.9;

    /** Operations of a turn, at least: a call that makes steps has a look at the parameters at its end. */
    private static final int LEAST_OPERATIONS = 4;

    private final int rounds;
    private final long turnNanoseconds;
    private final long warmUpNanoseconds;
    private final long warmUpRoundNanoseconds;
    private final boolean pausing;
    private double warmUpSeconds;

    /**
     * A contest.
     *
     * @param rounds turns of each
     * @param turnMilliseconds length of a turn, at least some operations
     * @param warmUpMilliseconds of each in one go
     * @param warmUpRoundMilliseconds of all in turns, again and again until the compilers are at rest in one of them
     * @param pausing whether to let other threads come to rest between two turns
     */
    public Contest(
            int rounds, int turnMilliseconds, int warmUpMilliseconds, int warmUpRoundMilliseconds, boolean pausing) {
        this.rounds = rounds;
        turnNanoseconds = turnMilliseconds * 1_000_000L;
        warmUpNanoseconds = warmUpMilliseconds * 1_000_000L;
        warmUpRoundNanoseconds = warmUpRoundMilliseconds * 1_000_000L;
        this.pausing = pausing;
    }

    /** The times, in the order of the contenders. */
    public List<Time> run(List<Contender> contenders) {
        int count = contenders.size();
        int[] operations = warmUp(contenders);
        double[][] times = new double[count][rounds];
        for (int round = 0; round < rounds; round++) {
            for (int turn = 0; turn < count; turn++) {
                int c = (round + turn) % count;
                if (pausing) {
                    pause();
                }
                // The first operation of a turn finds the caches and the threads as another left them; threads that
                // slept
                // through a pause take a turn to work side by side again.
                contenders.get(c).work().accept(pausing ? operations[c] : 1);
                times[c][round] = time(contenders.get(c).work(), operations[c]) / operations[c];
            }
        }
        List<Time> measured = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            measured.add(time(contenders.get(c).name(), times[c], operations[c]));
        }
        return measured;
    }

    /** How long the warm-up of the last run was. */
    public double warmUpSeconds() {
        return warmUpSeconds;
    }

    /** Everybody works until the compilers have nothing left to do; returns the operations of a turn. */
    private int[] warmUp(List<Contender> contenders) {
        int[] operations = new int[contenders.size()];
        long begin = System.nanoTime();
        for (Contender contender : contenders) {
            if (contender.isJava()) {
                warmUpAlone(contender.work());
            }
        }
        long took;
        long compiled;
        do {
            long start = System.nanoTime();
            long before = compilationNanoseconds();
            do {
                for (int c = 0; c < operations.length; c++) {
                    operations[c] = warmUp(contenders.get(c).work(), warmUpNanoseconds);
                }
            } while (System.nanoTime() - start < warmUpRoundNanoseconds);
            took = System.nanoTime() - start;
            compiled = compilationNanoseconds() - before;
        } while (compiled > AT_REST * took && System.nanoTime() - begin < LONGEST_WARM_UP_NANOSECONDS);
        warmUpSeconds = (System.nanoTime() - begin) / 1e9;
        return operations;
    }

    /** Works until the time alone is over, the compilers are at rest and it gets no faster. */
    private void warmUpAlone(IntConsumer work) {
        long begin = System.nanoTime();
        double now = Double.POSITIVE_INFINITY;
        double before;
        double took;
        long compiled;
        boolean settled;
        do {
            before = now;
            compiled = compilationNanoseconds();
            long start = System.nanoTime();
            int operations = warmUp(work, PIECE_NANOSECONDS);
            now = time(work, operations) / operations;
            took = System.nanoTime() - start;
            compiled = compilationNanoseconds() - compiled;
            settled = now >= SETTLED * before && compiled <= AT_REST * took;
        } while (System.nanoTime() - begin < (settled ? ALONE_NANOSECONDS : LONGEST_WARM_UP_NANOSECONDS));
    }

    private static long compilationNanoseconds() {
        return 1_000_000 * ManagementFactory.getCompilationMXBean().getTotalCompilationTime();
    }

    /** Doubles the number of operations until they take the length of a turn, again and again; returns that number. */
    private int warmUp(IntConsumer work, long nanoseconds) {
        long begin = System.nanoTime();
        int operations = 1;
        double took;
        do {
            took = time(work, operations);
            if (took < turnNanoseconds / 2.0) {
                operations = Math.multiplyExact(2, operations);
            }
        } while (took < turnNanoseconds / 2.0 || System.nanoTime() - begin < nanoseconds);
        return (int) Math.max(LEAST_OPERATIONS, Math.round(operations * turnNanoseconds / took));
    }

    private static double time(IntConsumer work, int operations) {
        long start = System.nanoTime();
        work.accept(operations);
        return System.nanoTime() - start;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the contest was interrupted", e);
        }
    }

    /** Median and spread of the times of an operation, one a round. */
    static Time time(String name, double[] times, int operations) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        double median = quantile(sorted, 0.5);
        double spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / 2 / median;
        return new Time(name, median, spread, operations);
    }

    /** Linear between neighbouring values. */
    static double quantile(double[] sorted, double fraction) {
        double place = fraction * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
