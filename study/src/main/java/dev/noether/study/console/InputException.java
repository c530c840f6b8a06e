package dev.noether.study.console;

/** Bad input. The message is one sentence: what is wrong, where, and what would be right. */
public final class InputException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The sentence, without a full stop. */
    public InputException(String sentence) {
        super(sentence);
    }

    /** The sentence, and what it was learnt from (shown with {@code --debug} only). */
    public InputException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
