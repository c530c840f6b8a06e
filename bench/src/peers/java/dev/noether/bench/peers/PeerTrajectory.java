package dev.noether.bench.peers;

import dev.noether.model.Parameters;
import dev.noether.task.Batch;

/** Steps of SGD by another library, from random numbers of its own. */
interface PeerTrajectory {

    /** Overwrites the state. */
    void start(Parameters theta);

    /** A step on a given batch, by the same code as {@link #advance}. */
    void step(Batch.Samples batch);

    /** Steps on fresh batches. */
    void advance(int steps);

    /** Copies the state out. */
    void read(Parameters theta);
}
