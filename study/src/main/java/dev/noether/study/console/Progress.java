package dev.noether.study.console;

import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A progress bar with rate and time left, on a terminal; nothing at all elsewhere. */
public final class Progress implements AutoCloseable {

    private static final int WIDTH = 100;

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
        return new Progress(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(unit, 1)
                .showSpeed()
                .setSpeedUnit(ChronoUnit.SECONDS)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .setConsumer(new ConsoleProgressBarConsumer(System.err, WIDTH))
                .clearDisplayOnFinish()
                .build());
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
