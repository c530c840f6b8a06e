package dev.noether.gpu;

/**
 * How many steps to enqueue at once, so that a launch takes about a tenth of a second: long enough to hide its start,
 * short enough to be cancelled within 0.2 s and to please a watchdog.
 */
final class Pace {

    private static final double SECONDS = 0.1;
    private static final int MOST = 1 << 20;

    /** A first guess that errs on the slow side; measurements replace it. */
    private static final double FLOPS_PER_SECOND = 2e8;

    private double secondsPerStep;
    private int last;

    /**
     * @param flops of one step of all replicas
     * @param seconds that it takes beside them
     */
    Pace(double flops, double seconds) {
        secondsPerStep = flops / FLOPS_PER_SECOND + seconds;
    }

    /** Steps of the next launch, at least 1 and at most {@code left}. */
    int next(long left) {
        last = (int) Math.max(1, Math.min(Math.min(left, MOST), SECONDS / secondsPerStep));
        return last;
    }

    /** The launch of {@link #next} steps took this long. */
    void took(long nanoseconds) {
        // The first launch may compile: no faster than four times a measurement at once, slower at once.
        double measured = Math.max(nanoseconds, 1) * 1e-9 / last;
        secondsPerStep = Math.max(measured, secondsPerStep / 4);
    }
}
