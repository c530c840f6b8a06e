package dev.noether.study.console;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with rate and time left, on a terminal; nothing at all elsewhere. */
public final class Progress implements AutoCloseable {

    private static final int WIDTH = 100;

    private static final long PERCENT = 100;

    private final ProgressBar bar;

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Starts a bar on standard error.
     *
     * @param task name before the bar
     * @param total steps when done
     * @param unit printed after the rate, for instance " steps"
     */
    public static Progress start(String task, long total, String unit) {
        if (!Terminal.watchesErrors()) {
            return new Progress(null);
        }
        return new Progress(builder(task, total)
                .setUnit(unit, 1)
                .showSpeed()
                .setSpeedUnit(ChronoUnit.SECONDS)
                .build());
    }

    /**
     * Starts a bar on standard error that goes on where an earlier one of the same whole was taken away: its time left is
     * that of the whole.
     *
     * @param task name before the bar
     * @param total of the whole
     * @param done of it before
     * @param elapsed time spent on what was done before
     */
    public static Progress resume(String task, long total, long done, Duration elapsed) {
        if (!Terminal.watchesErrors()) {
            return new Progress(null);
        }
        return new Progress(builder(task, total)
                .setUnit(" %", Math.max(1, total / PERCENT))
                .startsFrom(done, elapsed)
                .setEtaFunction(state -> left(state.getCurrent(), state.getMax(), state.getTotalElapsed()))
                .build());
    }

    /** The time left, if all goes on as fast as so far; nothing before the first step. */
    static Optional<Duration> left(long done, long total, Duration elapsed) {
        return done == 0
                ? Optional.empty()
                : Optional.of(
                        Duration.ofMillis(Math.round((double) elapsed.toMillis() / done * Math.max(0, total - done))));
    }

    private static ProgressBarBuilder builder(String task, long total) {
        return new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .clearDisplayOnFinish();
    }

    /** Sets the number of steps when done, where it was not known at the start. */
    public void total(long total) {
        if (bar != null) {
            bar.maxHint(total);
        }
    }

    /** Moves the bar to a number of steps. */
    public void to(long step) {
        if (bar != null) {
            bar.stepTo(step);
        }
    }

    /** Takes the bar away. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
