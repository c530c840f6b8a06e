package dev.noether.bench;

import dev.noether.model.Parameters;
import dev.noether.task.Batch;

/** The control of everything about the two-layer linear net, in one precision. */
interface PlainNet {

    /** The gradient of the loss on a batch of samples, from and to the caller's memory. */
    void gradient(Parameters theta, Batch.Samples batch, Parameters out);

    /** Starts a trajectory. */
    void start(Parameters theta);

    /** One step of SGD on minibatch {@code step} of the stream. */
    void step(long step);

    /** Overwrites {@code theta} with the state of the trajectory. */
    void read(Parameters theta);
}
