package dev.noether.gpu;

/** A way to advance all replicas on the device. */
interface Engine {

    /** How large the engine's launches are; all that a net has give the same bits. */
    enum Choice {
        /** One launch does many steps, a work-group a replica, in local memory; see {@link PersistentEngine#steps}. */
        LOCAL,
        /** The same with parameters in global memory. */
        GLOBAL,
        /** Several launches a step, the update fused into the products; two-layer linear nets. */
        STAGED,
        /** Several launches a step, a gradient and an update; every model. */
        GRADIENT;

        /** Whether one launch does many steps. */
        boolean persistent() {
            return this == LOCAL || this == GLOBAL;
        }
    }

    /** Enqueues up to {@code count} steps of each replica that has not diverged, none beyond step {@code target}. */
    void enqueue(long target, int count);

    /** Enqueues one step of a replica that has not diverged, on a batch that is given. */
    void step(int r, DeviceBatch batch);
}
