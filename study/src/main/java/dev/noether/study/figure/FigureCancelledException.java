package dev.noether.study.figure;

/** A figure was cancelled before its end; nothing of it is kept, since its claims need the whole run. */
public final class FigureCancelledException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public FigureCancelledException() {
        super("the figure was interrupted");
    }
}
