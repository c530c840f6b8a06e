package dev.noether.study.figure;

import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** One experiment of the paper, or one of ours. */
public interface Figure {

    /** What it is called on the command line: "2", or "extra-flow". */
    String id();

    /** One line that says what is seen. */
    String title();

    /** Whether the paper's own setting, {@code --paper}, is another than the default; of most it is not. */
    default boolean hasPaperSize() {
        return false;
    }

    /** What a run costs, in units of which only ratios matter: {@link dev.noether.study.figure.experiment.Experiment#cost}. */
    long work(FigureRequest request);

    /**
     * Runs the experiment.
     *
     * @param done told how much of {@link #work} is done
     * @param cancelled asked several times a second; once true, the run ends
     * @throws FigureCancelledException if it was cancelled
     */
    FigureData run(FigureRequest request, LongConsumer done, BooleanSupplier cancelled);
}
