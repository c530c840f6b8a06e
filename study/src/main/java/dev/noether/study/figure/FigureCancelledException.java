package dev.noether.study.figure;

/** A figure was cancelled before its end: no claim can be decided, but what was recorded is kept. */
public final class FigureCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient LongTable recorded;

    /**
     * A figure that ended early.
     *
     * @param recorded all rows so far, of which the first say where the runs stopped
     */
    public FigureCancelledException(LongTable recorded) {
        super("the figure was interrupted");
        this.recorded = recorded;
    }

    /** All rows so far, of which the first say where the runs stopped. */
    public LongTable recorded() {
        return recorded;
    }
}
