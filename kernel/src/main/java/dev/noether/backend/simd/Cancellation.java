package dev.noether.backend.simd;

import java.util.function.BooleanSupplier;

/** Whether the workers of one advance shall stop. The caller's question is asked on the caller's thread only. */
final class Cancellation {

    private final BooleanSupplier question;
    private final Thread caller = Thread.currentThread();
    private volatile boolean requested;

    /** Made on the thread that may be asked. */
    Cancellation(BooleanSupplier question) {
        this.question = question;
    }

    /** Whether to stop; on the caller's thread this asks. */
    boolean requested() {
        if (!requested && Thread.currentThread() == caller && question.getAsBoolean()) {
            requested = true;
        }
        return requested;
    }

    /** Stops all workers. */
    void request() {
        requested = true;
    }
}
