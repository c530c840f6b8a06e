package dev.noether.study.console;

/** What a finished process tells its caller. */
public final class ExitStatus {

    /** Done; every claim and agreement that was checked holds. */
    public static final int DONE = 0;

    /** Done, but a claim or an agreement does not hold. */
    public static final int CLAIM_FAILS = 1;

    /** Bad input or usage, or a size that does not fit. */
    public static final int BAD_INPUT = 2;

    /** Every trajectory diverged. */
    public static final int DIVERGED = 3;

    /** A backend or a device cannot be used here. */
    public static final int UNUSABLE = 4;

    /** A mistake of this program: none of the statuses that scripts act on, {@code EX_SOFTWARE} of sysexits.h. */
    public static final int INTERNAL_ERROR = 70;

    /** Interrupted; what was recorded is kept. */
    public static final int INTERRUPTED = 130;

    private ExitStatus() {}
}
