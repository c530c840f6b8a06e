package dev.noether.backend;

/** A backend cannot do what was asked. The message is one sentence with the cause and the remedy. */
public final class BackendException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What kind of refusal it is. */
    public enum Kind {
        /** The backend or its device cannot be used here. */
        UNUSABLE,
        /** It can be used, but not for this: a precision it lacks, a size that does not fit. */
        UNSUPPORTED
    }

    private final Kind kind;

    public BackendException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
