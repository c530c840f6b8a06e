package dev.noether.gpu;

/** A way to advance all replicas on the device; with every one the same bits. */
interface Engine {

    /** How large the engine's launches are. */
    enum Choice {
        /** One launch does many steps, a work-group a replica, in local memory. */
        LOCAL,
        /** The same with parameters in global memory. */
        GLOBAL,
        /** Several launches a step, the whole device at work on one replica. */
        STAGED
    }

    /** Enqueues up to {@code count} steps of each replica that has not diverged, none beyond step {@code target}. */
    void enqueue(long target, int count);
}
